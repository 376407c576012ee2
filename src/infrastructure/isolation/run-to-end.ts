import { spawn, type ChildProcess, type IOType, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { IsolationLimits } from '../../application/ports/isolation.js';
import { CappedOutput } from './capped-output.js';
import { inheritedDescriptors } from './inherited-descriptors.js';
import { LimitWatch, type PassedLimit } from './limit-watch.js';
import { ProcessTree } from './process-tree.js';

export interface RawOutcome {
  /** Of the command, as bwrap tells it; undefined when it was never begun or bwrap was killed. */
  readonly exitCode?: number;
  /** That ended bwrap itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: CappedOutput;
  readonly stderr: CappedOutput;
  readonly passed?: PassedLimit;
  readonly aborted: boolean;
}

interface Watched {
  readonly folder: string;
  readonly limits: IsolationLimits;
  readonly signal?: AbortSignal;
}

/** More output than this many times what is kept is no output any more. */
const OUTPUT_FACTOR = 10;

/** The code that bwrap writes on its third descriptor when the command has ended: JSON objects, one a line. */
function exitCodeIn(status: string): number | undefined {
  const code = /"exit-code":\s*(\d+)/.exec(status)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** Standard input is empty, the fourth is for the status; what we have inherited is covered. */
function descriptors(nothing: number): StdioOptions {
  const stdio: (IOType | number)[] = ['ignore', 'pipe', 'pipe', 'pipe'];
  for (const inherited of inheritedDescriptors()) {
    while (stdio.length <= inherited) stdio.push('ignore');
    if (inherited > 3) stdio[inherited] = nothing;
  }
  return stdio;
}

/** Kills bwrap and the child that it may have begun but not bound to its own life yet. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resolves when the process and all that held its outputs are gone. */
const closed = (child: ChildProcess): Promise<NodeJS.Signals | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, signal) => resolve(signal));
  });

/**
 * Runs bwrap to its end, or kills it: with it, the first process of its namespace dies, and with that one all others. Nothing of
 * our environment is handed on, for /proc inside shows the one of bwrap.
 */
export async function runToEnd(
  [program, ...args]: readonly string[],
  { folder, limits, signal }: Watched,
): Promise<RawOutcome> {
  const nothing = openSync('/dev/null', 'r');
  const child = spawn(program!, args, {
    env: { PATH: process.env.PATH },
    cwd: '/',
    stdio: descriptors(nothing),
    detached: true,
  });
  closeSync(nothing);
  const over = new AbortController();
  const [stdout, stderr] = [new CappedOutput(limits.outputBytes), new CappedOutput(limits.outputBytes)];
  let passed: PassedLimit | undefined;
  const end = (limit?: PassedLimit): void => {
    passed ??= limit;
    killGroup(child);
  };
  for (const [stream, output] of [
    [child.stdout!, stdout],
    [child.stderr!, stderr],
  ] as const)
    stream.on('data', (chunk: Buffer) => {
      output.add(chunk);
      if (output.total > OUTPUT_FACTOR * limits.outputBytes)
        end({ limit: 'output', message: `expected at most ${OUTPUT_FACTOR * limits.outputBytes} bytes of output` });
    });
  const timer = setTimeout(
    () => end({ limit: 'wall-time', message: `expected an end after at most ${limits.wallSeconds} s` }),
    limits.wallSeconds * 1000,
  );
  const abort = (): void => end();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  let failure: unknown;
  new LimitWatch(folder, limits, over.signal)
    .watch(new Promise((resolve) => child.once('spawn', () => resolve(new ProcessTree(child.pid!)))))
    .then(end, (error: unknown) => {
      failure = error;
      end();
    });
  try {
    const [status, endedBy] = await Promise.all([text(child.stdio[3] as Readable), closed(child)]);
    if (failure !== undefined) throw failure;
    const exitCode = exitCodeIn(status);
    return {
      exitCode,
      signal: endedBy,
      stdout,
      stderr,
      passed,
      aborted: signal?.aborted === true && exitCode === undefined,
    };
  } finally {
    clearTimeout(timer);
    over.abort();
    signal?.removeEventListener('abort', abort);
  }
}
