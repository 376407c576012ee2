import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableChange, TableDefinition } from '../../../src/application/ports/read-models.js';
import { BulkReadModels } from '../../../src/infrastructure/read-models/bulk-read-models.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';

const columns = { colour: 'text', weight: 'number' } as const;
const tables: TableDefinition[] = [
  { name: 'keyed', version: 1, columns, lookups: ['colour'] },
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
    const readModels = new BulkReadModels(path(name), ['keyed']);
    readModels.open(tables);
    readModels.write(changes);
    return readModels;
  }

  const colours = (readModels: SqliteReadModels, table: string): Record<string, unknown> =>
    Object.fromEntries(readModels.find(table).map(({ key, columns }) => [key, columns['colour']]));

  it('have the last row of each key, whatever was put before it', () => {
    const changes = ['keyed', 'streams'].flatMap((table) => [
      put(table, 'a', 'red', true),
      put(table, 'b', 'blue', true),
      put(table, 'a', 'green', false),
      put(table, 'c', 'white', false),
      put(table, 'a', 'black', false),
    ]);
    const readModels = made('one', changes);
    expect(readModels.get('keyed', 'a')?.columns['colour']).toBe('black');
    expect(() => readModels.get('streams', 'a')).toThrow('expected a table of keyed, found streams');
    readModels.finish();
    for (const table of ['keyed', 'streams'])
      expect(colours(readModels, table)).toEqual({ a: 'black', b: 'blue', c: 'white' });
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

  describe.each(['mine', 'theirs'] as const)('joined with others, when the newer rows are %s', (newer) => {
    /** The older ones begin a, b and c; the newer ones go on with a and c, and begin d. */
    const older = ['keyed', 'streams'].flatMap((table) => [
      put(table, 'a', 'old', true),
      put(table, 'b', 'old', true),
      put(table, 'c', 'older', true),
      put(table, 'c', 'old', false),
    ]);
    const newest = ['keyed', 'streams'].flatMap((table) => [
      put(table, 'a', 'newer', false),
      put(table, 'd', 'new', true),
      put(table, 'c', 'new', false),
      put(table, 'a', 'new', false),
    ]);

    it('have the newer row of each key', () => {
      const [mine, theirs] = newer === 'mine' ? [newest, older] : [older, newest];
      const others = made('others', theirs);
      others.commit();
      others.close();
      const readModels = made('mine', mine);
      const both = readModels.inBoth(path('others'), 'keyed').map(({ key }) => key);
      expect(both.sort()).toEqual(['a', 'c']);
      readModels.join(path('others'), newer);
      readModels.finish();
      for (const table of ['keyed', 'streams'])
        expect(colours(readModels, table)).toEqual({ a: 'new', b: 'old', c: 'new', d: 'new' });
      readModels.close();
    });
  });

  it('take over the rows of others into tables that are empty', () => {
    const others = made('others', [put('keyed', 'a', 'red', true), put('streams', 'b', 'blue', true)]);
    others.finish();
    others.close();
    const readModels = made('mine', []);
    readModels.finish();
    readModels.adopt(path('others'));
    expect([colours(readModels, 'keyed'), colours(readModels, 'streams')]).toEqual([{ a: 'red' }, { b: 'blue' }]);
    expect(readModels.find('streams', { where: { colour: 'blue' } })).toHaveLength(1);
    readModels.close();
  });
});
