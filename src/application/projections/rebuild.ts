import { checkEvents } from '../../domain/check/check.events.js';
import type { EventStore } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { Log } from '../ports/log.js';
import type { ReadModels, TableChange } from '../ports/read-models.js';
import { BulkChecks } from './bulk-checks.js';
import { BulkStreams, type RowReader, type Said } from './bulk-streams.js';
import type { Addresses } from './checks-table.js';
import { openTodos, type Waiting } from './open-todos.js';
import { tablesOf } from './read-model-tables.js';
import type { StreamModel } from './stream-model.js';

/** How far a rebuild has come. */
export interface RebuildProgress {
  /** Events read so far. */
  readonly events: number;
  /** Position up to which they were read. */
  readonly position: number;
  /** Where the log ended when it began. */
  readonly head: number;
  readonly elapsedMs: number;
}

/** A round ends when so many streams or checks have come into memory. */
const FRESH = 1_000;

/** A share of the log: the streams of some categories, and all checks or what its streams say about them. */
export class RebuildShare {
  private readonly streams: BulkStreams;
  private readonly checks: BulkChecks | undefined;

  /** `elsewhere` hears what the streams say about checks, when the rows of the checks are somebody else's share. */
  constructor(
    models: readonly StreamModel[],
    rows: RowReader,
    { ids, log, addresses }: { ids: Ids; log: Log; addresses: Addresses },
    private readonly elsewhere?: (said: Said) => void,
  ) {
    this.streams = new BulkStreams(models, rows, log);
    this.checks = elsewhere ? undefined : new BulkChecks(rows, ids, addresses);
  }

  /** What somebody else's streams say about checks. */
  say(said: Said): void {
    this.checks?.say(said);
  }

  /**
   * Reads its share of the log up to `head`; `write` gets the rows as they come to rest, and how far it has come. When
   * `others` have said all they have to say, the rest is written. `pace` is called after each page and may take its time.
   */
  async run(
    store: EventStore,
    head: number,
    write: (changes: TableChange[], events: number, position: number) => Promise<void> | void,
    others: Promise<void> = Promise.resolve(),
    pace: (events: number, position: number) => Promise<void> = async () => undefined,
  ): Promise<Waiting> {
    const categories = [...this.streams.categories, ...(this.checks ? [checkEvents.category] : [])];
    let position = 0;
    let [events, total] = [0, 0];
    for await (const page of store.readPages({ filter: { categories } })) {
      const some = (page.at(-1)?.position ?? 0) > head ? page.filter((event) => event.position <= head) : page;
      this.streams.fold(some);
      this.checks?.fold(some);
      events += some.length;
      total += some.length;
      position = some.at(-1)?.position ?? position;
      if (position > 0) await pace(total, position);
      if (some.length < page.length) break;
      if (this.fresh < FRESH) continue;
      await write(this.take(false), events, position);
      events = 0;
    }
    await pace(Math.max(total, 1), head);
    await others;
    await write(this.take(true), events, head);
    return { streams: [...this.streams.waiting], checks: [...(this.checks?.waiting ?? [])] };
  }

  private get fresh(): number {
    return Math.max(this.streams.fresh, this.checks?.fresh ?? 0);
  }

  private take(all: boolean): TableChange[] {
    const changes = this.streams.take(all, this.elsewhere ?? ((said) => this.say(said)));
    return [...changes, ...(this.checks?.take(all) ?? [])];
  }
}

/** Everything that a rebuild works with. */
export interface RebuildParts {
  readonly store: EventStore;
  readonly models: readonly StreamModel[];
  readonly addresses: Addresses;
  readonly ids: Ids;
  readonly log: Log;
}

/** Read models that are made in a file of their own that nobody reads yet. `finish` makes them fit for questions. */
export type BulkReadModels = ReadModels & { finish(): void };

/** What is in the read models when all shares of a log have been read. */
export interface SharesRead {
  readonly readModels: Pick<ReadModels, 'get' | 'count' | 'write' | 'close'>;
  readonly waiting: Waiting;
}

/** Makes read models, fit for questions, of all shares of a log up to `head`. */
export type ReadShares = (head: number, onRead: (events: number, position: number) => void) => Promise<SharesRead>;

/**
 * Makes read models say what the log says, up to its present end. What is left behind when it fails has to be thrown away.
 * `readShares` does the reading. Closes them.
 */
export async function rebuild(
  { store, models, addresses, ids }: RebuildParts,
  readShares: ReadShares,
  onProgress: (progress: RebuildProgress) => void = () => undefined,
): Promise<RebuildProgress> {
  const start = performance.now();
  const head = await store.head();
  let progress: RebuildProgress = { events: 0, position: 0, head, elapsedMs: 0 };
  const { readModels, waiting } = await readShares(head, (events, position) => {
    progress = { events: progress.events + events, position, head, elapsedMs: performance.now() - start };
    onProgress(progress);
  });
  readModels.write(await openTodos(store, readModels, models, waiting, head, addresses, ids), head);
  readModels.close();
  return { ...progress, position: head, elapsedMs: performance.now() - start };
}

/** The whole log as one share, read here into empty read models. */
export function inOneShare({ store, models, ...parts }: RebuildParts, readModels: BulkReadModels): ReadShares {
  return async (head, onRead) => {
    readModels.open(tablesOf(models));
    const share = new RebuildShare(models, rowsOf(readModels), parts);
    const waiting = await share.run(store, head, (changes, events, position) => {
      readModels.write(changes);
      onRead(events, position);
    });
    readModels.finish();
    return { readModels, waiting };
  };
}

/** Rows of read models as a share asks for them. */
export function rowsOf(readModels: Pick<ReadModels, 'get'>): RowReader {
  return (table, keys) =>
    new Map(
      keys.flatMap((key) => {
        const found = readModels.get(table, key);
        return found ? [[key, found.row] as const] : [];
      }),
    );
}
