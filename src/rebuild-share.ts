import { setTimeout } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { Said } from './application/projections/bulk-streams.js';
import { streamModels } from './application/projections/models.js';
import type { Waiting } from './application/projections/open-todos.js';
import type { EventStore } from './application/ports/event-store.js';
import { tablesOf } from './application/projections/read-model-tables.js';
import { RebuildShare, statesAtEnd } from './application/projections/rebuild.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { PinoLog } from './infrastructure/log/pino-log.js';
import type { SqliteReadModels } from './infrastructure/read-models/sqlite-read-models.js';

/** What a thread of a rebuild is told. */
export interface ShareOrder {
  readonly address: string;
  readonly head: number;
  readonly categories: readonly string[];
  readonly settings: {
    readonly coprPollSeconds: number;
    readonly testingFarmPollSeconds: number;
    readonly dashboardUrl: string;
    readonly publicUrl: string;
  };
  /** This one has the rows of the checks, and hears what the other says about them. */
  readonly checks: boolean;
  /** Where the read models of the share are made. */
  readonly file: string;
  /** Between the two threads. */
  readonly said: MessagePort;
  /** Which of the two this one is. */
  readonly index: number;
  /** Positions that the two have read up to. */
  readonly reached: BigInt64Array;
}

/** So many events ahead of the other, a thread waits: a check should hear from both at about the same time. */
const AHEAD_EVENTS = 2_000;

/**
 * Reads a share of the log into read models of its own, and makes them fit for questions. Gives up when the signal aborts:
 * the other thread has failed.
 */
export async function readShare(
  order: ShareOrder,
  store: EventStore,
  readModels: SqliteReadModels,
  onRead: (events: number, position: number) => void,
  signal?: AbortSignal,
): Promise<Waiting> {
  const { settings, head, said, checks } = order;
  const all = streamModels(settings);
  const models = all.filter(({ definitions }) => order.categories.includes(definitions.category));
  readModels.open(tablesOf(checks ? all : models));
  const parts = { ids: new ShaIds(), log: new PinoLog(), addresses: settings };
  let batch: Said[] = [];
  const say = checks ? undefined : (one: Said): unknown => batch.push(one);
  const share = new RebuildShare(models, statesAtEnd(all, store, readModels, head), parts, say);
  const waiting = await share.run(
    store,
    head,
    (changes, events, position) => {
      if (batch.length > 0) said.postMessage(batch);
      batch = [];
      readModels.write(changes);
      onRead(events, position);
    },
    checks ? heard(said, share) : undefined,
    (events, position) => keepPace(order, events, position, signal),
  );
  if (!checks) said.postMessage(null);
  said.close();
  readModels.finish();
  return waiting;
}

/** Resolves when the other thread has said everything. */
function heard(said: MessagePort, share: RebuildShare): Promise<void> {
  return new Promise((resolve) => {
    said.on('message', (message: readonly Said[] | null) => {
      if (message === null) return resolve();
      for (const one of message) share.say(one);
    });
  });
}

async function keepPace(
  { index, reached }: ShareOrder,
  events: number,
  position: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const other = 1 - index;
  Atomics.store(reached, index, BigInt(position));
  const ahead = (): number => ((position - Number(Atomics.load(reached, other))) * events) / position;
  // Not `Atomics.wait`: this thread has to hear when the other one fails.
  while (ahead() > AHEAD_EVENTS) await setTimeout(1, undefined, { ...(signal && { signal }) });
  signal?.throwIfAborted();
}
