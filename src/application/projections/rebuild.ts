import { checkEvents, type CheckEvent } from '../../domain/check/check.events.js';
import type { KnownVisibility } from '../../domain/forge/visibility.js';
import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { Log } from '../ports/log.js';
import type { ReadModels, TableChange, TableRow } from '../ports/read-models.js';
import { BulkChecks } from './bulk-checks.js';
import { BulkStreams, type BulkBegin, type Say } from './bulk-streams.js';
import { BulkVisibility, joinedVisibility } from './bulk-visibility.js';
import { joinChecks, joinSettled, type UnsettledCheck } from './check-parts.js';
import { CHECKS, type Addresses } from './checks-table.js';
import { CurrentStates } from './current-states.js';
import { openTodos } from './open-todos.js';
import { tablesOf } from './read-model-tables.js';
import type { StreamModel } from './stream-model.js';
import { VISIBILITY, visibilityRow } from './visibility-table.js';

const PUBLICATIONS = checkEvents.category;
/** The last one of a check says what the forge shows. */
const PUBLISHED: CheckEvent['type'] = 'CheckPublished';

/** Tables whose rows are written in parts while the log is read. */
export const IN_PARTS = [CHECKS];

/** How far a rebuild has come. */
export interface RebuildProgress {
  /** Events read so far. The store may have left out those that later ones replace. */
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

/** So many events, and those of the page that they end in, are a round. */
const ROUND_EVENTS = 2_000;

/** What is left over of a run of the log when its rows are written. */
export interface RunRead {
  /** Streams that want something done. */
  readonly streams: readonly string[];
  readonly unsettled: readonly UnsettledCheck[];
  /** What deliveries say about who may see repositories, by key. */
  readonly visibility: readonly (readonly [string, KnownVisibility])[];
}

/**
 * Reads a run of the log. `write` gets the rows as they come to rest, and how far it has come. Those of streams are what the whole
 * log makes them, those of checks are parts.
 */
export async function readRun(
  { store, models, log, ids, addresses }: RebuildParts,
  { after, until }: LogRun,
  write: (changes: TableChange[], events: number, position: number) => void,
): Promise<RunRead> {
  const checks = new BulkChecks(ids, addresses);
  const say: Say = (...said) => checks.say(...said);
  const visibility = new BulkVisibility(store);
  const begin: BulkBegin = (...event) => visibility.begin(...event);
  const streams = new BulkStreams(models, statesAtEnd(models, store, noRows, until), say, begin, log);
  let left = ROUND_EVENTS;
  const blank = models.flatMap((model) => model.blank);
  const filter = { categories: [...streams.categories, PUBLICATIONS] };
  const latest = { category: PUBLICATIONS, type: PUBLISHED, until };
  for await (const page of store.readPages({ after, filter, blank, latest })) {
    const ends = page.at(-1)!.position > until;
    const some = ends ? page.filter(({ position }) => position <= until) : page;
    takeIn(some, checks, streams);
    left -= some.length;
    if (left <= 0) {
      await streams.endRound(false);
      await visibility.endRound();
    }
    write([...streams.take(), ...(left <= 0 ? checks.endRound(false) : [])], some.length, page.at(-1)!.position);
    if (left <= 0) left = ROUND_EVENTS;
    if (ends) break;
  }
  await streams.endRound(true);
  await visibility.endRound();
  write([...streams.take(), ...checks.endRound(true)], 0, until);
  return {
    streams: [...streams.waiting],
    unsettled: [...checks.unsettled.values()],
    visibility: [...visibility.known],
  };
}

/** By itself, so that the compiler has something small to work on. */
function takeIn(events: readonly RecordedEvent[], checks: BulkChecks, streams: BulkStreams): void {
  for (const event of events) if (!checks.add(event)) streams.add(event);
}

/** Everything that a rebuild works with. */
export interface RebuildParts {
  readonly store: EventStore;
  readonly models: readonly StreamModel[];
  readonly addresses: Addresses;
  readonly ids: Ids;
  readonly log: Log;
}

/** What follows from rows of the read models only when all of them are there. */
export interface LeftOver extends RunRead {
  /** The parts of each check whose row states have to tell. */
  readonly divided: readonly (readonly TableRow[])[];
}

/** Makes one row of the parts of each check, except of those that are left over. `runs`: those whose rows are in the read models. */
export function joinRuns(readModels: Pick<ReadModels, 'write'> & PartedReadModels, runs: readonly RunRead[]): LeftOver {
  const unsettled = new Map(runs.flatMap((run) => run.unsettled).map((check) => [check.row.key, check]));
  const divided: TableRow[][] = [];
  for (const page of readModels.takeParts(CHECKS)) {
    const settled: TableRow[] = [];
    for (const parts of page) {
      const row = unsettled.has(parts[0]!.key) ? undefined : joinSettled(parts);
      if (row) settled.push(row);
      else divided.push(parts);
    }
    readModels.write(settled.map((put) => ({ table: CHECKS, put, isNew: true })));
  }
  for (const [part] of divided) unsettled.delete(part!.key);
  return {
    streams: [...new Set(runs.flatMap(({ streams }) => streams))],
    unsettled: [...unsettled.values()],
    visibility: [...joinedVisibility(runs.map((run) => run.visibility))],
    divided,
  };
}

/** Rows that are left over, and the list of things to do. It does not need the read models. */
export async function settle(parts: RebuildParts, leftOver: LeftOver, head: number): Promise<TableChange[]> {
  const { store, models } = parts;
  const rows = new Map(leftOver.unsettled.map(({ row }) => [row.key, row]));
  const states = statesAtEnd(models, store, { ...noRows, get: (_table, key) => rows.get(key) }, head);
  const joined = await joinChecks(leftOver.divided, states, parts);
  for (const { row } of joined) rows.set(row.key, row);
  const openChecks = new Map<unknown, number>();
  for (const { columns } of rows.values())
    if (columns['open'] === 1) openChecks.set(columns['commit'], (openChecks.get(columns['commit']) ?? 0) + 1);
  const wanted = [...leftOver.unsettled, ...joined].filter(({ isWanted }) => isWanted);
  const waiting = { streams: leftOver.streams, checks: wanted.map(({ row }) => row.key) };
  const todos = await openTodos(parts, states, waiting, head, (commit) => openChecks.get(commit) ?? 0);
  return [
    ...joined.map(({ row }) => ({ table: CHECKS, put: row, isNew: true })),
    ...leftOver.visibility.map((known) => ({ table: VISIBILITY, put: visibilityRow(...known), isNew: true })),
    ...todos,
  ];
}

/** Read models whose rows may be written in parts. */
export interface PartedReadModels {
  /** Takes out the parts of rows that have several, some rows at a time, the earliest part first. */
  takeParts(table: string): Iterable<TableRow[][]>;
  /** After it, all tables can be asked, and no more parts be written. */
  finish(): void;
}

/** What is in the read models when all of the log has been read, and what is not yet. */
export interface LogRead {
  readonly readModels: Pick<ReadModels, 'write' | 'close'>;
  readonly changes: readonly TableChange[];
}

/** Makes read models of the log up to `head`; says of how many more events, and up to which position. */
export type ReadLog = (head: number, onRead: (events: number, position: number) => void) => Promise<LogRead>;

/** In one go, into empty read models. */
export function inOneRun(parts: RebuildParts, readModels: ReadModels & PartedReadModels): ReadLog {
  return async (head, onRead) => {
    readModels.open(tablesOf(parts.models));
    const run = await readRun(parts, { after: 0, until: head }, (changes, events, position) => {
      readModels.write(changes);
      onRead(events, position);
    });
    const leftOver = joinRuns(readModels, [run]);
    readModels.finish();
    return { readModels, changes: await settle(parts, leftOver, head) };
  };
}

/**
 * Makes read models say what the log says, up to its present end. What is left behind when it fails has to be thrown away.
 * `readLog` does the reading. Closes them.
 */
export async function rebuild(
  { store }: Pick<RebuildParts, 'store'>,
  readLog: ReadLog,
  onProgress: (progress: RebuildProgress) => void = () => undefined,
): Promise<RebuildProgress> {
  const start = performance.now();
  const head = await store.head();
  let progress: RebuildProgress = { events: 0, position: 0, head, elapsedMs: 0 };
  const { readModels, changes } = await readLog(head, (events, position) => {
    progress = { events: progress.events + events, position, head, elapsedMs: performance.now() - start };
    onProgress(progress);
  });
  readModels.write(changes, head);
  readModels.close();
  return { ...progress, position: head, elapsedMs: performance.now() - start };
}

const noRows: Pick<ReadModels, 'get' | 'find'> = { get: () => undefined, find: () => [] };

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
