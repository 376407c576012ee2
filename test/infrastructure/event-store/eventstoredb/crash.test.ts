import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDbEventStore } from '../../../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { ProtocolServer } from '../../../support/esdb-protocol-server/protocol-server.js';
import { crashRun } from './crash-run.js';

// `bench/esdb-crash.ts` does the same with a real server, by hand.
it('loses and doubles nothing when the server is killed and started again under load', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'esdb-crash-'));
  const server = await ProtocolServer.start({ file: join(folder, 'log') });
  const report = await crashRun({
    open: () => EventStoreDbEventStore.open(server.url),
    kill: async () => {
      // Some appends are on disk, and nobody was told.
      server.loseAnswers(8);
      await sleep(30);
      await server.kill();
    },
    start: () => server.revive(),
    rounds: 3,
    writers: 16,
    readers: 2,
    upMs: 500,
    downMs: 300,
  });
  await server.kill();
  rmSync(folder, { recursive: true });
  expect(report).toMatchObject({ lost: [], doubled: [], readersDiffer: [], refused: [] });
  expect(report.acknowledged).toBeGreaterThanOrEqual(16);
}, 120_000);
