import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceIdentity } from '../../../src/domain/inputs/delivery.js';
import { parseAssumptions } from '../../../src/interfaces/cli/deliveries-assumptions.js';
import { reportDelivery, sourceNamed } from '../../../src/interfaces/cli/deliveries-report.js';
import { sharedFolder } from '../../support/shared.js';

interface Expectation {
  readonly file: string;
  readonly source: string;
  readonly event_header: string | null;
  readonly comment_command_prefix?: string;
  readonly assumes?: object;
  readonly [field: string]: unknown;
}

const compared = [
  'source',
  'via',
  'event_header',
  'envelope',
  'http',
  'accepted',
  'stage',
  'kind',
  'command',
  'fields',
];
const folder = sharedFolder('fixtures/payloads', 'deliveries interpret against the reference payloads');

// Skipped, with a warning that says where it looked, where the reference material does not lie beside the checkout.
(folder ? it : it.skip)('reads every reference payload as expected', () => {
  const expectations = readFileSync(join(folder!, 'EXPECTED.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Expectation);
  expect(expectations.length).toBeGreaterThan(100);
  expect(expectations.flatMap((expectation) => mismatches(folder!, expectation))).toEqual([]);
});

function mismatches(payloads: string, expectation: Expectation): string[] {
  const body: unknown = JSON.parse(readFileSync(join(payloads, expectation.file), 'utf8'));
  const prefix = expectation.comment_command_prefix;
  const service = serviceIdentity('prod', prefix ? { commandPrefix: prefix } : {});
  const isRerun = expectation.kind === 'check_rerun';
  const assumed = parseAssumptions(JSON.stringify(expectation.assumes ?? (isRerun ? { nothing_stored: true } : {})));
  const delivery = { source: sourceNamed(expectation.source)!, event: expectation.event_header ?? '', body };
  const report = reportDelivery(delivery, service, assumed);
  return compared
    .filter((field) => canonical(report[field]) !== canonical(expectation[field]))
    .map(
      (field) =>
        `${expectation.file}: ${field}: expected ${canonical(expectation[field])}, found ${canonical(report[field])}`,
    );
}

/** JSON with sorted keys, so that only values differ. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
