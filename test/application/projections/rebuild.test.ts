import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyOfPullRequest } from '../../../bench/history.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import { CurrentStates } from '../../../src/application/projections/current-states.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { Projector, type OpenTodo } from '../../../src/application/projections/projector.js';
import { tablesOf } from '../../../src/application/projections/read-model-tables.js';
import {
  inOneRun,
  IN_PARTS,
  joinRuns,
  readRun,
  rebuild,
  settle,
  type ReadLog,
  type RebuildParts,
  type RebuildProgress,
  type RunRead,
} from '../../../src/application/projections/rebuild.js';
import { seededRandom } from '../../../sandbox/random.js';
import { shownRepositories } from '../../../src/domain/inputs/shown-repositories.js';
import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { BulkReadModels } from '../../../src/infrastructure/read-models/bulk-read-models.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';
import {
  besides,
  ReadModelsInUse,
  removeRebuilt,
  swapReadModels,
} from '../../../src/infrastructure/read-models/swap-read-models.js';

const folder = mkdtempSync(join(tmpdir(), 'rebuild-'));
const settings = {
  coprPollSeconds: 120,
  testingFarmPollSeconds: 120,
  dashboardUrl: 'https://packit.example.org',
  publicUrl: 'https://packit.example.org',
};
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const projectorOver = (store: SqliteEventStore, readModels: SqliteReadModels) =>
  new Projector(
    new CurrentStates(streamModels(settings), store, readModels),
    store,
    readModels,
    new ShaIds(),
    settings as Settings,
    silent,
    new SystemClock(),
  );

/** What deliveries say, one after the other: repository, day of its last change, whether it is private; and which are old. */
const VISIBILITY: readonly (readonly [string, number, boolean, ('long' | 'short')?])[] = [
  ['first', 1, false, 'long'],
  ['second', 1, false],
  ['first', 2, true, 'long'],
  ['second', 3, true, 'short'],
  ['first', 1, false, 'short'],
  ['second', 4, false, 'long'],
];

/** What the read models say, except after which event a thing was first wanted and when it is due: that depends on batches. */
function contentOf(readModels: SqliteReadModels, projector: Projector): Record<string, unknown> {
  const tables = projector.tables().map(({ name }) => {
    const rows = readModels.find(name).map(({ key, columns, row }) => {
      const { openedAt: _at, correlationId: _why, dueAt: _due, ...rest } = (row ?? {}) as Partial<OpenTodo>;
      return { key, columns, row: rest };
    });
    return [name, rows] as const;
  });
  return Object.fromEntries(tables);
}

describe('a rebuild', () => {
  const path = join(folder, 'read-models.db');
  let store: SqliteEventStore;

  beforeAll(async () => {
    store = SqliteEventStore.open(join(folder, 'events.db'));
    for (let number = 1; number <= 3; number += 1) {
      const events = await historyOfPullRequest(number, () => 0.5);
      // The last one is under way still: it leaves things to be done.
      const told = number === 3 ? events.slice(0, 60) : events;
      // Appends that are called for one after the other are written in that order.
      await Promise.all(told.map(({ stream, event }) => store.append(stream, 'any', [event])));
      await Promise.all(VISIBILITY.map((said, at) => tellVisibility(number, at, said)));
    }
  }, 60_000);

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** A delivery about one of two repositories; `old`: from before deliveries noted who may see them, with a long body or a short one. */
  async function tellVisibility(round: number, at: number, [repo, day, isPrivate, old]: (typeof VISIBILITY)[number]) {
    const url = `https://github.com/acme/${repo}`;
    const repository = { html_url: url, private: isPrivate, updated_at: `2026-02-0${day}T00:00:00Z` };
    const body = { repository, filler: old === 'long' ? 'x'.repeat(20_000) : '' };
    const data = {
      source: 'github',
      event: 'push',
      subject: `github.com/acme/${repo}`,
      body: { text: JSON.stringify(body) },
      at: '2026-02-01T00:00:00.000Z',
      ...(!old && { repositories: shownRepositories('github', 'push', body) }),
    };
    const stream = `delivery-github-${round}-${at}`;
    const metadata = { schemaVersion: 1, $correlationId: stream, $causationId: stream, at: data.at };
    await store.append(stream, 'any', [{ id: new ShaIds().uuid(stream), type: 'DeliveryReceived', data, metadata }]);
  }

  async function rebuilt(): Promise<RebuildProgress> {
    removeRebuilt(path);
    const fresh = new BulkReadModels(besides(path), IN_PARTS);
    return rebuild(parts(), inOneRun(parts(), fresh));
  }

  const parts = (): RebuildParts => ({
    store,
    models: streamModels(settings),
    addresses: settings,
    ids: new ShaIds(),
    log: silent,
  });

  /** Read in runs that end at random. */
  function inRuns(readModels: BulkReadModels, random: () => number): ReadLog {
    return async (head) => {
      readModels.open(tablesOf(parts().models));
      const runs: RunRead[] = [];
      for (let after = 0; after < head;) {
        const until = Math.min(head, after + 1 + Math.floor(random() ** 3 * 120));
        runs.push(await readRun(parts(), { after, until }, (changes) => readModels.write(changes)));
        after = until;
      }
      const leftOver = joinRuns(readModels, runs);
      readModels.finish();
      return { readModels, changes: await settle(parts(), leftOver, head) };
    };
  }

  /** What the read models at `path` say. */
  function found(): Record<string, unknown> {
    const readModels = new SqliteReadModels(path);
    const projector = projectorOver(store, readModels);
    projector.open();
    const content = contentOf(readModels, projector);
    readModels.close();
    return content;
  }

  it('says what the projector says that followed the log in small batches', async () => {
    const live = new SqliteReadModels(path);
    const projector = projectorOver(store, live);
    projector.open();
    const events = [];
    for await (const event of store.readAll({ filter: { categories: projector.categories } })) events.push(event);
    for (let at = 0; at < events.length; at += 150) {
      const batch = events.slice(at, at + 150);
      await projector.apply(batch, batch.at(-1)?.position ?? 0);
    }
    const expected = contentOf(live, projector);
    expect(live.count('todos')).toBeGreaterThan(0);
    live.close();

    const done = await rebuilt();
    expect(done).toMatchObject({ position: await store.head(), head: await store.head() });
    expect(done.events).toBeGreaterThan(0);
    // Publications that later ones replace need not be read.
    expect(done.events).toBeLessThan(events.length);
    swapReadModels(path);

    const found = new SqliteReadModels(path);
    const again = projectorOver(store, found);
    again.open();
    expect(again.checkpoint()).toBe(await store.head());
    expect(again.openTodos().length).toBe(found.count('todos'));
    const content = contentOf(found, again);
    expect(content).toEqual(expected);
    expect((content['visibility'] as object[]).slice(0, 2)).toMatchObject([
      {
        key: 'github.com/acme/first',
        row: { hidden: { changedAt: '2026-02-02T00:00:00.000Z' }, shown: '2026-02-01T00:00:00.000Z' },
      },
      { key: 'github.com/acme/second', row: { shown: '9' } },
    ]);
    found.close();
  });

  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'says the same wherever the log is divided: seed %i',
    async (seed) => {
      await rebuilt();
      swapReadModels(path);
      const expected = found();
      removeRebuilt(path);
      await rebuild(parts(), inRuns(new BulkReadModels(besides(path), IN_PARTS), seededRandom(seed)));
      swapReadModels(path);
      expect(found()).toEqual(expected);
    },
    30_000,
  );

  it('does not put itself into the place of read models that are in use', async () => {
    const inUse = new SqliteReadModels(path);
    projectorOver(store, inUse).open();
    await rebuilt();
    expect(() => swapReadModels(path)).toThrow(ReadModelsInUse);
    inUse.close();
    swapReadModels(path);
  });
});
