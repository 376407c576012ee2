// Writes the golden log anew, `npm run golden:generate`, and says first what today's code decides in another way than the old one.
import { existsSync } from 'node:fs';
import { decideAgain } from '../src/application/replay/decide-again.js';
import { changeText } from '../src/application/replay/change-text.js';
import { goldenFile, openGoldenLog, writeGoldenLog } from './golden-log/golden-file.js';
import { GoldenWorld } from './golden-log/golden-world.js';
import { goldenTools } from './golden-log/golden-tools.js';
import { tellGoldenStory } from './golden-log/story.js';

if (existsSync(goldenFile)) {
  const store = await openGoldenLog();
  const { decisions, changed, failed } = await decideAgain(store, goldenTools(store));
  for (const change of changed) console.log(changeText(change));
  for (const { delivery, error } of failed) console.log(`${delivery}: cannot be decided again: ${error}`);
  console.log(`${decisions} decisions of the old log, ${changed.length} would be another one today`);
}
const world = await GoldenWorld.open();
await tellGoldenStory(world);
const { log } = world.store;
// Blobs are compressed side by side, so their order is not the story's.
const blobs = log.filter(({ stream }) => stream.startsWith('blob-')).sort((a, b) => (a.stream < b.stream ? -1 : 1));
const events = [...blobs, ...log.filter(({ stream }) => !stream.startsWith('blob-'))];
const bytes = writeGoldenLog(events);
await world.close();
console.log(`${events.length} events, ${bytes} bytes written`);
