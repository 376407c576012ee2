import { eventsUntil, statesAt } from '../../../src/application/past/past-events.js';
import { readableEvent, todaysEvent } from '../../../src/application/streams/readable-event.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';

const NAMESPACE = 'namespace-github.com/a';
const time = (minute: number) => `2026-01-05T12:0${minute}:00.000Z`;

const denied = (id: string, minute: number, schemaVersion = 1) => ({
  id,
  type: 'NamespaceDenied',
  data: { namespace: 'github.com/a', by: 'me', at: time(minute) },
  metadata: { $correlationId: 'x', $causationId: 'x', schemaVersion, at: time(minute) },
});

async function aLog(...versions: number[]): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  for (const [minute, version] of versions.entries()) {
    await store.append(NAMESPACE, 'any', [denied(`a${minute}`, minute, version)]);
    await store.append(`${NAMESPACE}/b`, 'any', [denied(`b${minute}`, minute)]);
  }
  return store;
}

it('reads streams in the order of the log, each once, up to a position or a time', async () => {
  const store = await aLog(1, 1, 1);
  const read = async (at?: Parameters<typeof eventsUntil>[2]) =>
    (await eventsUntil(store, [`${NAMESPACE}/b`, NAMESPACE, NAMESPACE], at)).map(({ id }) => id);
  expect(await read()).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
  expect(await read({ time: time(1) })).toEqual(['a0', 'b0', 'a1', 'b1']);
  expect(await read({ position: store.log[2]!.position })).toEqual(['a0', 'b0', 'a1']);
});

it('has no state of a stream that had not begun', async () => {
  const store = await aLog(1, 1);
  const streams = [`${NAMESPACE}/b`, NAMESPACE];
  const { position } = store.log[0]!;
  const states = await statesAt(store, streams, { position }, todaysEvent);
  expect(states.all()).toEqual([{ stream: NAMESPACE, revision: 0, began: position, state: expect.anything() }]);
  const now = await statesAt(store, streams, undefined, todaysEvent);
  expect(now.all().map(({ stream, revision }) => [stream, revision])).toEqual([
    [NAMESPACE, 1],
    [`${NAMESPACE}/b`, 1],
  ]);
});

it('leaves out what a newer program wrote only for those who say so', async () => {
  const store = await aLog(1, 9);
  await expect(statesAt(store, [NAMESPACE], undefined, todaysEvent)).rejects.toThrow('schema version 9');
  const states = await statesAt(store, [NAMESPACE], undefined, readableEvent);
  expect(states.of(NAMESPACE)).toMatchObject({ revision: 1, state: { status: 'denied' } });
});
