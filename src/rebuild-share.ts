import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { Waiting } from './application/projections/open-todos.js';
import { streamModels } from './application/projections/models.js';
import { tablesOf } from './application/projections/read-model-tables.js';
import { RebuildShare, rowsOf } from './application/projections/rebuild.js';
import type { Said } from './application/projections/bulk-streams.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { PinoLog } from './infrastructure/log/pino-log.js';
import { SqliteReadModels } from './infrastructure/read-models/sqlite-read-models.js';
import { openEventStore } from './open-event-store.js';

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
  /** This one has the rows of the checks, and hears what the others say about them. */
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

/** What a thread of a rebuild says. */
export type ShareMessage = { readonly events: number; readonly position: number } | { readonly waiting: Waiting };

/** So many events ahead of the other, a thread waits: a check should hear from both at about the same time. */
const AHEAD_EVENTS = 2_000;

const order = workerData as ShareOrder;
const { settings, head, said } = order;
const store = await openEventStore(order.address);
const all = streamModels(settings);
const readModels = new SqliteReadModels(order.file, true);
const models = all.filter(({ definitions }) => order.categories.includes(definitions.category));
readModels.open(tablesOf(order.checks ? all : models));
const parts = { ids: new ShaIds(), log: new PinoLog(), addresses: settings };
let batch: Said[] = [];
const share = new RebuildShare(models, rowsOf(readModels), parts, order.checks ? undefined : (one) => batch.push(one));
const others = new Promise<void>((resolve) => {
  if (!order.checks) return resolve();
  said.on('message', (message: readonly Said[] | null) => {
    if (message === null) return resolve();
    for (const one of message) share.say(one);
  });
});

function tell(message: ShareMessage): void {
  parentPort!.postMessage(message);
}

function pace(events: number, position: number): void {
  const { index, reached } = order;
  const other = 1 - index;
  Atomics.store(reached, index, BigInt(position));
  Atomics.notify(reached, index);
  for (;;) {
    const theirs = Atomics.load(reached, other);
    if (((position - Number(theirs)) * events) / position <= AHEAD_EVENTS) return;
    Atomics.wait(reached, other, theirs);
  }
}

const waiting = await share.run(
  store,
  head,
  (changes, events, position) => {
    if (batch.length > 0) said.postMessage(batch);
    batch = [];
    readModels.write(changes);
    tell({ events, position });
  },
  others,
  pace,
);
if (!order.checks) said.postMessage(null);
said.close();
await store.close();
readModels.finish();
readModels.close();
tell({ waiting });
