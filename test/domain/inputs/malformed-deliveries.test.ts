import fc from 'fast-check';
import { serviceIdentity } from '../../../src/domain/inputs/delivery.js';
import { ignoreReasons } from '../../../src/domain/inputs/ignore-reasons.js';
import { interpretDelivery } from '../../../src/domain/inputs/interpret-delivery.js';
import { subjectOf } from '../../../src/domain/inputs/subject.js';
import { sampleDeliveries } from './sample-deliveries.js';
import { cases } from '../../support/depth.js';

const service = serviceIdentity('prod');
const samples = Object.values(sampleDeliveries);
const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    0,
    -1,
    1.5,
    NaN,
    true,
    [],
    {},
    [null],
    'refs/heads/',
    'https://',
    '\u0000',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Replaces or removes the value that `choices` leads to, one step a number. */
function damage(value: unknown, choices: readonly number[], replacement: unknown): unknown {
  const [choice, ...rest] = choices;
  if (choice === undefined || value === null || typeof value !== 'object') return replacement;
  const keys = Object.keys(value);
  if (keys.length === 0) return replacement;
  const key = keys[choice % keys.length]!;
  const inner = damage((value as Record<string, unknown>)[key], rest, replacement);
  if (Array.isArray(value)) return value.map((item: unknown, at) => (String(at) === key ? inner : item));
  return { ...value, [key]: inner };
}

const damaged = fc
  .tuple(
    fc.constantFrom(...samples),
    fc.array(fc.tuple(fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), junk), { minLength: 1, maxLength: 3 }),
  )
  .map(([delivery, changes]) => ({
    ...delivery,
    body: changes.reduce<unknown>((body, [choices, value]) => damage(body, choices, value), delivery.body),
  }));

it('never throws on damaged deliveries, and gives every refusal a known reason', () => {
  fc.assert(
    fc.property(damaged, ({ source, event, body }) => {
      const meaning = interpretDelivery({ source, event, body }, service);
      const isKnown = meaning.kind !== 'ignored' || Object.hasOwn(ignoreReasons, meaning.reason);
      return isKnown && subjectOf(source, event, body) !== '';
    }),
    { numRuns: cases(10_000) },
  );
});

it('never throws on bodies that are anything at all, and takes none for an input', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      junk,
      ({ source, event }, body) =>
        interpretDelivery({ source, event, body }, service).kind === 'ignored' && subjectOf(source, event, body) !== '',
    ),
    { numRuns: cases(2_000) },
  );
});

it('means the same every time', () => {
  for (const delivery of samples)
    expect(interpretDelivery(structuredClone(delivery), service)).toEqual(interpretDelivery(delivery, service));
});
