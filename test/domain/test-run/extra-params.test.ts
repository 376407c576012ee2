import { withExtraParams } from '../../../src/domain/test-run/extra-params.js';

const merged = (environments: unknown, extra: unknown) =>
  withExtraParams({ environments }, { environments: extra }).environments;

it.each<[string, unknown, unknown, unknown]>([
  ['scalars of the user win', [{ arch: 'x86_64' }], [{ arch: 'aarch64' }], [{ arch: 'aarch64' }]],
  ['new keys are added', [{ arch: 'x86_64' }], [{ pool: 'a' }], [{ arch: 'x86_64', pool: 'a' }]],
  [
    'mappings are merged deeply',
    [{ tmt: { context: { a: 1 } } }],
    [{ tmt: { context: { b: 2 } } }],
    [{ tmt: { context: { a: 1, b: 2 } } }],
  ],
  ['lists are merged up to the shorter one', [{ l: ['a', 'b'] }], [{ l: ['c'] }], [{ l: ['c', 'b'] }]],
  ['elements too many are dropped', [{ a: 1 }], [{ b: 2 }, { c: 3 }], [{ a: 1, b: 2 }]],
  ['artifacts are added', [{ artifacts: [1] }], [{ artifacts: [2] }], [{ artifacts: [1, 2] }]],
  ['artifacts may be the first', [{}], [{ artifacts: [2] }], [{ artifacts: [2] }]],
  ['artifacts that are no list are ignored', [{}], [{ artifacts: 'x' }], [{}]],
  ['a mapping is not replaced by a scalar', [{ os: { compose: 'F' } }], [{ os: 'x' }], [{ os: { compose: 'F' } }]],
  ['a scalar is not replaced by a list', [{ arch: 'x' }], [{ arch: ['y'] }], [{ arch: 'x' }]],
  ['a list is not replaced by a mapping', [{ arch: 'x' }], { arch: 'y' }, [{ arch: 'x' }]],
])('%s', (_rule, base, extra, result) => expect(merged(base, extra)).toEqual(result));

it('copies what the request does not have, and opens no other part', () =>
  expect(withExtraParams({ test: { tmt: {} } }, { settings: { a: 1 }, notification: {}, user: {} })).toEqual({
    test: { tmt: {} },
    settings: { a: 1 },
  }));

it('is not fooled by names of built-in properties', () => {
  const extra = JSON.parse('{"environments":[{"__proto__":{"polluted":true},"constructor":"x"}]}') as {
    environments: unknown;
  };
  const [environment] = merged([{ arch: 'x' }], extra.environments) as [Record<string, unknown>];
  expect(environment.constructor).toBe('x');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
