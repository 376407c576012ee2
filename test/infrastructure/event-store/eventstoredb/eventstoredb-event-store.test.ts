import { EventStoreDBClient } from '@eventstore/db-client';
import { PermanentFailure } from '../../../../src/application/ports/failure.js';
import {
  clientConnectionString,
  isEventStoreDbUrl,
} from '../../../../src/infrastructure/event-store/eventstoredb/connection-string.js';
import { EventStoreDbEventStore } from '../../../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { collect, idsOf, newEvents, newStream } from '../../../contracts/event-store/sample-events.js';
import { EventLog } from '../../../support/esdb-protocol-server/event-log.js';
import { ProtocolServer } from '../../../support/esdb-protocol-server/protocol-server.js';

describe('connection string', () => {
  it.each([
    ['esdb://localhost:2113?tls=false', 'esdb://localhost:2113?tls=false'],
    [
      'esdb+discover://a:b@cluster.dns:2113?nodePreference=leader',
      'esdb+discover://a:b@cluster.dns:2113?nodePreference=leader',
    ],
    ['kurrentdb://one:2113,two:2113', 'esdb://one:2113,two:2113'],
    ['kurrentdb+discover://cluster.dns', 'esdb+discover://cluster.dns'],
  ])('%s', (url, expected) => {
    expect(isEventStoreDbUrl(url)).toBe(true);
    expect(clientConnectionString(url)).toBe(expected);
  });

  it('of another store is refused', () => {
    expect(isEventStoreDbUrl('sqlite:data/events.db')).toBe(false);
    expect(() => EventStoreDbEventStore.open('sqlite:data/events.db')).toThrow(/esdb:\/\/…/);
  });

  it('that cannot be read is told of without its password', () => {
    const open = (): unknown => EventStoreDbEventStore.open('esdb://admin:changeit@localhost:port');
    expect(open).toThrow(/\*\*\*@localhost:port/);
    expect(open).not.toThrow(/changeit/);
  });
});

describe('on one server', () => {
  let server: ProtocolServer;
  let client: EventStoreDBClient;
  let store: EventStoreDbEventStore;

  beforeAll(async () => {
    server = await ProtocolServer.start();
    client = EventStoreDBClient.connectionString(server.url);
    store = EventStoreDbEventStore.open(server.url, { deliveryDays: 30, leaseEvents: 1 });
  });

  afterAll(async () => {
    await store.close();
    void client.dispose();
    await server.kill();
  });

  /** The settings are written behind the appends. */
  async function settingsOf(stream: string): Promise<object> {
    for (;;) {
      const { metadata } = await client.getStreamMetadata(stream);
      if (metadata) return metadata;
    }
  }

  it('keeps deliveries for a time and of a lease the newest event', async () => {
    const [delivery, lease, build] = ['delivery', 'lease', 'build'].map((category) => newStream(category)) as [
      string,
      string,
      string,
    ];
    for (const stream of [delivery, lease, build]) await store.append(stream, 'no-stream', newEvents(1));
    expect(await settingsOf(delivery)).toEqual({ maxAge: 30 * 24 * 60 * 60 });
    expect(await settingsOf(lease)).toEqual({ maxCount: 1 });
    const next = newEvents(1);
    await store.append(lease, 0, next);
    expect(idsOf(await store.readStream(lease))).toEqual(idsOf(next));
    expect((await client.getStreamMetadata(build)).metadata).toBeUndefined();
  });

  it('shows nobody the settings, and its head is an event of ours', async () => {
    const stream = newStream('delivery');
    const { position } = await store.append(stream, 'no-stream', newEvents(1));
    await settingsOf(stream);
    expect(await store.head()).toBe(position);
    for (const { stream: name } of await collect(store.readAll())) expect(name).not.toMatch(/^\$/);
  });

  it('reads a deleted stream as empty, and an append brings it back', async () => {
    const stream = newStream();
    await store.append(stream, 'no-stream', newEvents(3));
    await client.deleteStream(stream);
    expect(await store.readStream(stream)).toEqual([]);
    const events = newEvents(2);
    expect((await store.append(stream, 'no-stream', events)).revision).toBe(4);
    expect(idsOf(await store.readStream(stream))).toEqual(idsOf(events));
    expect((await store.append(stream, 'any', newEvents(1))).revision).toBe(5);
  });

  it('reads a stream that was deleted for ever as empty, and appends nothing to it', async () => {
    const stream = newStream();
    await store.append(stream, 'no-stream', newEvents(1));
    const before = await store.head();
    await client.tombstoneStream(stream);
    expect(await store.readStream(stream)).toEqual([]);
    await expect(store.append(stream, 0, newEvents(1))).rejects.toBeInstanceOf(PermanentFailure);
    expect(await collect(store.readAll({ after: before }))).toEqual([]);
    expect(await store.head()).toBe(before);
  });

  it('appends with any behind events that have all expired', async () => {
    const stream = newStream();
    await store.append(stream, 'no-stream', newEvents(3));
    await client.setStreamMetadata(stream, { truncateBefore: 3 });
    expect(await store.readStream(stream)).toEqual([]);
    expect((await store.append(stream, 'any', newEvents(1))).revision).toBe(3);
  });
});

describe('on a cluster', () => {
  it('finds the leader, and the new one after a loss', async () => {
    const log = new EventLog();
    let leader = 0;
    const nodes: ProtocolServer[] = [];
    const members = () => nodes.map(({ port }, n) => ({ port, alive: true, leader: n === leader }));
    for (let n = 0; n < 2; n += 1) nodes.push(await ProtocolServer.start({ log, members }));
    const [first, second] = nodes as [ProtocolServer, ProtocolServer];
    const store = EventStoreDbEventStore.open(`esdb://127.0.0.1:${first.port},127.0.0.1:${second.port}?tls=false`);
    const stream = newStream();
    const events = newEvents(2);
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const batch of store.subscribe({ signal: stop.signal })) {
        seen.push(...idsOf(batch.events));
        if (seen.length >= 4) stop.abort();
      }
    })();
    await store.append(stream, 'no-stream', events);

    leader = 1;
    await first.kill();
    const more = newEvents(2);
    await store.append(stream, 1, more);

    expect(idsOf(await store.readStream(stream))).toEqual(idsOf([...events, ...more]));
    await following;
    expect(seen).toEqual(idsOf([...events, ...more]));
    await store.close();
    await second.kill();
  }, 30_000);
});
