import { rmSync } from 'node:fs';
import { streamModels } from '../src/application/projections/models.js';
import { rebuild } from '../src/application/projections/rebuild.js';
import { SqliteEventStore } from '../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../src/infrastructure/read-models/sqlite-read-models.js';
import { inThreads } from '../src/rebuild-in-threads.js';
import { residentMemory } from './figures.js';
import { DASHBOARD_URL } from './history.js';

/* One rebuild in a process of its own, so that its memory can be told. Prints what it took as JSON. */

const [, , path = ''] = process.argv;
const settings = {
  coprPollSeconds: 120,
  testingFarmPollSeconds: 120,
  dashboardUrl: DASHBOARD_URL,
  publicUrl: DASHBOARD_URL,
};
const log = { info: () => undefined, warn: console.warn, error: console.error };
const target = `${path}.read-models`;
const before = process.cpuUsage();
const start = performance.now();
const store = SqliteEventStore.open(path);
const readModels = new SqliteReadModels(target, true);
const parts = { store, readModels, models: streamModels(settings), addresses: settings, ids: new ShaIds(), log };
const { events } = await rebuild(parts, undefined, inThreads(`sqlite:${path}`, settings, readModels));
readModels.close();
await store.close();
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
rmSync(target);
console.log(JSON.stringify({ events, seconds, cpu: (user + system) / 1e6, peakMiB: residentMemory().peak }));
