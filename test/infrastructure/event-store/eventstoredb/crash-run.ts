import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, NewEvent, RecordedEvent } from '../../../../src/application/ports/event-store.js';
import { TransientFailure } from '../../../../src/application/ports/failure.js';
import { newEvents } from '../../../contracts/event-store/sample-events.js';

export interface CrashPlan {
  /** A store with a connection of its own. */
  readonly open: () => EventStore;
  readonly kill: () => Promise<void>;
  /** Resolves when the server answers again. */
  readonly start: () => Promise<void>;
  readonly rounds: number;
  readonly writers: number;
  readonly readers: number;
  readonly upMs: number;
  readonly downMs: number;
}

export interface CrashReport {
  /** Appends that were acknowledged, and events in them. */
  readonly acknowledged: number;
  readonly events: number;
  /** Appends that had to be repeated by their writer, because the store gave up. */
  readonly givenUp: number;
  /** From the server's first answer to the first append acknowledged and to the first event at every reader; worst. */
  readonly writersBackMs: number;
  readonly readersBackMs: number;
  /** What must be empty. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly readersDiffer: readonly string[];
  readonly refused: readonly string[];
}

interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  readonly ids: readonly string[];
}

/** Kills and starts a server again while many append and some follow, and tells what became of every event. */
export async function crashRun(plan: CrashPlan): Promise<CrashReport> {
  const category = `crash${randomUUID().replaceAll('-', '')}`;
  const stop = new AbortController();
  const [writing, reading] = [plan.open(), plan.open()];
  const writers = Array.from({ length: plan.writers }, () => new Writer(writing, category));
  const readers = Array.from({ length: plan.readers }, () => new Reader(reading, category));
  const work = [...writers, ...readers].map((each) => each.run(stop.signal));
  let [writersBackMs, readersBackMs] = [0, 0];

  for (let round = 0; round < plan.rounds; round += 1) {
    await sleep(plan.upMs);
    await plan.kill();
    await sleep(plan.downMs);
    await plan.start();
    const since = Date.now();
    const [acknowledged, seen] = [total(writers), readers.map(({ events }) => events.length)];
    await until(() => total(writers) > acknowledged);
    writersBackMs = Math.max(writersBackMs, Date.now() - since);
    await until(() => readers.every(({ events }, n) => events.length > (seen[n] ?? 0)));
    readersBackMs = Math.max(readersBackMs, Date.now() - since);
  }
  await sleep(plan.upMs);
  for (const writer of writers) writer.finish();
  await Promise.all(work.slice(0, writers.length));

  const log: string[] = [];
  const first = new Map<string, RecordedEvent>();
  const doubled: string[] = [];
  for await (const event of writing.readAll({ filter: { categories: [category] } })) {
    const { id, stream, revision } = event;
    log.push(id);
    const before = first.get(id);
    if (before) doubled.push(`${id} in ${stream} at ${before.revision} and ${revision}`);
    else first.set(id, event);
  }
  await until(() => readers.every(({ events }) => events.length >= log.length)).catch(() => undefined);
  const lost: string[] = [];
  for (const { stream, revision, ids } of writers.flatMap(({ acknowledged }) => acknowledged)) {
    const events = await writing.readStream(stream, { from: revision + 1 - ids.length, limit: ids.length });
    if (events.map(({ id }) => id).join() !== ids.join()) lost.push(`${stream} at ${revision}`);
  }
  stop.abort();
  await Promise.all(work);
  await Promise.all([writing.close(), reading.close()]);
  return {
    acknowledged: total(writers),
    events: log.length,
    givenUp: writers.reduce((sum, { givenUp }) => sum + givenUp, 0),
    writersBackMs,
    readersBackMs,
    lost,
    doubled,
    readersDiffer: readers.flatMap(({ events }, n) => differenceOf(events, log).map((text) => `reader ${n}: ${text}`)),
    refused: writers.flatMap(({ refused }) => refused),
  };
}

/** Appends to a stream of its own and, every fourth time, to the one that all share. */
class Writer {
  readonly acknowledged: Acknowledged[] = [];
  readonly refused: string[] = [];
  givenUp = 0;
  private finished = false;
  private last: number | 'no-stream' = 'no-stream';

  constructor(
    private readonly store: EventStore,
    private readonly category: string,
  ) {}

  finish(): void {
    this.finished = true;
  }

  async run(): Promise<void> {
    const own = `${this.category}-${randomUUID()}`;
    for (let n = 1; !this.finished; n += 1) {
      const events = newEvents(1 + (n % 3));
      if (n % 4 === 0) await this.append(`${this.category}-shared`, 'any', events);
      else this.last = (await this.append(own, this.last, events)) ?? this.last;
      await sleep(1);
    }
  }

  /** As the service does: when the store gives up, the same append again. */
  private async append(stream: string, expected: number | 'any' | 'no-stream', events: NewEvent[]) {
    for (;;) {
      try {
        const { revision } = await this.store.append(stream, expected, events);
        this.acknowledged.push({ stream, revision, ids: events.map(({ id }) => id) });
        return revision;
      } catch (error) {
        if (!(error instanceof TransientFailure)) {
          this.refused.push(`${stream} at ${expected}: ${String(error)}`);
          return undefined;
        }
        this.givenUp += 1;
      }
    }
  }
}

class Reader {
  readonly events: RecordedEvent[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly category: string,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const filter = { categories: [this.category] };
    for await (const { events } of this.store.subscribe({ filter, signal })) this.events.push(...events);
  }
}

function total(writers: readonly Writer[]): number {
  return writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
}

function differenceOf(seen: readonly RecordedEvent[], log: readonly string[]): string[] {
  if (seen.length !== log.length) return [`saw ${seen.length} of ${log.length} events`];
  const at = seen.findIndex(({ id }, n) => id !== log[n]);
  return at < 0 ? [] : [`event ${at} is ${seen[at]?.id}, in the log ${log[at]}`];
}

async function until(condition: () => boolean, limitMs = 60_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('Waited in vain');
    await sleep(5);
  }
}
