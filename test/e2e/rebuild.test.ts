import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { writeLog } from '../../bench/log-file.js';
import { streamModels } from '../../src/application/projections/models.js';
import { tablesOf } from '../../src/application/projections/read-model-tables.js';
import { inOneRun, rebuild } from '../../src/application/projections/rebuild.js';
import { SqliteEventStore } from '../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../../src/infrastructure/ids/sha-ids.js';
import { BulkReadModels } from '../../src/infrastructure/read-models/bulk-read-models.js';
import { SqliteReadModels } from '../../src/infrastructure/read-models/sqlite-read-models.js';
import { commandLine } from '../support/typescript-process.js';

const folder = mkdtempSync(join(tmpdir(), 'rebuild-cli-'));
const log = join(folder, 'events.db');
const URL = 'https://packit.example.org';
/** As the configuration has it by default. */
const settings = { coprPollSeconds: 120, testingFarmPollSeconds: 600, dashboardUrl: URL, publicUrl: URL };

/** What a slow machine is told meanwhile. */
const PROGRESS = /^\d+ events read, .*\n/gm;

/** `packit-service rebuild` in a process, with its threads. */
async function rebuildAt(readModels: string, events = log) {
  const [command, ...args] = commandLine('src/cli.ts', 'rebuild', '--json');
  const child = spawn(command, args, {
    cwd: folder,
    env: {
      ...process.env,
      ...{ NODE_OPTIONS: '', PUBLIC_URL: URL, DASHBOARD_URL: URL },
      ...{ EVENT_STORE: `sqlite:${events}`, READ_MODELS: readModels },
    },
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output, errors: errors.replace(PROGRESS, '') };
}

function contentOf(readModels: SqliteReadModels): Record<string, unknown> {
  readModels.open(tablesOf(streamModels(settings)));
  return Object.fromEntries(tablesOf(streamModels(settings)).map(({ name }) => [name, readModels.find(name)]));
}

describe('packit-service rebuild', () => {
  beforeAll(() => writeLog(log, 4_000), 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says in its threads what one thread says', async () => {
    const path = join(folder, 'threads.db');
    const { code, output, errors } = await rebuildAt(path);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(output)).toMatchObject({ position: 4_000 });

    const store = SqliteEventStore.open(log);
    const alone = new BulkReadModels(join(folder, 'alone.db'), ['checks']);
    const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const models = streamModels(settings);
    const parts = { store, models, addresses: settings, ids: new ShaIds(), log: silent };
    await rebuild(parts, inOneRun(parts, alone));
    await store.close();

    const [inThreads, inOne] = [path, join(folder, 'alone.db')].map((file) => new SqliteReadModels(file));
    const expected = contentOf(inOne!);
    for (const table of ['state_delivery', 'state_build', 'state_testRun', 'checks', 'todos'])
      expect((expected[table] as unknown[]).length).toBeGreaterThan(10);
    expect(contentOf(inThreads!)).toEqual(expected);
    expect(inThreads!.checkpoint()).toBe(4_000);
    inThreads!.close();
    inOne!.close();
  }, 60_000);

  it.each([
    ['in its own thread', 'min'],
    ['in the other', 'max'],
  ])(
    'says which event it cannot read %s, and leaves the old read models where they are',
    async (_where, place) => {
      const path = join(folder, 'old.db');
      writeFileSync(path, '');
      const file = new Database(log);
      const unreadable = async (column: string, text: string, instead: string) => {
        const exchange = file
          .prepare<[string, string, string], [string]>(
            `UPDATE events SET ${column} = replace(${column}, ?, ?)
             WHERE position = (SELECT ${place}(position) FROM events WHERE type = ?) RETURNING stream`,
          )
          .raw();
        const [stream] = exchange.get(text, instead, 'BuildStarted')!;
        const { code, errors } = await rebuildAt(path);
        exchange.get(instead, text, 'BuildStarted');
        expect(code).toBe(1);
        expect(errors).toContain(stream);
        expect(readdirSync(folder).filter((name) => name.startsWith('old.db'))).toEqual(['old.db']);
        return errors;
      };
      const newer = await unreadable('metadata', '"schemaVersion":1', '"schemaVersion":99');
      expect(newer).toContain('schema version 99, this program knows up to 1');
      expect(await unreadable('data', '{"target"', '{target"')).toContain('The log is damaged');
      file.close();
    },
    60_000,
  );

  it('refuses a log that is not there, and leaves the old read models where they are', async () => {
    const path = join(folder, 'kept.db');
    writeFileSync(path, '');
    const { code, errors } = await rebuildAt(path, join(folder, 'no-such.db'));
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining('found no such file') });
    expect(readdirSync(folder).filter((name) => /^(kept|no-such)/.test(name))).toEqual(['kept.db']);
  });
});
