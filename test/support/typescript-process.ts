import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const loader = pathToFileURL(join(root, 'tools', 'run-typescript.mjs')).href;

/** A process that runs a TypeScript file of this repository without a build, and what it has printed so far. */
export interface TypescriptProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves once it has printed `text`; rejects when it ends before. */
  readonly printed: (text: string) => Promise<void>;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** What runs `file` (relative to the repository) without a build: the program and its arguments. */
export function commandLine(file: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, '--import', loader, join(root, file), ...args];
}

/** Starts `file` (relative to the repository) with Node. */
export function runTypescript(file: string, ...args: string[]): TypescriptProcess {
  const [program, ...rest] = commandLine(file, ...args);
  const child = spawn(program, rest, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const output = (): string => Buffer.concat(chunks).toString('utf8');
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.on('close', (code, signal) => done({ code, signal }));
  });
  const printed = (text: string): Promise<void> =>
    new Promise((done, fail) => {
      const look = (): void => {
        if (!output().includes(text)) return;
        child.stdout.off('data', look);
        done();
      };
      child.stdout.on('data', look);
      look();
      void ended.then(({ code }) => fail(new Error(`${file} ended with ${code} before it printed ${text}`)));
    });
  return { child, output, printed, ended };
}
