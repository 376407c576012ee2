import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableChange, TableDefinition } from '../../../src/application/ports/read-models.js';
import { BulkReadModels } from '../../../src/infrastructure/read-models/bulk-read-models.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';

const columns = { colour: 'text', weight: 'number' } as const;
const tables: TableDefinition[] = [
  { name: 'parted', version: 1, columns, lookups: ['colour'] },
  { name: 'streams', version: 1, columns, lookups: ['colour'], flags: ['weight'] },
];

const put = (table: string, key: string, colour: string, isNew: boolean): TableChange => ({
  table,
  put: { key, columns: { colour, weight: null }, row: null },
  isNew,
});

describe('read models that are made as a whole', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bulk-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const path = (name: string): string => join(folder, name);

  function made(name: string, changes: readonly TableChange[]): BulkReadModels {
    const readModels = new BulkReadModels(path(name), ['parted']);
    readModels.open(tables);
    readModels.write(changes);
    return readModels;
  }

  const colours = (readModels: SqliteReadModels, table: string): Record<string, unknown> =>
    Object.fromEntries(readModels.find(table).map(({ key, columns }) => [key, columns['colour']]));

  it('have the last row of each key, whatever was put before it', () => {
    const readModels = made('one', [
      put('streams', 'a', 'red', true),
      put('streams', 'b', 'blue', true),
      put('streams', 'a', 'green', false),
      put('streams', 'c', 'white', false),
      put('streams', 'a', 'black', false),
    ]);
    expect(() => readModels.get('streams', 'a')).toThrow('found streams');
    readModels.finish();
    expect(colours(readModels, 'streams')).toEqual({ a: 'black', b: 'blue', c: 'white' });
    readModels.close();
  });

  it('give out the parts of rows that have several, in the order in which they were put, and keep the others', () => {
    const many = Array.from({ length: 1_100 }, (_, n) => `many-${n}`);
    const readModels = made('one', [
      ...many.map((key) => put('parted', key, 'first', false)),
      put('parted', 'single', 'red', false),
      ...many.map((key) => put('parted', key, 'second', false)),
      put('parted', 'many-7', 'third', false),
    ]);
    const joined: TableChange[] = [];
    for (const page of readModels.takeParts('parted')) {
      expect(page.length).toBeLessThanOrEqual(500);
      const changes = page.map((parts) =>
        put('parted', parts[0]!.key, parts.map(({ columns }) => columns['colour']).join(' '), true),
      );
      readModels.write(changes);
      joined.push(...changes);
    }
    expect(joined).toHaveLength(many.length);
    readModels.finish();
    const found = colours(readModels, 'parted');
    expect(Object.keys(found)).toHaveLength(many.length + 1);
    expect(found).toMatchObject({ single: 'red', 'many-6': 'first second', 'many-7': 'first second third' });
    expect(() => readModels.takeParts('streams')).toThrow('expected a table in parts, of parted, found streams');
    readModels.close();
  });

  it('are like any others in the end', () => {
    const bulk = made('one', [put('streams', 'a', 'red', true)]);
    bulk.finish();
    bulk.close();
    const found = new SqliteReadModels(path('one'));
    expect(found.open(tables)).toBe(true);
    found.write([put('streams', 'a', 'green', false), put('streams', 'b', 'blue', true)], 7);
    expect(colours(found, 'streams')).toEqual({ a: 'green', b: 'blue' });
    expect(() => found.write([put('streams', 'a', 'red', true)])).toThrow('UNIQUE');
    expect(found.checkpoint()).toBe(7);
    found.close();
  });

  it('refuse to remove what nobody can look for yet', () => {
    const readModels = made('one', []);
    expect(() => readModels.write([{ table: 'streams', remove: { key: 'a' } }])).toThrow(
      'expected rows for streams, found the removal of a',
    );
    readModels.close();
  });

  it('have, joined with later ones, the later row of each key, and the parts of both', () => {
    const earlier = ['parted', 'streams'].flatMap((table) => [
      put(table, 'a', 'old', true),
      put(table, 'b', 'old', true),
      put(table, 'c', 'older', true),
      put(table, 'c', 'old', false),
    ]);
    const later = ['parted', 'streams'].flatMap((table) => [
      put(table, 'a', 'newer', false),
      put(table, 'd', 'new', true),
      put(table, 'c', 'new', false),
      put(table, 'a', 'new', false),
    ]);
    const others = made('others', later);
    others.commit();
    others.close();
    const readModels = made('mine', earlier);
    readModels.join(path('others'));
    const parts = [...readModels.takeParts('parted')]
      .flat()
      .map((some) => some.map(({ columns }) => columns['colour']));
    expect(parts).toEqual([
      ['old', 'newer', 'new'],
      ['older', 'old', 'new'],
    ]);
    readModels.finish();
    expect(colours(readModels, 'parted')).toEqual({ b: 'old', d: 'new' });
    expect(colours(readModels, 'streams')).toEqual({ a: 'new', b: 'old', c: 'new', d: 'new' });
    readModels.close();
  });
});
