import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { CrashJournal, type CrashRecord } from '../../application/ports/crash-journal.js';
import type { Log } from '../../application/ports/log.js';
import { JournalState, type JournalLine } from './journal-state.js';

/** A file of more bytes is written anew, with what its lines come to. */
const LARGEST_FILE = 1024 * 1024;

/** The journal as a file of lines, each a list in JSON. Without a file nothing is lost but the count of deaths. */
export class FileCrashJournal extends CrashJournal {
  private state = new JournalState();
  private file?: number;
  private size = 0;
  private isRecalled = false;

  constructor(
    private readonly path: string,
    private readonly log: Log,
  ) {
    super();
  }

  recall(): CrashRecord {
    if (this.isRecalled) return this.state;
    this.isRecalled = true;
    this.safely(() => {
      mkdirSync(dirname(this.path), { recursive: true });
      for (const line of linesOf(this.path)) this.state.apply(line);
      this.state.die();
      this.writeAnew();
    });
    return this.state;
  }

  begin(key: string, tenant: string): void {
    this.write(['begin', key, tenant]);
  }

  end(key: string): void {
    this.write(['end', key]);
  }

  park(key: string, at: string): void {
    this.write(['parked', key, at]);
  }

  release(key: string): void {
    this.write(['released', key]);
  }

  leave(): void {
    this.write(['left']);
  }

  private write(line: JournalLine): void {
    this.state.apply(line);
    this.safely(() => {
      if (this.file === undefined) return;
      this.size += writeSync(this.file, textOf(line));
      if (this.size > LARGEST_FILE) this.writeAnew();
    });
  }

  /** Whole or not at all: a crash in between leaves the older one. */
  private writeAnew(): void {
    const lines = [...this.state.summary()].map(textOf).join('');
    const fresh = `${this.path}.new`;
    writeFileSync(fresh, lines);
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    renameSync(fresh, this.path);
    this.file = openSync(this.path, 'a');
    this.size = Buffer.byteLength(lines);
  }

  /** A full disk must not stop what is done: deaths are not counted then. */
  private safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.file !== undefined) closeSync(this.file);
      this.file = undefined;
      const { message } = error as Error;
      this.log.warn('what is under way is not written down any more: a todo that ends the process is not noticed', {
        file: this.path,
        error: message,
      });
    }
  }
}

const textOf = (line: JournalLine) => `${JSON.stringify(line)}\n`;

/** Lines that are whole; the last one may have been cut off by a crash. */
function linesOf(path: string): JournalLine[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      const parsed: unknown = JSON.parse(line);
      return Array.isArray(parsed) ? [parsed as unknown as JournalLine] : [];
    } catch {
      return [];
    }
  });
}
