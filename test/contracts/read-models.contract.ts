import type { ReadModels, TableChange, TableDefinition, TableRow } from '../../src/application/ports/read-models.js';

const builds: TableDefinition = { name: 'builds', version: 1, columns: { project: 'text', started: 'number' } };
const checks: TableDefinition = { name: 'checks', version: 3, columns: {} };

/**
 * What the read models of a node promise. `open` opens the same file each time; `fresh` makes it begin with a new one.
 */
export function readModelsContract(name: string, { fresh, open }: { fresh: () => void; open: () => ReadModels }): void {
  describe(`read models contract: ${name}`, () => {
    let models: ReadModels;

    beforeEach(() => {
      fresh();
      models = open();
      models.open([builds, checks]);
    });

    afterEach(() => models.close());

    function reopen(tables: readonly TableDefinition[]): boolean {
      models.close();
      models = open();
      return models.open(tables);
    }

    function put(key: string, project: string | null, started: number | null, row: unknown = { key }): TableChange {
      return { table: 'builds', put: { key, columns: { project, started }, row } };
    }

    function keys(options?: Parameters<ReadModels['find']>[1]): string[] {
      return models.find('builds', options).map(({ key }) => key);
    }

    describe('rows', () => {
      it('are found by key, whole', () => {
        const row: TableRow = {
          key: 'a/1 ž 🔑',
          columns: { project: 'packit/ogr', started: 1_700_000_000_123 },
          row: { nested: { list: [1, 'two', null, { three: 3.5 }] }, text: 'ž "quoted" 🔑' },
        };
        models.write([{ table: 'builds', put: row }]);
        expect(models.get('builds', row.key)).toEqual(row);
        expect(models.get('builds', 'a/2')).toBeUndefined();
        expect(models.get('checks', row.key)).toBeUndefined();
      });

      it('are written whole over what was there', () => {
        models.write([put('a', 'x', 1, { first: true })]);
        models.write([put('a', null, 2, { second: true })]);
        expect(models.get('builds', 'a')).toEqual({
          key: 'a',
          columns: { project: null, started: 2 },
          row: { second: true },
        });
        expect(models.count('builds')).toBe(1);
        expect(keys({ where: { project: 'x' } })).toEqual([]);
      });

      it('are removed', () => {
        models.write([put('a', 'x', 1), put('b', 'x', 2)]);
        models.write([
          { table: 'builds', remove: { key: 'a' } },
          { table: 'builds', remove: { key: 'never there' } },
        ]);
        expect(keys()).toEqual(['b']);
      });

      it('are changed in the order of the changes', () => {
        models.write([put('a', 'x', 1), { table: 'builds', remove: { key: 'a' } }, put('a', 'y', 2), put('a', 'z', 3)]);
        expect(models.get('builds', 'a')?.columns).toEqual({ project: 'z', started: 3 });
      });

      it('are copies: what becomes of them later is not stored', () => {
        const row = { list: [1] };
        models.write([put('a', 'x', 1, row)]);
        row.list.push(2);
        (models.get('builds', 'a')?.row as typeof row).list.push(3);
        expect(models.get('builds', 'a')?.row).toEqual({ list: [1] });
      });

      it('hold any JSON', () => {
        for (const row of ['text', 5, null, [], true]) {
          models.write([{ table: 'checks', put: { key: 'k', columns: {}, row } }]);
          expect(models.get('checks', 'k')).toEqual({ key: 'k', columns: {}, row });
        }
      });
    });

    describe('find', () => {
      beforeEach(() =>
        models.write([
          put('d', 'ogr', 4),
          put('b', 'ogr', 2),
          put('a', 'packit', 2),
          put('c', 'packit', null),
          put('e', null, 5.5),
        ]),
      );

      it('answers all in the order of the key', () => expect(keys()).toEqual(['a', 'b', 'c', 'd', 'e']));

      it.each([
        [{ project: 'ogr' }, ['b', 'd']],
        [{ project: null }, ['e']],
        [{ started: 2 }, ['a', 'b']],
        [{ started: 5.5 }, ['e']],
        [{ project: 'ogr', started: 2 }, ['b']],
        [{ started: { min: 4 } }, ['d', 'e']],
        [{ started: { max: 4 } }, ['a', 'b', 'd']],
        [{ started: { min: 3, max: 5 } }, ['d']],
        [{ project: 'ogr', started: { max: 2 } }, ['b']],
        [{ project: "' OR 1=1 --" }, []],
      ])('answers where %j', (where, expected) => {
        expect(keys({ where })).toEqual(expected);
        expect(models.count('builds', where)).toBe(expected.length);
      });

      it.each([
        [['started'], ['c', 'a', 'b', 'd', 'e']],
        [['-started'], ['e', 'd', 'a', 'b', 'c']],
        [
          ['project', '-started'],
          ['e', 'd', 'b', 'a', 'c'],
        ],
        [['-project'], ['a', 'c', 'b', 'd', 'e']],
      ])('sorts by %j, then by key', (orderBy, expected) => {
        expect(keys({ orderBy })).toEqual(expected);
      });

      it('answers pages', () => {
        expect(keys({ limit: 2 })).toEqual(['a', 'b']);
        expect(keys({ limit: 2, offset: 2 })).toEqual(['c', 'd']);
        expect(keys({ limit: 2, offset: 4 })).toEqual(['e']);
        expect(keys({ offset: 3 })).toEqual(['d', 'e']);
        expect(keys({ limit: 0 })).toEqual([]);
        expect(keys({ where: { project: 'ogr' }, orderBy: ['-started'], limit: 1 })).toEqual(['d']);
      });

      it('counts', () => {
        expect(models.count('builds')).toBe(5);
        expect(models.count('checks')).toBe(0);
      });

      it('refuses tables and columns that were not declared', () => {
        expect(() => models.get('bulids', 'a')).toThrow(/bulids/);
        expect(() => models.find('builds', { where: { state: 'x' } })).toThrow(/state/);
        expect(() => models.find('builds', { orderBy: ['-state'] })).toThrow(/state/);
        expect(() => models.write([{ table: 'builds', put: { key: 'f', columns: { state: 'x' }, row: {} } }])).toThrow(
          /state/,
        );
      });
    });

    describe('checkpoint', () => {
      it('is 0 at first and moves with the changes', () => {
        expect(models.checkpoint()).toBe(0);
        models.write([put('a', 'x', 1)], 42);
        expect(models.checkpoint()).toBe(42);
        models.write([], 2 ** 52);
        expect(models.checkpoint()).toBe(2 ** 52);
      });

      it('stays where it is without one', () => {
        models.write([], 42);
        models.write([put('a', 'x', 1)]);
        expect(models.checkpoint()).toBe(42);
        expect(keys()).toEqual(['a']);
      });

      it('and changes are written all or none', () => {
        models.write([put('a', 'x', 1)], 42);
        const unfit: TableChange = { table: 'nowhere', remove: { key: 'a' } };
        expect(() => models.write([put('b', 'x', 1), { table: 'builds', remove: { key: 'a' } }, unfit], 43)).toThrow();
        expect(keys()).toEqual(['a']);
        expect(models.checkpoint()).toBe(42);
      });
    });

    describe('opening', () => {
      beforeEach(() =>
        models.write([put('a', 'x', 1), { table: 'checks', put: { key: 'k', columns: {}, row: 1 } }], 42),
      );

      it('answers false for a new file', () => {
        fresh();
        expect(reopen([builds, checks])).toBe(false);
        expect(keys()).toEqual([]);
      });

      it('again with the same tables keeps everything', () => {
        expect(reopen([checks, builds])).toBe(true);
        expect(models.get('builds', 'a')?.row).toEqual({ key: 'a' });
        expect(models.checkpoint()).toBe(42);
      });

      it.each<[string, TableDefinition[]]>([
        ['a new version', [{ ...builds, version: 2 }, checks]],
        ['an old version', [{ ...builds, version: 0 }, checks]],
        ['another column', [{ ...builds, columns: { ...builds.columns, state: 'text' } }, checks]],
        ['one more table', [builds, checks, { name: 'more', version: 1, columns: {} }]],
      ])('with %s empties all tables', (_, tables) => {
        expect(reopen(tables)).toBe(false);
        expect(models.checkpoint()).toBe(0);
        for (const { name: table } of tables) expect(models.count(table)).toBe(0);
        models.write([put('b', 'x', 1)], 7);
        expect(reopen(tables)).toBe(true);
        expect(keys()).toEqual(['b']);
      });

      it('without a table forgets that one', () => {
        expect(reopen([builds])).toBe(true);
        expect(keys()).toEqual(['a']);
        expect(() => models.count('checks')).toThrow(/checks/);
        expect(reopen([builds, checks])).toBe(false);
        expect(models.count('checks')).toBe(0);
      });
    });
  });
}
