import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { ReceiveDelivery, ReceiveDeliveryHandler } from '../src/application/commands/deliveries/receive-delivery.js';
import type { NewEvent } from '../src/application/ports/event-store.js';
import { Blobs } from '../src/application/streams/blobs.js';
import { Streams } from '../src/application/streams/streams.js';
import { subjectOf } from '../src/domain/inputs/subject.js';
import { serviceIdentity } from '../src/domain/inputs/delivery.js';
import { coverageOfSource } from '../src/domain/inputs/source-coverage.js';
import { SystemClock } from '../src/infrastructure/clock/system-clock.js';
import { EventStoreDbEventStore } from '../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';

import { ShaIds } from '../src/infrastructure/ids/sha-ids.js';

/*
 * The EventStoreDB event store beside the bare client, on the server that `EVENTSTORE_TEST_URL` names: appends with 16 in
 * flight, each to a stream of its own, and reading the whole log. Runs take turns, and the best of each counts, so that
 * what else the machine does weighs less. The log grows by every run, so a fresh server gives the cleanest figures.
 */
const url = process.env.EVENTSTORE_TEST_URL;
if (!url) throw new Error('Set EVENTSTORE_TEST_URL to the connection string of an EventStoreDB');

const [appends = 20_000, rounds = 3] = process.argv.slice(2).map(Number);
const IN_FLIGHT = 16;

const client = EventStoreDBClient.connectionString(url);
const store = EventStoreDbEventStore.open(url);
const ids = new ShaIds();
const metadata = {
  $correlationId: randomUUID(),
  $causationId: randomUUID(),
  schemaVersion: 1,
  at: new Date().toISOString(),
};
/** With its metadata an event of about 1 KB. */
const data = { target: 'fedora-42-x86_64', coprBuildId: 8_123_456, reason: 'x'.repeat(700) };

/** A webhook of 24 KB, as it is acknowledged: the command behind the request, until it answers that it is on disk. */
const body = JSON.stringify({ action: 'edited', pull_request: { body: 'It says why, and "how".\r\n'.repeat(880) } });
const streams = new Streams(store, ids, new SystemClock());
const receiver = new ReceiveDeliveryHandler(streams, new Blobs(streams, store, ids), new SystemClock(), { subjectOf });

function receive(): Promise<unknown> {
  const parsed = JSON.parse(body) as unknown;
  const covers = coverageOfSource('github', serviceIdentity('prod'));
  return receiver.execute(new ReceiveDelivery('github', randomUUID(), 'pull_request', body, parsed, covers));
}

function newEvent(): NewEvent {
  return { id: randomUUID(), type: 'BuildFailed', data, metadata };
}

async function perSecond(work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const count = await work();
  return (count / (performance.now() - start)) * 1_000;
}

async function inFlight(append: () => Promise<unknown>, count = appends): Promise<number> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await append();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return count;
}

async function countOf(events: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of events) count += 1;
  return count;
}

/** Until it has caught up, in batches, as a projection reads. */
async function follow(): Promise<number> {
  const stop = new AbortController();
  let count = 0;
  for await (const { events, caughtUp } of store.subscribe({ signal: stop.signal })) {
    count += events.length;
    if (caughtUp) stop.abort();
  }
  return count;
}

async function compare(name: string, ours: () => Promise<number>, bare: () => Promise<number>): Promise<void> {
  const best = { ours: 0, bare: 0 };
  for (let round = 0; round < rounds; round += 1) {
    best.bare = Math.max(best.bare, await perSecond(bare));
    best.ours = Math.max(best.ours, await perSecond(ours));
  }
  const columns = [Math.round(best.ours), Math.round(best.bare), (best.ours / best.bare).toFixed(2)];
  console.log(name.padEnd(40) + columns.map((column) => String(column).padStart(10)).join(''));
}

console.log(`${'events a second'.padEnd(40)}${['store', 'client', 'ratio'].map((text) => text.padStart(10)).join('')}`);
await compare(
  `append, ${IN_FLIGHT} in flight`,
  () => inFlight(() => store.append(`build-${randomUUID()}`, 'no-stream', [newEvent()])),
  () =>
    inFlight(() =>
      client.appendToStream(
        `build-${randomUUID()}`,
        jsonEvent({ id: randomUUID(), type: 'BuildFailed', data, metadata }),
        {
          expectedRevision: 'no_stream',
        },
      ),
    ),
);
await compare(
  `append deliveries, ${IN_FLIGHT} in flight`,
  () => inFlight(() => store.append(`delivery-${randomUUID()}`, 'no-stream', [newEvent()])),
  () =>
    inFlight(() =>
      client.appendToStream(
        `delivery-${randomUUID()}`,
        jsonEvent({ id: randomUUID(), type: 'DeliveryReceived', data, metadata }),
        { expectedRevision: 'no_stream' },
      ),
    ),
);
await compare(
  'read all',
  () => countOf(store.readAll()),
  () => countOf(client.readAll()),
);
await compare('subscription catching up', follow, () => countOf(client.readAll()));
await compare(
  `receive deliveries, ${IN_FLIGHT} in flight`,
  () => inFlight(receive, appends / 10),
  () =>
    inFlight(() =>
      client.appendToStream(
        `delivery-${randomUUID()}`,
        jsonEvent({ id: randomUUID(), type: 'DeliveryReceived', data: { text: body }, metadata }),
        { expectedRevision: 'no_stream' },
      ),
    ),
);
await store.close();
process.exit();
