import { checkEvents } from '../../domain/check/check.events.js';
import type { EventStore } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { Log } from '../ports/log.js';
import type { ReadModels, TableChange } from '../ports/read-models.js';
import { BulkChecks } from './bulk-checks.js';
import { BulkStreams } from './bulk-streams.js';
import type { Addresses } from './checks-table.js';
import { CurrentStates } from './current-states.js';
import { openTodos, type Waiting } from './open-todos.js';
import { tablesOf } from './read-model-tables.js';
import type { StreamModel } from './stream-model.js';

const CHECKS = checkEvents.category;

/** Tables in which rows are looked up while the log is read: they need their keys from the beginning. */
export const LOOKED_UP = ['checks'];

/** How far a rebuild has come. */
export interface RebuildProgress {
  /** Events read so far. */
  readonly events: number;
  /** How much of the log lies behind, in positions. */
  readonly position: number;
  /** Where the log ended when it began. */
  readonly head: number;
  readonly elapsedMs: number;
}

/** What lies in the log after one position, up to another. */
export interface LogRun {
  readonly after: number;
  readonly until: number;
}

/** States that are kept in case they are asked for again: the checks of a commit come one after the other. */
const KEPT_STATES = 200;

/** A round ends when so many streams or checks have come into memory. */
const FRESH = 500;

/**
 * Reads a run of the log. `write` gets the rows as they come to rest, and how far it has come. They are those of the whole log,
 * except what streams say about a check in other runs, and what was published of it there: `joinChecks` knows.
 */
export async function readRun(
  { store, models, log, ids, addresses }: RebuildParts,
  states: CurrentStates,
  { after, until }: LogRun,
  write: (changes: TableChange[], events: number, position: number) => void,
): Promise<Waiting> {
  const streams = new BulkStreams(models, states, log);
  const checks = new BulkChecks(states, ids, addresses);
  const take = async (all: boolean): Promise<TableChange[]> => {
    const changes = await streams.take(all, (...said) => checks.say(...said));
    return [...changes, ...(await checks.take(all))];
  };
  let events = 0;
  for await (const page of store.readPages({ after, filter: { categories: [...streams.categories, CHECKS] } })) {
    const ends = page.at(-1)!.position > until;
    const some = ends ? page.filter(({ position }) => position <= until) : page;
    for (const event of some) if (!checks.add(event)) streams.add(event);
    events += some.length;
    if (ends) break;
    if (Math.max(streams.fresh, checks.fresh) < FRESH) continue;
    write(await take(false), events, page.at(-1)!.position);
    events = 0;
  }
  write(await take(true), events, until);
  return { streams: [...streams.waiting], checks: [...checks.waiting] };
}

/** Everything that a rebuild works with. */
export interface RebuildParts {
  readonly store: EventStore;
  readonly models: readonly StreamModel[];
  readonly addresses: Addresses;
  readonly ids: Ids;
  readonly log: Log;
}

/** What is in the read models when all of the log has been read. */
export interface LogRead {
  readonly readModels: Pick<ReadModels, 'get' | 'find' | 'count' | 'write' | 'close'>;
  readonly waiting: Waiting;
}

/** Makes read models, fit for questions, of the log up to `head`; says of how many more events, and up to which position. */
export type ReadLog = (head: number, onRead: (events: number, position: number) => void) => Promise<LogRead>;

/** In one go, into empty read models. */
export function inOneRun(parts: RebuildParts, readModels: ReadModels & { finish(): void }): ReadLog {
  return async (head, onRead) => {
    readModels.open(tablesOf(parts.models));
    const states = statesAtEnd(parts.models, parts.store, readModels, head);
    const waiting = await readRun(parts, states, { after: 0, until: head }, (changes, events, position) => {
      readModels.write(changes);
      onRead(events, position);
    });
    readModels.finish();
    return { readModels, waiting };
  };
}

/**
 * Makes read models say what the log says, up to its present end. What is left behind when it fails has to be thrown away.
 * `readLog` does the reading. Closes them.
 */
export async function rebuild(
  { store, models, addresses, ids }: RebuildParts,
  readLog: ReadLog,
  onProgress: (progress: RebuildProgress) => void = () => undefined,
): Promise<RebuildProgress> {
  const start = performance.now();
  const head = await store.head();
  let progress: RebuildProgress = { events: 0, position: 0, head, elapsedMs: 0 };
  const { readModels, waiting } = await readLog(head, (events, position) => {
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
  const known: Pick<ReadModels, 'get' | 'find' | 'checkpoint'> = {
    get: (table, key) => readModels.get(table, key),
    find: (table, options) => readModels.find(table, options),
    checkpoint: () => head,
  };
  return new CurrentStates(models, store, known, KEPT_STATES);
}
