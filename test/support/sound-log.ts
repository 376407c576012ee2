import { Streams } from '../../src/application/streams/streams.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { namespaceEvents } from '../../src/domain/allowlist/allowlist.events.js';
import { namespaceDecider } from '../../src/domain/allowlist/namespace.js';
import { ShaIds } from '../../src/infrastructure/ids/sha-ids.js';
import { ManualClock } from './manual-clock.js';

/** Writes a sound log: five namespaces whose status changes six times, one after the other. */
export async function writeSoundLog(store: EventStore, rounds = 6): Promise<void> {
  const clock = new ManualClock(new Date('2026-01-05T12:00:00.000Z'));
  const streams = new Streams(store, new ShaIds(), clock);
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < 5; i++) {
      clock.advance(1_000);
      const namespace = `github.com/org-${i}`;
      const status = round % 2 ? 'denied' : 'approved_manually';
      const command = { type: 'SetStatus', namespace, by: 'admin', status, at: clock.now().toISOString() } as const;
      const cause = { id: `cause-${round}-${i}`, correlationId: 'test' };
      await streams.handle(`namespace-${namespace}`, namespaceEvents, namespaceDecider, command, cause);
    }
}
