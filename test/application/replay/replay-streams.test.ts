import fc from 'fast-check';
import { eventsUntil } from '../../../src/application/past/past-events.js';
import { findStreams } from '../../../src/application/replay/find-streams.js';
import { LogIndex } from '../../../src/application/replay/log-index.js';
import { replay } from '../../../src/application/replay/replay-streams.js';
import { stateAt } from '../../../src/application/replay/state-at.js';
import { stateChanges } from '../../../src/application/replay/state-diff.js';
import { stepLines } from '../../../src/interfaces/cli/replay-text.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';
import { GUID, NAMESPACE, PlantedHistory, SUBJECT } from './planted-history.js';

const ADDRESSES = { dashboardUrl: 'https://dashboard.example', publicUrl: 'https://packit.example' };
const DELIVERY = `delivery-github-${GUID}`;
const metadata = { $correlationId: 'x', $causationId: 'x', schemaVersion: 1, at: '2026-01-05T12:30:00.000Z' };
let store: MemoryEventStore;

beforeAll(async () => {
  store = new MemoryEventStore();
  await new PlantedHistory(store, 3).write();
});

describe('findStreams', () => {
  const found = (id: string, family = false) => findStreams(store, id, { family });

  it('finds a stream by its name, and a delivery by its id, without reading the log', async () => {
    const blind = new MemoryEventStore();
    for (const [stream, events] of store.streams) blind.streams.set(stream, events);
    expect(await findStreams(blind, 'build-1', { family: false })).toEqual(['build-1']);
    expect(await findStreams(blind, GUID, { family: false })).toEqual([DELIVERY]);
  });

  it('finds everything about a subject, by its key or its address', async () => {
    const streams = await found(SUBJECT);
    expect(streams).toEqual([DELIVERY, 'build-1', 'testRun-1', 'delivery-github-comment-1', 'delivery-github-late-1']);
    expect(await found('https://github.com/packit-service/packit/pull/342')).toEqual(streams);
  });

  it('finds everything that was done for the same commit', async () => {
    const streams = await found('testRun-1', true);
    expect(streams).toEqual(expect.arrayContaining([DELIVERY, 'build-1', 'delivery-testing-farm-1', NAMESPACE]));
    expect(streams).not.toEqual(expect.arrayContaining(['build-2']));
  });

  it('names a delivery that changed a run and belongs to another commit', async () => {
    const log = new MemoryEventStore();
    for (const { stream, id, type, data, metadata: before } of store.log) {
      const of = (delivery: string) => ({ ...before, $correlationId: delivery });
      const changed = type === 'BuildFailed' && stream === 'build-1' ? of('delivery-github-another') : before;
      await log.append(stream, 'any', [{ id, type, data, metadata: changed }]);
    }
    const index = await LogIndex.of(log);
    const { streams, leftOut } = index.pipeline(index.named(GUID));
    expect(leftOut).toEqual(['delivery-github-another']);
    expect(streams).not.toContain('delivery-github-another');
  });

  it('says what was expected, what was found and what to do when there is nothing', async () => {
    await expect(found('build-77')).rejects.toThrow(
      /^Expected a stream .* found build-77, which none of the \d+ events of this log is about\. Look for it/,
    );
    await expect(findStreams(new MemoryEventStore(), 'x', { family: false })).rejects.toThrow('The log is empty');
  });
});

describe('replay', () => {
  it('folds to the same state, however far it goes', async () => {
    const all = await eventsUntil(store, ['build-1', 'testRun-1'], undefined);
    const steps = [...replay(all)];
    for (const [i, { position }] of all.entries()) {
      const until = await eventsUntil(store, ['build-1', 'testRun-1'], { position });
      expect(until).toHaveLength(i + 1);
      const { streams } = await stateAt(store, ['build-1', 'testRun-1'], { at: { position }, addresses: ADDRESSES });
      const { event, state } = steps[i]!;
      expect(streams.find(({ stream }) => stream === event.stream)?.state).toEqual(state);
    }
    const last = all.at(-1)!.metadata.at;
    expect(await eventsUntil(store, ['build-1', 'testRun-1'], { time: last })).toHaveLength(all.length);
    expect(await eventsUntil(store, ['build-1', 'testRun-1'], { time: '2026-01-05T11:59:00.000Z' })).toEqual([]);
  });

  it('shows events, versions and streams that this program does not know, and goes on', async () => {
    const log = new MemoryEventStore();
    const event = (id: string, type: string, data: unknown, schemaVersion = 1) => ({
      id,
      type,
      data,
      metadata: { ...metadata, schemaVersion },
    });
    await log.append('namespace-github.com/a', 'no-stream', [
      event('1', 'NamespaceBlessed', { by: 'somebody' }),
      event('2', 'NamespaceDenied', { strange: true }, 9),
      event('3', 'NamespaceDenied', { namespace: 'github.com/a', by: 'me', at: metadata.at }),
    ]);
    await log.append('scan-1', 'no-stream', [event('4', 'ScanRequested', { what: 'all' })]);
    const steps = [...replay(await eventsUntil(log, ['namespace-github.com/a', 'scan-1'], undefined))];
    expect(steps.map(({ known }) => known)).toEqual([false, false, true, false]);
    expect(steps[2]!.changes).toContainEqual({ path: 'status', before: 'absent', after: 'denied' });
    expect(stepLines(steps[0]!)).toEqual([
      `       1  ${metadata.at}  NamespaceBlessed  by=somebody`,
      '          namespace-github.com/a@0',
      '            this program does not know such events: the state stays as it was',
    ]);
    expect(stepLines(steps[2]!)).toContain('            ~ status: "absent" → "denied"');
  });

  it('never prints the body of a delivery', async () => {
    const [first] = [...replay(await eventsUntil(store, ['delivery-github-comment-1'], undefined))];
    expect(first!.event.data).toMatchObject({ source: 'github', body: { bytes: expect.any(Number) as number } });
  });

  it('keeps what was published, and what the forge refused, of a check', async () => {
    const check = [...store.streams.keys()].find((stream) => stream.startsWith('check-'))!;
    const [, refused] = [...replay(await eventsUntil(store, [check], undefined))];
    expect(refused!.state).toMatchObject({ published: { state: 'failure' }, refused: expect.any(String) as string });
  });
});

describe('stateChanges', () => {
  it('names each leaf that differs, and nothing where nothing does', () => {
    const before = { a: { b: 1, c: [1, 2] }, d: 'x', e: null };
    const after = { a: { b: 2, c: [1] }, e: { 'f.g': true }, h: {} };
    expect(stateChanges(before, after)).toEqual([
      { path: 'a.b', before: 1, after: 2 },
      { path: 'a.c[1]', before: 2 },
      { path: 'd', before: 'x' },
      { path: 'e', before: null, after: { 'f.g': true } },
      { path: 'h', after: {} },
    ]);
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(stateChanges(one, structuredClone(one))).toEqual([]);
        expect(stateChanges(one, other).length > 0).toBe(JSON.stringify(sorted(one)) !== JSON.stringify(sorted(other)));
      }),
      { seed: 5 },
    );
  });
});

/** The same, with the keys of its objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
