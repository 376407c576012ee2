import { Leadership } from '../../../src/application/effects/leadership.js';
import { TransientFailure } from '../../../src/application/ports/failure.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';
import { breathe, RememberingLog, StoppedClock } from '../running-core.js';

const LEASE_MS = 9_000;
const THIRD = LEASE_MS / 3;

let store: MemoryEventStore;
let clock: StoppedClock;
const ending: (() => void)[] = [];

beforeEach(() => {
  store = new MemoryEventStore();
  clock = new StoppedClock();
});
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

/** A node that takes part, and what it was told. */
class Candidate {
  readonly told: string[] = [];
  readonly leaving = new AbortController();
  readonly leadership: Leadership;
  readonly ended: Promise<void>;
  term: AbortSignal | undefined;
  /** What has to be waited for before it may begin. */
  ready = Promise.resolve();

  constructor(name: string, leaseMs = LEASE_MS) {
    this.leadership = new Leadership(store, clock, new RememberingLog(), { node: name, leaseMs });
    ending.push(() => this.leaving.abort());
    this.ended = this.leadership.run(this.leaving.signal, {
      onGained: async (position, term) => {
        this.term = term;
        this.told.push(`gained at ${position}`);
        await this.ready;
        if (!term.aborted) this.told.push('begins');
      },
      onRenewed: () => void this.told.push('renewed'),
      onLost: async () => void this.told.push('lost'),
    });
  }

  get leads(): boolean {
    return this.leadership.leads;
  }
}

async function candidate(name: string, leaseMs?: number): Promise<Candidate> {
  const node = new Candidate(name, leaseMs);
  await breathe();
  return node;
}

async function pass(milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await breathe();
}

it('belongs to one node, which renews it, while the others stand by', async () => {
  const one = await candidate('one');
  const two = await candidate('two');
  await pass(THIRD);
  await pass(THIRD);
  expect([one.leads, two.leads]).toEqual([true, false]);
  expect(one.told).toEqual(['gained at 1', 'begins', 'renewed', 'renewed']);
  expect(two.told).toEqual([]);
});

it('is taken over as soon as it runs out when its owner dies', async () => {
  const one = await candidate('one');
  const two = await candidate('two');
  await pass(THIRD);
  // It renewed; then it is not heard of any more.
  store.append = refusing(store.append.bind(store), 'one');
  await pass(THIRD);
  await pass(THIRD);
  expect([one.leads, two.leads]).toEqual([true, false]);
  await pass(THIRD);
  expect([one.leads, two.leads]).toEqual([false, true]);
  expect(two.told).toEqual(['gained at 3', 'begins']);
  expect(one.told).toContain('lost');
  expect(one.term?.aborted).toBe(true);
});

it('is free at once when its owner leaves', async () => {
  const one = await candidate('one');
  const two = await candidate('two');
  one.leaving.abort();
  await one.ended;
  expect(one.leads).toBe(false);
  await pass(THIRD);
  expect(two.leads).toBe(true);
});

it('is renewed while the owner still reads what it has to know', async () => {
  const one = await candidate('one');
  one.leaving.abort();
  await one.ended;
  const slow = new Candidate('slow');
  let know = (): void => undefined;
  slow.ready = new Promise((resolve) => (know = resolve));
  await breathe();
  for (let i = 0; i < 6; i++) await pass(THIRD);
  expect(slow.leads).toBe(true);
  expect(slow.told).not.toContain('begins');
  know();
  await breathe();
  expect(slow.told.at(-1)).toBe('begins');
});

it('begins anew when another node had it in between, even if that has left already', async () => {
  const one = await candidate('one');
  // It slept over the end of its lease.
  await lease(0, { type: 'LeaseTaken', data: { node: 'two', until: clock.now().toISOString() } });
  await lease(1, { type: 'LeaseReleased', data: { node: 'two', at: clock.now().toISOString() } });
  await pass(THIRD);
  expect(one.leads).toBe(true);
  expect(one.told).toEqual(['gained at 1', 'begins', 'lost', 'gained at 4', 'begins']);
});

it('runs out by itself when it cannot be given back', async () => {
  const one = await candidate('one');
  store.failure = new TransientFailure('out of reach', { service: 'event store', kind: 'network' });
  one.leaving.abort();
  await one.ended;
  expect(one.leads).toBe(false);
});

it('is not asked for where there is one node only', async () => {
  const alone = await candidate('alone', 0);
  await pass(100 * LEASE_MS);
  expect(alone.leads).toBe(true);
  expect(store.log).toEqual([]);
});

function lease(revision: number, event: { readonly type: string; readonly data: unknown }) {
  const at = clock.now().toISOString();
  const metadata = { $correlationId: 'lease', $causationId: 'two', schemaVersion: 1, at };
  return store.append('lease-effects-0', revision, [{ id: `two-${revision}`, ...event, metadata }]);
}

/** Appends of the node fail from now on. */
function refusing(append: MemoryEventStore['append'], node: string): MemoryEventStore['append'] {
  return (stream, expected, events) =>
    events.some(({ metadata }) => metadata.$causationId === node)
      ? Promise.reject(new TransientFailure('out of reach', { service: 'event store', kind: 'network' }))
      : append(stream, expected, events);
}
