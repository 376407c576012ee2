import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { processorTime, residentMemory } from './figures.js';

export interface Ran {
  readonly output: string;
  readonly seconds: number;
  /** Seconds of processor time, all threads together. */
  readonly cpu: number;
  readonly peakMiB: number;
}

/** Runs the built command in a process of its own and watches it. Rejects when it does not end with 0. */
export async function runBuilt(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
  const start = performance.now();
  const command = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [peakMiB, cpu] = [0, 0];
  const watch = setInterval(() => {
    // A process that has ended has no memory any more.
    const { peak } = command.exitCode === null ? residentMemory(command.pid) : { peak: 0 };
    if (!(peak > 0)) return;
    peakMiB = peak;
    cpu = processorTime(command.pid!) / 1000;
  }, 50);
  const [output, [code]] = await Promise.all([text(command.stdout), once(command, 'close') as Promise<[number]>]);
  clearInterval(watch);
  if (code !== 0) throw new Error(`packit-service ${args.join(' ')} ended with ${code}`);
  return { output, seconds: (performance.now() - start) / 1000, cpu, peakMiB };
}
