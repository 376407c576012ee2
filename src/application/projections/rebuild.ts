import { checkEvents } from '../../domain/check/check.events.js';
import type { EventStore } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { Log } from '../ports/log.js';
import type { ReadModels, TableChange } from '../ports/read-models.js';
import { BulkChecks } from './bulk-checks.js';
import { BulkStreams, type Said } from './bulk-streams.js';
import type { Addresses } from './checks-table.js';
import { CurrentStates } from './current-states.js';
import { openTodos, type Waiting } from './open-todos.js';
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
    states: CurrentStates,
    { ids, log, addresses }: { ids: Ids; log: Log; addresses: Addresses },
    private readonly elsewhere?: (said: Said) => void,
  ) {
    this.streams = new BulkStreams(models, states, log);
    this.checks = elsewhere ? undefined : new BulkChecks(states, ids, addresses);
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
      await this.streams.fold(some);
      this.checks?.fold(some);
      events += some.length;
      total += some.length;
      position = some.at(-1)?.position ?? position;
      if (position > 0) await pace(total, position);
      if (some.length < page.length) break;
      if (this.fresh < FRESH) continue;
      await write(await this.take(false), events, position);
      events = 0;
    }
    await pace(Math.max(total, 1), head);
    await others;
    await write(await this.take(true), events, head);
    return { streams: [...this.streams.waiting], checks: [...(this.checks?.waiting ?? [])] };
  }

  private get fresh(): number {
    return Math.max(this.streams.fresh, this.checks?.fresh ?? 0);
  }

  private async take(all: boolean): Promise<TableChange[]> {
    const changes = this.streams.take(all, this.elsewhere ?? ((said) => this.say(said)));
    return [...changes, ...((await this.checks?.take(all)) ?? [])];
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

/** What is in the read models when all shares of a log have been read. */
export interface SharesRead {
  readonly readModels: Pick<ReadModels, 'get' | 'find' | 'count' | 'write' | 'close'>;
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
  const states = statesAtEnd(models, store, readModels, head);
  readModels.write(await openTodos(store, readModels, states, waiting, head, addresses, ids), head);
  readModels.close();
  return { ...progress, position: head, elapsedMs: performance.now() - start };
}

/** States of streams as they are at the end of the log, while its read models are being made. */
export function statesAtEnd(
  models: readonly StreamModel[],
  store: EventStore,
  readModels: Pick<ReadModels, 'get' | 'find'>,
  head: number,
): CurrentStates {
  return new CurrentStates(models, store, {
    get: (table, key) => readModels.get(table, key),
    find: (table, options) => readModels.find(table, options),
    checkpoint: () => head,
  });
}
