import { ReleaseTodos, ReleaseTodosHandler } from '../../../src/application/commands/todos/release-todos.js';
import type { ParkedTodo } from '../../../src/application/effects/parked-todo.js';
import type { Worker } from '../../../src/application/effects/worker.js';
import { Streams } from '../../../src/application/streams/streams.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';

/** What a worker has given up. */
class Parked {
  constructor(private readonly keys: Set<string>) {}

  parkedTodos(): ParkedTodo[] {
    return [...this.keys].map((key) => ({ todo: { key } }) as ParkedTodo);
  }

  release(key: string): boolean {
    return this.keys.delete(key);
  }
}

it('names the operator who released todos, and only what was released', async () => {
  const store = new MemoryEventStore();
  const clock = new ManualClock(new Date('2026-08-01T12:00:00Z'));
  const worker = new Parked(new Set(['a', 'b', 'c'])) as unknown as Worker;
  const handler = new ReleaseTodosHandler(worker, new Streams(store, new ShaIds(), clock), clock);
  const release = (key: string | undefined, by: string, id: string) =>
    handler.execute(new ReleaseTodos(key, by, { id, correlationId: id, actor: by }));
  expect(await release('a', 'alice', 'request-1')).toBe(1);
  expect(await release('a', 'alice', 'request-2')).toBe(0);
  expect(await release(undefined, 'bob', 'request-3')).toBe(2);
  expect(store.log.map(({ stream, data, metadata }) => [stream, data, metadata.actor])).toEqual([
    ['operator-alice', { by: 'alice', keys: ['a'], released: 1, at: '2026-08-01T12:00:00.000Z' }, 'alice'],
    ['operator-bob', { by: 'bob', keys: ['b', 'c'], released: 2, at: '2026-08-01T12:00:00.000Z' }, 'bob'],
  ]);
});
