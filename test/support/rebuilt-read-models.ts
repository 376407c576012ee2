import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import Database from 'better-sqlite3';
import type { OpenTodo } from '../../src/application/projections/projector.js';
import { SERVICE_ENTRY } from '../../sandbox/service-build.js';

interface Row {
  readonly key: string;
  /** JSON. */
  readonly row: string;
}

const CLI = join(dirname(SERVICE_ENTRY), 'cli.js');

/**
 * Rows of the read models of a service that has ended which `packit-service rebuild` does not make from its log: each with the table and
 * key, what the service had and what the log says. Events that the service had not read when it ended are left out.
 */
export async function notReproduced(
  dataFolder: string,
  environment: Readonly<Record<string, string>>,
): Promise<string[]> {
  const folder = mkdtempSync(join(dataFolder, 'rebuilt-'));
  const had = new Database(join(dataFolder, 'read-models.db'), { readonly: true });
  try {
    const [log, readModels] = [join(folder, 'events.db'), join(folder, 'read-models.db')];
    await copyLog(join(dataFolder, 'events.db'), log, checkpointOf(had));
    await promisify(execFile)(process.execPath, [CLI, 'rebuild', '--json'], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', ...environment, EVENT_STORE: `sqlite:${log}`, READ_MODELS: readModels },
    });
    const rebuilt = new Database(readModels, { readonly: true });
    const differences = differencesOf(rowsOf(had), rowsOf(rebuilt));
    rebuilt.close();
    return differences;
  } finally {
    had.close();
    rmSync(folder, { recursive: true });
  }
}

function checkpointOf(readModels: Database.Database): number {
  return readModels.prepare<[], number>('SELECT position FROM checkpoint').pluck().get() ?? 0;
}

/** The log up to a position. */
async function copyLog(from: string, to: string, until: number): Promise<void> {
  const whole = new Database(from, { readonly: true });
  await whole.backup(to);
  whole.close();
  const copy = new Database(to);
  copy.prepare('DELETE FROM events WHERE position > ?').run(until);
  copy.close();
}

/** `table key` → the row, of all tables of read models. */
function rowsOf(file: Database.Database): Map<string, unknown> {
  const tables = file
    .prepare<[], string>(
      `SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'row')`,
    )
    .pluck()
    .all();
  const rows = new Map<string, unknown>();
  for (const table of tables)
    for (const row of file.prepare<[], Row>(`SELECT * FROM "${table}"`).all())
      rows.set(`${table} ${row.key}`, { ...row, row: comparable(JSON.parse(row.row) as Partial<OpenTodo> | null) });
  return rows;
}

/** Since when a publication is wanted, and of which delivery, a rebuild tells by the last event about the check; it sees no other. */
function comparable(row: Partial<OpenTodo> | null): unknown {
  return row?.type === 'publish-check' ? { ...row, openedAt: null, correlationId: null } : row;
}

function differencesOf(had: ReadonlyMap<string, unknown>, rebuilt: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...had.keys(), ...rebuilt.keys()])]
    .filter((place) => !isDeepStrictEqual(had.get(place), rebuilt.get(place)))
    .map((place) => {
      const text = (rows: ReadonlyMap<string, unknown>) => JSON.stringify(rows.get(place)) ?? 'no such row';
      return `${place}\n  the service had: ${text(had)}\n  the log says:    ${text(rebuilt)}`;
    });
}
