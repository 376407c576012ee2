import { afterFailure } from '../../../src/application/effects/failed-attempt.js';
import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';

const outage = (kind: 'network' | 'too-large', retryAfterMs?: number) =>
  new TransientFailure('no', { service: 's', kind, retryAfterMs });
const delayAfter = (error: unknown, tries: number) => (afterFailure(error, tries) as { delayMs: number }).delayMs;
const DAY = 24 * 3_600_000;

it('never gives up on an outage, and asks every half hour at least', () => {
  for (const tries of [1, 10, 1_000, 100_000])
    expect(delayAfter(outage('network'), tries)).toBeLessThanOrEqual(1_800_000);
});

it.each([
  [0, 1_000],
  [90_000, 90_000],
  [30 * DAY, DAY],
  [Number.MAX_VALUE, DAY],
  [Infinity, DAY],
])('asked to wait %s ms, it waits %s ms', (asked, waits) => {
  expect(delayAfter(outage('network', asked), 1)).toBe(waits);
});

it.each([new TypeError('bug'), outage('too-large')])('gives up after six tries of what nobody expects: %s', (error) => {
  for (let tries = 1; tries < 6; tries++) expect(afterFailure(error, tries)).toMatchObject({ expected: false });
  expect(afterFailure(error, 6)).toBe('parked');
});

it('gives up at once when it is refused', () => {
  expect(afterFailure(new PermanentFailure('no', { service: 's', kind: 'forbidden' }), 1)).toBe('parked');
});
