import type Database from 'better-sqlite3';
import type { AppendResult, ExpectedRevision, NewEvent } from '../../../application/ports/event-store.js';
import { WrongExpectedRevision } from '../../../application/ports/event-store.js';
import { encodeAppend, type EncodedAppend } from './encoded-append.js';
import { BUSY_TIMEOUT_MS } from './event-file.js';
import type { LogSync } from './log-sync.js';
import { failureOf, isBusy } from './sqlite-failure.js';
import { StreamWriter } from './stream-writer.js';

/** One transaction takes no more than this, so that it does not hold up the event loop or another process for long. */
const GROUP_BYTES = 4_000_000;
const GROUP_APPENDS = 1_000;

/** Another process holds the lock: how often to ask again, and when to give up. */
const BUSY_RETRY_MS = 2;
const BUSY_LIMIT_MS = 10_000;

interface Waiting extends EncodedAppend {
  readonly since: number;
  resolve(result: AppendResult): void;
  reject(error: unknown): void;
}

/**
 * Group commit: what arrives until the event loop turns is one transaction, and it is answered when it is on disk. An
 * append that is refused leaves its neighbours alone.
 */
export class AppendGroup {
  private queue: Waiting[] = [];
  private scheduled = false;
  private closed = false;
  private unanswered = 0;
  private onDrained: (() => void) | undefined;
  private readonly writer: StreamWriter;
  private readonly begin: Database.Statement;
  private readonly commit: Database.Statement;
  private readonly impatient: Database.Statement;
  private readonly patient: Database.Statement;

  constructor(
    private readonly file: Database.Database,
    private readonly sync: LogSync,
    private readonly onDurable: () => void,
  ) {
    this.writer = new StreamWriter(file);
    this.begin = file.prepare('BEGIN IMMEDIATE');
    this.commit = file.prepare('COMMIT');
    this.impatient = file.prepare('PRAGMA busy_timeout = 0');
    this.patient = file.prepare(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }

  /** Resolves when the events are on disk. */
  add(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw new Error(`Stream ${stream}: the event store is closed`);
      this.queue.push({ ...encodeAppend(stream, expected, events), since: Date.now(), resolve, reject });
      if (!this.scheduled) this.schedule();
    });
  }

  /** Takes nothing more. Resolves when all that waits is answered. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.queue.length + this.unanswered > 0) await new Promise<void>((resolve) => (this.onDrained = resolve));
  }

  private schedule(delayMs = 0): void {
    this.scheduled = true;
    if (delayMs > 0) setTimeout(() => this.flush(), delayMs);
    else setImmediate(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    const group = this.take();
    try {
      this.write(group);
    } catch (error) {
      if (isBusy(error)) this.postpone(group, error);
      else rejectAll(group, error);
    }
    if (this.queue.length > 0 && !this.scheduled) this.schedule();
    this.drained();
  }

  private drained(): void {
    if (this.queue.length + this.unanswered === 0) this.onDrained?.();
  }

  private take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const append of this.queue) {
      bytes += append.bytes;
      if (count > 0 && (bytes > GROUP_BYTES || count === GROUP_APPENDS)) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  /** Another process is writing. Its lock is waited for without holding up the event loop. */
  private postpone(group: readonly Waiting[], error: unknown): void {
    const patient = group.filter((append) => Date.now() - append.since < BUSY_LIMIT_MS);
    rejectAll(
      group.filter((append) => !patient.includes(append)),
      error,
    );
    this.queue.unshift(...patient);
    this.schedule(BUSY_RETRY_MS);
  }

  /** Throws when nothing was written and nobody was answered. */
  private write(group: readonly Waiting[]): void {
    this.lock();
    const answers: (() => void)[] = [];
    try {
      this.writer.begin();
      for (const append of group) answers.push(this.attempt(append));
      this.commit.run();
    } catch (error) {
      if (this.file.inTransaction) this.file.exec('ROLLBACK');
      if (group.length === 1 || isBusy(error)) throw error;
      // One of them broke the transaction: alone, each breaks only its own.
      this.writeSingly(group);
      return;
    }
    this.answerWhenDurable(group, answers);
  }

  private answerWhenDurable(group: readonly Waiting[], answers: readonly (() => void)[]): void {
    const { before, position } = this.writer;
    this.unanswered += 1;
    this.sync.committed(before, position, (error) => {
      this.unanswered -= 1;
      if (error) rejectAll(group, error);
      else {
        for (const answer of answers) answer();
        this.onDurable();
      }
      this.drained();
    });
  }

  /** At once or not at all: the wait for another process is `postpone`, so that the event loop goes on. */
  private lock(): void {
    this.impatient.get();
    try {
      this.begin.run();
    } finally {
      this.patient.get();
    }
  }

  private attempt(append: Waiting): () => void {
    try {
      const result = this.writer.write(append);
      return () => append.resolve(result);
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
      return () => append.reject(error);
    }
  }

  private writeSingly(group: readonly Waiting[]): void {
    for (const append of group) {
      try {
        this.write([append]);
      } catch (error) {
        rejectAll([append], error);
      }
    }
  }
}

function rejectAll(group: readonly Waiting[], error: unknown): void {
  for (const append of group) append.reject(failureOf(error));
}
