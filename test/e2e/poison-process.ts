import { Worker } from '../../src/application/effects/worker.js';
import { ScriptedEffect, StoredCore } from '../application/running-core.js';
import { grant, wishModel } from '../application/wishes.js';

/*
 * A process that grants wishes, and is killed by the one called `deadly` while that is under way. It prints each wish that it has granted,
 * and in the end what it gave up.
 */
const [folder = ''] = process.argv.slice(2);
const core = new StoredCore([wishModel], folder);
const { projector } = core.projector();
const effect = new ScriptedEffect('wish', async ({ key, stream }) => {
  if (key === 'deadly') process.kill(process.pid, 'SIGKILL');
  await grant(core.streams, key, stream);
  console.log(`granted ${key}`);
  return undefined;
});
const worker = new Worker([effect], projector, core.streams, core.clock, core.log, core.journal());
void projector.run(new AbortController().signal);
await projector.caughtUp();
if (process.argv.includes('--release')) {
  worker.start(() => false);
  console.log(`released ${worker.release('deadly')}`);
} else {
  worker.start();
  const parked = () => worker.parkedTodos().map(({ todo }) => todo.key);
  while (projector.openTodos().length > parked().length) await new Promise((resolve) => setTimeout(resolve, 10));
  console.log(`parked ${JSON.stringify(worker.parkedTodos().map(({ todo, error }) => [todo.key, error]))}`);
}
await worker.stop();
process.exit(0);
