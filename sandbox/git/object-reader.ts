import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment } from './git.js';

export interface GitObject {
  readonly sha: string;
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly content: Buffer;
}

/** Reads objects of one repository through a single `git cat-file --batch`, so that a read costs no process. */
export class ObjectReader {
  #child: ChildProcessWithoutNullStreams | undefined;
  #received: Buffer = Buffer.alloc(0);
  readonly #waiting: ((object: GitObject | undefined) => void)[] = [];

  constructor(private readonly gitDirectory: string) {}

  /** A name as `git rev-parse` takes it: `main`, `<sha>:path`, `<sha>^{tree}`. Undefined: there is no such object. */
  read(name: string): Promise<GitObject | undefined> {
    if (/[\n\0]/.test(name)) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#process().stdin.write(`${name}\n`);
    });
  }

  close(): void {
    this.#child?.kill();
  }

  #process(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child;
    const child = spawn('git', ['cat-file', '--batch'], { cwd: this.gitDirectory, env: gitEnvironment() });
    child.stdout.on('data', (chunk: Buffer) => {
      this.#received = this.#received.length ? Buffer.concat([this.#received, chunk]) : chunk;
      while (this.#deliver());
    });
    child.stdin.on('error', () => undefined);
    child.once('close', () => {
      for (const resolve of this.#waiting.splice(0)) resolve(undefined);
      this.#child = undefined;
    });
    return (this.#child = child);
  }

  /** Hands out one complete object, if there is one. */
  #deliver(): boolean {
    const end = this.#received.indexOf(10);
    if (end < 0) return false;
    const [sha = '', type, size] = this.#received.subarray(0, end).toString('utf8').split(' ');
    if (size === undefined || !/^\d+$/.test(size)) {
      this.#received = this.#received.subarray(end + 1);
      this.#waiting.shift()?.(undefined);
      return true;
    }
    const last = end + 1 + Number(size);
    if (this.#received.length <= last) return false;
    const content = Buffer.from(this.#received.subarray(end + 1, last));
    this.#received = this.#received.subarray(last + 1);
    this.#waiting.shift()?.({ sha, type: type as GitObject['type'], content });
    return true;
  }
}
