import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { NewEvent } from '../../src/application/ports/event-store.js';
import { MemoryEventStore } from '../../test/support/memory-event-store.js';

/** An event of the golden log: one line of JSON in a compressed file, in the order of the log. */
export interface GoldenEvent extends NewEvent {
  readonly stream: string;
}

export const goldenFile = new URL('../../test/fixtures/golden-log/golden-log.jsonl.gz', import.meta.url);

export function writeGoldenLog(events: readonly GoldenEvent[]): number {
  const lines = events.map(({ stream, id, type, data, metadata }) =>
    JSON.stringify({ stream, id, type, data, metadata }),
  );
  const compressed = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
  writeFileSync(goldenFile, compressed);
  return compressed.length;
}

/** The golden log as a store. */
export async function openGoldenLog(): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  const text = gunzipSync(readFileSync(goldenFile)).toString('utf8');
  const events = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GoldenEvent);
  for (const { stream, ...event } of events) await store.append(stream, 'any', [event]);
  return store;
}
