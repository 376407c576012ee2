import {
  joinVisibility,
  nothingKnown,
  settledVisibility,
  visibilityOf,
  withShown,
  type KnownVisibility,
  type ShownRepository,
} from '../../../src/domain/forge/visibility.js';

const project = 'github.com/acme/hello';
const says = (visibility: ShownRepository['visibility'], day?: number): ShownRepository => ({
  project,
  ...(visibility && { visibility }),
  ...(day !== undefined && { changedAt: `2026-01-0${day}T00:00:00.000Z` }),
});
const after = (...shown: readonly ShownRepository[]): KnownVisibility => shown.reduce(withShown, nothingKnown);

it.each([
  ['nothing', [], undefined],
  ['what does not say', [says(undefined)], undefined],
  ['public', [says('public')], 'public'],
  ['private later', [says('public', 1), says('private', 2)], 'private'],
  ['private by an older delivery', [says('public', 2), says('private', 1)], 'private'],
  ['public again', [says('private', 1), says('public', 2)], 'public'],
  ['public again on the same day', [says('private', 1), says('public', 1)], 'public'],
  ['an old delivery that was late', [says('private', 2), says('public', 1)], 'private'],
  ['a late one, then a new one', [says('private', 2), says('public', 1), says('public', 3)], 'public'],
  ['public without a date', [says('private', 2), says('public')], 'public'],
  ['private without a date', [says('private'), says('public', 1)], 'public'],
  ['what does not say, after private', [says('private', 1), says(undefined, 2)], 'private'],
] as const)('%s', (_what, shown, expected) => {
  expect(visibilityOf(after(...shown))).toBe(expected);
});

it('is the same whether it is taken in at once, in two runs, or settled in between', () => {
  const kinds = [
    says('public', 1),
    says('public', 2),
    says('public'),
    says('private', 1),
    says('private', 2),
    says('private'),
  ];
  for (const one of kinds)
    for (const two of kinds)
      for (const three of kinds)
        for (const four of kinds) {
          const all = [one, two, three, four];
          const whole = settledVisibility(after(...all));
          for (let cut = 0; cut <= all.length; cut++)
            expect(settledVisibility(joinVisibility(after(...all.slice(0, cut)), after(...all.slice(cut))))).toEqual(
              whole,
            );
          const stepwise = all.reduce((known, shown) => settledVisibility(withShown(known, shown)), nothingKnown);
          expect(stepwise).toEqual(whole);
        }
});
