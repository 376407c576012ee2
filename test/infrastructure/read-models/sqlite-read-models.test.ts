import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { TableDefinition } from '../../../src/application/ports/read-models.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';
import { readModelsContract } from '../../contracts/read-models.contract.js';

const folder = mkdtempSync(join(tmpdir(), 'read-models-'));
let path = '';
let files = 0;

function fresh(): void {
  files += 1;
  path = join(folder, String(files), 'read-models.db');
}

afterAll(() => rmSync(folder, { recursive: true }));

readModelsContract('SQLite', { fresh, open: () => new SqliteReadModels(path) });

describe('the file of the read models', () => {
  const table: TableDefinition = {
    name: 'builds',
    version: 1,
    columns: { project: 'text', started: 'number', unsent: 'number' },
    lookups: ['project'],
    flags: ['unsent'],
  };

  beforeEach(() => {
    fresh();
    const models = new SqliteReadModels(path);
    models.open([table]);
    const rows = Array.from({ length: 2_000 }, (_, n) => ({
      table: 'builds',
      put: { key: String(n), columns: { project: `p${n % 7}`, started: n }, row: { n, text: 'x'.repeat(100) } },
    }));
    models.write(rows, 42);
    models.close();
  });

  function expectNew(): void {
    const models = new SqliteReadModels(path);
    expect(models.open([table])).toBe(false);
    expect(models.checkpoint()).toBe(0);
    expect(models.count('builds')).toBe(0);
    models.write([{ table: 'builds', put: { key: 'a', columns: {}, row: 1 } }], 1);
    models.close();
  }

  it('is begun anew when it is damaged inside', () => {
    const file = openSync(path, 'r+');
    for (let page = 3; page < 40; page += 1) writeSync(file, Buffer.alloc(4_096, 0xa5), 0, 4_096, page * 4_096);
    closeSync(file);
    expectNew();
  });

  it('is begun anew when it was cut short', () => {
    writeFileSync(path, readFileSync(path).subarray(0, 50_000));
    expectNew();
  });

  it('is begun anew when another release wrote it', () => {
    const file = new Database(path);
    file.pragma('user_version = 99');
    file.close();
    expectNew();
  });

  it('is set aside when it is no database', () => {
    writeFileSync(path, 'Somebody’s notes. '.repeat(1_000));
    expectNew();
    expect(readFileSync(`${path}.damaged`, 'utf8')).toContain('Somebody’s notes.');
  });

  it('is refused, and left alone, when it is the database of another program', () => {
    rmSync(path);
    const file = new Database(path);
    file.exec('CREATE TABLE theirs (a)');
    file.close();
    expect(() => new SqliteReadModels(path)).toThrow(/another database\. Name another file in READ_MODELS/);
    expect(existsSync(path)).toBe(true);
  });

  it.each(['by_project = ?', 'by_unsent = ?'])('answers the usual questions by an index: %s', (where) => {
    const models = new SqliteReadModels(path);
    models.open([table]);
    models.close();
    const file = new Database(path, { readonly: true });
    const plan = file
      .prepare<[number], { detail: string }>(`EXPLAIN QUERY PLAN SELECT * FROM rows_builds WHERE ${where} LIMIT 9`)
      .all(1)
      .map(({ detail }) => detail);
    file.close();
    expect(plan).toEqual([expect.stringMatching(/^SEARCH rows_builds USING INDEX/)]);
  });

  it('can be read by another process while it is open', () => {
    const models = new SqliteReadModels(path);
    models.open([table]);
    models.write([{ table: 'builds', put: { key: 'late', columns: {}, row: 1 } }], 43);
    const other = new SqliteReadModels(path);
    expect(other.open([table])).toBe(true);
    expect(other.get('builds', 'late')?.row).toBe(1);
    expect(other.checkpoint()).toBe(43);
    other.close();
    models.close();
  });
});
