import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Damage } from '../../../src/application/replay/diagnose-stream.js';
import { verifyLog, type VerifiedLog, type VerifyOptions } from '../../../src/application/replay/verify-log.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { seededRandom } from '../../../sandbox/random.js';
import { writeSoundLog } from '../../support/sound-log.js';
import { cases } from '../../support/depth.js';

const ids = new ShaIds();
const folder = mkdtempSync(join(tmpdir(), 'verify-'));
const sound = join(folder, 'sound.db');
const harmed = join(folder, 'harmed.db');
const ROUNDS = cases(250);
let before: VerifiedLog;

beforeAll(async () => {
  const store = SqliteEventStore.open(sound);
  await writeSoundLog(store);
  before = await verifyLog(store, ids);
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Row {
  position: number;
  stream: string;
  revision: number;
  category: string;
  id: string;
  type: string;
  recorded_at: string;
  metadata: string;
  data: string;
}

interface Harm {
  readonly stream: string;
  readonly damage: Damage;
  /** Where it has to be named; one of them is enough when two events look alike afterwards. */
  readonly at: readonly number[];
}

/** Does harm to rows of the file itself, then verifies. */
async function verifyHarmed<Result>(
  harm: (file: Database.Database) => Result,
  options: VerifyOptions = {},
): Promise<{ done: Result; found: VerifiedLog }> {
  rmSync(harmed, { force: true });
  copyFileSync(sound, harmed);
  const file = new Database(harmed);
  file.pragma('synchronous = OFF');
  const done = harm(file);
  file.close();
  const store = SqliteEventStore.open(harmed);
  try {
    return { done, found: await verifyLog(store, ids, options) };
  } finally {
    await store.close();
    for (const suffix of ['-wal', '-shm']) rmSync(`${harmed}${suffix}`, { force: true });
  }
}

const rows = (file: Database.Database) => file.prepare('SELECT * FROM events ORDER BY position').all() as Row[];
const lengthOf = (all: readonly Row[], stream: string) => all.filter((row) => row.stream === stream).length;

function put(file: Database.Database, row: Row): void {
  const columns = Object.keys(row);
  file
    .prepare(`INSERT INTO events (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`)
    .run(row);
}

/** One bit of the text or of what stands beside it, as long as it means something else afterwards, or is no JSON or UTF-8 any more. */
function flipBit(file: Database.Database, row: Row, below: (limit: number) => number): Harm {
  const column = (['data', 'metadata', 'id', 'type', 'category'] as const)[below(5)]!;
  const text = row[column];
  for (;;) {
    const bytes = Buffer.from(text);
    const at = below(bytes.length);
    bytes[at]! ^= 1 << below(8);
    if (!isOther(column, text, bytes.toString())) continue;
    file.prepare(`UPDATE events SET ${column} = CAST(? AS TEXT) WHERE position = ?`).run(bytes, row.position);
    return { stream: row.stream, damage: 'changed', at: [row.revision] };
  }
}

function isOther(column: string, text: string, changed: string): boolean {
  if (column !== 'data' && column !== 'metadata') return true;
  try {
    return JSON.stringify(JSON.parse(changed)) !== JSON.stringify(JSON.parse(text));
  } catch {
    return true;
  }
}

/** Two events of a stream change places: what they say, or where they stand in the log. */
function swap(file: Database.Database, row: Row, all: readonly Row[], below: (limit: number) => number): Harm {
  const others = all.filter(({ stream, position }) => stream === row.stream && position !== row.position);
  const other = others[below(others.length)]!;
  if (below(2) === 0) {
    const change = file.prepare('UPDATE events SET id = ?, type = ?, data = ?, metadata = ? WHERE position = ?');
    change.run(other.id, other.type, other.data, other.metadata, row.position);
    change.run(row.id, row.type, row.data, row.metadata, other.position);
  } else {
    const move = file.prepare('UPDATE events SET position = ? WHERE position = ?');
    move.run(-1, row.position);
    move.run(row.position, other.position);
    move.run(other.position, -1);
  }
  return { stream: row.stream, damage: 'moved', at: [row.revision, other.revision] };
}

/** Removes it; half of the time the events after it are numbered anew, as if it had never been. */
function remove(file: Database.Database, row: Row, below: (limit: number) => number): Harm {
  file.prepare('DELETE FROM events WHERE position = ?').run(row.position);
  if (below(2) === 0) renumber(file, row, -1);
  return { stream: row.stream, damage: 'missing', at: [row.revision] };
}

function renumber(file: Database.Database, { stream, revision }: Row, by: 1 | -1): void {
  const order = by > 0 ? 'DESC' : 'ASC';
  const later = file
    .prepare(`SELECT position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision ${order}`)
    .pluck()
    .all(stream, revision) as number[];
  const move = file.prepare('UPDATE events SET revision = revision + ? WHERE position = ?');
  for (const position of later) move.run(by, position);
}

/** Puts an event in before it, or behind the last: a copy of another one, or one that looks right. */
function insert(file: Database.Database, row: Row, all: readonly Row[], below: (limit: number) => number): Harm {
  const behind = below(4) === 0;
  const revision = behind ? lengthOf(all, row.stream) : row.revision;
  if (!behind) renumber(file, row, 1);
  // Room in the log: positions are spread first.
  file.exec('UPDATE events SET position = -position * 10; UPDATE events SET position = -position;');
  const end = Math.max(...all.filter(({ stream }) => stream === row.stream).map(({ position }) => position)) * 10;
  const position = behind ? end + 1 : row.position * 10 - 1;
  const id = below(2) === 0 ? row.id : ids.uuid(`foreign ${row.position}`);
  put(file, { ...row, position, revision, id });
  // A copy and its model look alike when they stand side by side.
  const at = id === row.id && !behind ? [revision, revision + 1] : [revision];
  return { stream: row.stream, damage: 'inserted', at };
}

const kinds = ['changed', 'missing', 'moved', 'inserted'] as const;

function harmOne(kind: Damage, below: (limit: number) => number, where?: 'first' | 'last') {
  return (file: Database.Database): Harm => {
    const all = rows(file);
    const eligible = all.filter(
      ({ stream, revision }) => !where || revision === (where === 'first' ? 0 : lengthOf(all, stream) - 1),
    );
    const row = eligible[below(eligible.length)]!;
    switch (kind) {
      case 'changed':
        return flipBit(file, row, below);
      case 'missing':
        return remove(file, row, below);
      case 'moved':
        return swap(file, row, all, below);
      case 'inserted':
        return insert(file, row, all, below);
    }
  };
}

function isNamed({ stream, damage, at }: Harm, { broken }: VerifiedLog): boolean {
  return broken.some((place) => place.stream === stream && place.damage === damage && at.includes(place.revision));
}

const told = ({ broken }: VerifiedLog) =>
  broken.map(({ stream, revision, damage }) => `${stream}@${revision} ${damage}`);
const against = () => ({ against: { checkpoint: before.checkpoint, heads: before.heads } });

it('finds nothing in a sound log', () => {
  expect({ ...before, heads: undefined, checkpoint: undefined }).toMatchObject({ events: 30, streams: 5, broken: [] });
});

describe.each(kinds)('an event %s', (kind) => {
  it(`is named with its place, ${ROUNDS} times, in the rows of the file`, async () => {
    const random = seededRandom(kinds.indexOf(kind) + 1);
    const below = (limit: number) => Math.floor(random() * limit);
    const missed: unknown[] = [];
    const innocent: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { done, found } = await verifyHarmed(harmOne(kind, below), against());
      if (!isNamed(done, found)) missed.push({ round, done, told: told(found) });
      if (found.broken.some(({ stream }) => stream !== done.stream)) innocent.push({ round, done, told: told(found) });
    }
    expect({ missed, innocent }).toEqual({ missed: [], innocent: [] });
  }, 120_000);

  it.each(['first', 'last'] as const)('is named when it is the %s of its stream', async (where) => {
    const random = seededRandom(99);
    const below = (limit: number) => Math.floor(random() * limit);
    for (let round = 0; round < 20; round++) {
      const { done, found } = await verifyHarmed(harmOne(kind, below, where), against());
      expect({ done, named: isNamed(done, found), told: told(found) }).toMatchObject({ named: true });
    }
  });
});

describe('without an earlier checkpoint', () => {
  it('what the chain cannot tell is not told: the last event of a stream, and whole streams', async () => {
    const gone = (file: Database.Database) => {
      file.exec(`DELETE FROM events WHERE stream = 'namespace-github.com/org-1'`);
      file.exec(`DELETE FROM events WHERE stream = 'namespace-github.com/org-2' AND revision = 5`);
    };
    expect(told((await verifyHarmed(gone)).found)).toEqual([]);
    expect(told((await verifyHarmed(gone, against())).found)).toEqual([
      'namespace-github.com/org-1@0 missing',
      'namespace-github.com/org-2@5 missing',
    ]);
  });

  it('an event whose stream has another name is missing in one, and put into the other', async () => {
    const rename = (file: Database.Database) =>
      file.exec(
        `UPDATE events SET stream = 'namespace-github.com/orf-1' WHERE stream = 'namespace-github.com/org-1' AND revision = 2`,
      );
    expect(told((await verifyHarmed(rename)).found)).toEqual([
      'namespace-github.com/orf-1@2 inserted',
      'namespace-github.com/org-1@2 missing',
    ]);
  });

  it('the last event of a stream is named when it cannot be read', async () => {
    const cut = (column: string) => (file: Database.Database) =>
      file.exec(
        `UPDATE events SET ${column} = substr(${column}, 1, 10) WHERE stream = 'namespace-github.com/org-3' AND revision = 5`,
      );
    for (const [column, why] of [
      ['data', 'its data is not JSON any more'],
      ['metadata', 'its metadata is not JSON any more'],
    ] as const) {
      const { broken } = (await verifyHarmed(cut(column))).found;
      expect(broken).toEqual([{ stream: 'namespace-github.com/org-3', revision: 5, damage: 'changed', why }]);
    }
  });

  it('a change in the middle is named all the same', async () => {
    const change = (file: Database.Database) =>
      file.exec(
        `UPDATE events SET data = replace(data, 'admin', 'nobody') WHERE stream = 'namespace-github.com/org-3' AND revision = 2`,
      );
    expect(told((await verifyHarmed(change)).found)).toEqual(['namespace-github.com/org-3@2 changed']);
  });
});

describe('against an earlier checkpoint', () => {
  it('a stream that was put in before its end is named', async () => {
    const { found } = await verifyHarmed((file) => {
      const [row] = rows(file);
      file.exec('UPDATE events SET position = -position * 10; UPDATE events SET position = -position;');
      const [stream, revision] = ['namespace-evil', 0];
      const id = ids.uuid(
        `${(JSON.parse(row!.metadata) as { $causationId: string }).$causationId}/${stream}/0/${row!.type}`,
      );
      put(file, { ...row!, position: 15, stream, revision, id });
    }, against());
    // Positions were spread: it is no longer the log that the checkpoint was taken of, and only the rest can be compared.
    expect(found).toMatchObject({ samePositions: false, broken: [] });
    const sameplace = await verifyHarmed((file) => {
      const [row] = rows(file);
      file.exec(`DELETE FROM events WHERE position = 1`);
      const [stream, revision] = ['namespace-evil', 0];
      const id = ids.uuid(
        `${(JSON.parse(row!.metadata) as { $causationId: string }).$causationId}/${stream}/0/${row!.type}`,
      );
      put(file, { ...row!, position: 1, stream, revision, id });
    }, against());
    expect(told(sameplace.found)).toEqual(['namespace-evil@0 inserted', 'namespace-github.com/org-0@0 missing']);
  });

  it('a log that was cut off says after which position, and how much is gone', async () => {
    const { found } = await verifyHarmed((file) => file.exec('DELETE FROM events WHERE position > 20'), against());
    expect(found.cutOff).toEqual({ after: 20, missing: 10 });
    expect(new Set(found.broken.map(({ damage }) => damage))).toEqual(new Set(['missing']));
  });

  it('a log that has grown is as good as it was', async () => {
    const store = SqliteEventStore.open(join(folder, 'grown.db'));
    await writeSoundLog(store, 9);
    const found = await verifyLog(store, ids, against());
    await store.close();
    expect(found).toMatchObject({ broken: [], cutOff: null, samePositions: true, events: 45 });
  });

  it('without heads the category is named, or that it was cut off', async () => {
    const onPaper = { against: { checkpoint: before.checkpoint } };
    const last = `UPDATE events SET data = replace(data, 'admin', 'nobody') WHERE revision = 5`;
    const { found } = await verifyHarmed((file) => file.exec(last), onPaper);
    expect(found).toMatchObject({ broken: [], otherCategories: ['namespace'] });
    const cut = await verifyHarmed((file) => file.exec('DELETE FROM events WHERE position > 28'), onPaper);
    expect(cut.found.cutOff).toEqual({ after: 28, missing: 2 });
  });
});

describe('a store that lets deliveries go', () => {
  it('may lack old ones, and the beginnings of streams that are old enough, but nothing newer', async () => {
    const file = join(folder, 'expiring.db');
    const store = SqliteEventStore.open(file);
    const at = '2026-01-05T12:00:00.000Z';
    const event = (stream: string, revision: number, previous?: string) => ({
      id: ids.uuid(`c/${stream}/${revision}/T`),
      type: 'T',
      data: { revision },
      metadata: { $correlationId: 'c', $causationId: 'c', schemaVersion: 1, at, ...(previous && { previous }) },
    });
    for (const stream of ['delivery-a', 'delivery-b', 'build-c']) {
      const first = event(stream, 0);
      const previous = ids.digest(JSON.stringify([first.id, first.type, first.data, first.metadata]));
      await store.append(stream, 'no-stream', [first, event(stream, 1, previous)]);
    }
    const { checkpoint, heads } = await verifyLog(store, ids);
    await store.close();
    const rowsOf = new Database(file);
    rowsOf.exec(`DELETE FROM events WHERE stream = 'delivery-a' OR (stream = 'delivery-b' AND revision = 0)`);
    rowsOf.close();
    const left = SqliteEventStore.open(file);
    const later = { against: { checkpoint, heads }, expiredBefore: Date.parse(at) + 1 };
    expect(await verifyLog(left, ids, later)).toMatchObject({ broken: [], expired: 1 });
    const sooner = { ...later, expiredBefore: Date.parse(at) - 2 * 86_400_000 };
    expect(told(await verifyLog(left, ids, sooner))).toEqual(['delivery-a@0 missing', 'delivery-b@0 missing']);
    await left.close();
  });
});
