import { parseYaml } from '../../../src/domain/package-config/yaml/yaml-document.js';
import { plainData } from '../../../src/domain/package-config/yaml/yaml-node.js';
import { sourceText } from '../../../src/domain/package-config/yaml/source-text.js';

const read = (text: string): unknown => JSON.parse(JSON.stringify(plainData(parseYaml(sourceText(text)))));

describe('scalars of YAML 1.1', () => {
  it.each([
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['~', null],
    ['', null],
    ['010', 8],
    ['0x1F', 31],
    ['0b101', 5],
    ['7_200', 7200],
    ['2:00:00', 7200],
    ['08', '08'],
    ['1.5e+3', 1500],
    ['.5', 0.5],
    ['1.', 1],
    ['1e5', '1e5'],
    ['123e456', '123e456'],
    ['.', '.'],
    ['-.inf', '-.inf'],
    ['2024-01-31', '2024-01-31'],
    ['"yes"', 'yes'],
    ["'it''s'", "it's"],
    ['"\\x41\\u00e9\\n"', 'Aé\n'],
    ['!!str 1', '1'],
    ['!!int "3"', 3],
    ['! "3"', 3],
    ['12345678901234567890', '12345678901234567890'],
    ['a\n  b\n\n  c', 'a b\nc'],
    ['|\n  a\n   b\n', 'a\n b\n'],
    ['>-\n  a\n  b\n\n  c\n', 'a b\nc'],
    ['|+2\n   a\n\n', ' a\n\n'],
  ])('reads %j', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});

describe('mappings of YAML 1.1', () => {
  it('lets the last of several equal keys win, in the place of the first', () => {
    expect(Object.entries(read('a: 1\nb: 2\na: 3') as object)).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });

  it('merges: own keys, then the later <<, within a list the earlier', () => {
    const anchors = '_: [&a {x: a, y: a, z: a}, &b {x: b, y: b, w: b}]\n';
    expect(read(`${anchors}r: {<<: [*a, *b], z: own}`)).toHaveProperty('r', { x: 'a', y: 'a', w: 'b', z: 'own' });
    expect(read(`${anchors}r: {<<: *a, z: own, <<: *b}`)).toHaveProperty('r', { x: 'b', y: 'b', w: 'b', z: 'own' });
  });

  it('has lists in the column of their key, and compact mappings', () => {
    expect(read('a:\n- b: 1\n  c: 2\n-\n  - d\ne: {f: [g, {h}], "i":j}')).toEqual({
      a: [{ b: 1, c: 2 }, ['d']],
      e: { f: ['g', { h: null }], i: 'j' },
    });
  });

  it('keeps keys that mean something to JavaScript as they are', () => {
    expect(Object.keys(read('__proto__: 1\nconstructor: 2') as object)).toEqual(['__proto__', 'constructor']);
  });
});

describe('a text that is no YAML 1.1', () => {
  it.each([
    ['a tab as indentation', 'a:\n\t- b'],
    ['a tab as separator', 'a:\tb'],
    ['a control character in a comment', 'a: b # \u0007'],
    ['two documents', 'a: b\n---\nc: d'],
    ['an anchor defined twice', 'a: &x 1\nb: &x 2'],
    ['an alias without anchor', 'a: *x'],
    ['an unknown tag', 'a: !local b'],
    ['a tag of a language', 'a: !!python/object/apply:os.system [id]'],
    ['a merge of a scalar', '<<: a'],
    ['a list as key', '? [a]\n: b'],
    ['a mapping inside a scalar', 'a: b: c'],
    ['a reserved character', 'owner: @group'],
    ['an open bracket', 'a: [b'],
    ['an open quote', 'a: "b'],
    ['wrong indentation', 'a:\n  b: 1\n c: 2'],
    ['a day that does not exist', 'a: 2024-02-31'],
  ])('is refused: %s', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'YamlError', fault: 'syntax' }));
  });

  it.each([
    ['nesting', `a: ${'['.repeat(101)}${']'.repeat(101)}`, 'nesting'],
    [
      'aliases nesting further',
      `a: &a ${'['.repeat(60)}${']'.repeat(60)}\nb: ${'['.repeat(60)}*a${']'.repeat(60)}`,
      'nesting',
    ],
    ['an alias inside its own node', 'a: &a [*a]', 'alias'],
    ['more nodes than may be', `a: [${'x,'.repeat(100_001)}]`, 'alias'],
    [
      'merging without end',
      `_: &a {${Array.from({ length: 9000 }, (_, index) => `k${index}: 1`).join(', ')}}\nb:\n${'- <<: *a\n'.repeat(50)}`,
      'alias',
    ],
  ])('is refused: %s', (_, text, fault) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ fault }));
  });
});
