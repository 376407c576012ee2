import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { NewEvent } from '../../../../src/application/ports/event-store.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';

/*
 * A process of its own that appends: `appending-process.ts <file> <lanes> <events a lane, 0 = without end>`. One line
 * for each append that the store has acknowledged: stream, revision and event ids. Each lane has a stream of its own;
 * every third append goes to the stream that all share.
 */
const [path = '', lanes = '1', events = '0'] = process.argv.slice(2);
const store = SqliteEventStore.open(path);
const limit = Number(events) || Infinity;
const shared = 'shared-stream';

/** An append of so many events, each of which says what else was in it. */
function newBatch(size: number): NewEvent[] {
  const metadata = { $correlationId: 'crash', $causationId: 'crash', schemaVersion: 1, at: new Date().toISOString() };
  const batch = randomUUID();
  return Array.from({ length: size }, () => ({
    id: randomUUID(),
    type: 'Happened',
    data: { batch, size, filler: 'x'.repeat(Math.random() * 2_000) },
    metadata,
  }));
}

async function append(): Promise<void> {
  const own = `lane-${randomUUID()}`;
  let last = -1;
  for (let n = 0; n < limit; n += 1) {
    const batch = newBatch(n % 2 === 0 ? 1 : 3);
    const stream = n % 3 === 2 ? shared : own;
    const expected = stream === shared ? 'any' : last < 0 ? 'no-stream' : last;
    const { revision } = await store.append(stream, expected, batch);
    if (stream === own) last = revision;
    writeSync(1, `${stream} ${revision} ${batch.map(({ id }) => id).join(',')}\n`);
  }
}

await Promise.all(Array.from({ length: Number(lanes) }, append));
await store.close();
