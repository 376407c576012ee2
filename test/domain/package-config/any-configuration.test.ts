import fc from 'fast-check';
import { jobKeys, jobTriggers, jobTypes } from '../../../src/domain/package-config/keys/job-keys.js';
import { packageKeyNames } from '../../../src/domain/package-config/keys/package-keys.js';
import { load } from './loading.js';
import { cases } from '../../support/depth.js';

const COUNT = cases(5_000);
const word = fc.constantFrom(
  'a',
  'demo',
  'fedora-all',
  'epel-9-x86_64',
  'main',
  '__proto__',
  'constructor',
  '',
  '.',
  'x|y',
);
const scalar = fc.oneof(
  word.map((text) => JSON.stringify(text)),
  fc.constantFrom(
    'yes',
    'no',
    'null',
    '~',
    '1',
    '010',
    '1.5',
    '2024-01-31',
    '.inf',
    '12345678901234567890',
    '<<',
    '=',
    '*a',
    '&a x',
    '!!int 3',
    '@x',
    'a: b',
    '|',
    '2:00',
  ),
  fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
  fc.string({ maxLength: 8, unit: 'binary' }),
);
const { value } = fc.letrec<{ value: string; list: string; mapping: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('list'), tie('mapping')),
  list: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  mapping: fc
    .array(fc.tuple(fc.oneof(word, fc.constantFrom(...packageKeyNames), fc.constant('<<')), tie('value')), {
      maxLength: 3,
    })
    .map((pairs) => `{${pairs.map(([key, text]) => `${key || '""'}: ${text}`).join(', ')}}`),
}));
const rightLine = fc.constantFrom(
  'targets: [fedora-all, epel-9-x86_64]',
  'enable_net: yes',
  'env: {A: 1, __proto__: b}',
  'identifier: x',
  'actions: {pre-sync: [make]}',
  'files_to_sync: [a.spec, {src: [b], dest: .}]',
  'dist_git_branches: {main: {}, f44: {fast_forward_merge_into: [f43]}}',
  'require: {label: {present: [ready]}}',
);
const anyLine = fc
  .tuple(fc.constantFrom(...packageKeyNames, 'unknown', '_', 'packages', 'jobs'), value)
  .map(([key, text]) => `${key}: ${text}`);
const packageLine = fc.oneof({ weight: 3, arbitrary: rightLine }, { weight: 1, arbitrary: anyLine });
const jobLine = fc.oneof(
  { weight: 3, arbitrary: rightLine },
  fc
    .tuple(fc.constantFrom(...Object.keys(jobKeys), 'packages', 'metadata', '<<'), value)
    .map(([key, text]) => `${key}: ${text}`),
  anyLine,
);
const job = fc
  .tuple(
    fc.constantFrom(...jobTypes),
    fc.constantFrom(...jobTriggers, 'commit|release'),
    fc.array(jobLine, { maxLength: 3 }),
  )
  .map(([type, trigger, lines]) => [`job: ${type}`, `trigger: ${trigger}`, ...lines].join('\n  '));
const jobs = fc.array(job, { maxLength: 4 }).map((list) => `jobs:\n${list.map((text) => `- ${text}`).join('\n')}`);
const packages = fc
  .array(fc.array(packageLine, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((list) => `packages:\n${list.map((lines, index) => `  p${index}:\n    ${lines.join('\n    ')}`).join('\n')}`);
const anchor = fc.constantFrom('', '_: &a {job: tests, trigger: commit}', '_: &a [x]', '_: &a {b: *a}');
const generated = fc
  .tuple(
    anchor,
    fc.array(packageLine, { maxLength: 5 }),
    fc.oneof(packages, fc.constant('')),
    fc.oneof(jobs, fc.constant('')),
  )
  .map(([first, lines, ...rest]) => [first, ...lines, ...rest].filter((part) => part !== '').join('\n'));

const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 12 }),
  insert: fc.oneof(scalar, fc.constantFrom('\n', '\t', '- ', ': ', '[', '}', '"', '&a ', '\n---\n', '# ')),
});
const mutated = fc.tuple(generated, fc.array(edit, { minLength: 1, maxLength: 4 })).map(([text, edits]) =>
  edits.reduce((current, { at, remove, insert }) => {
    const start = at % (current.length + 1);
    return current.slice(0, start) + insert + current.slice(start + remove);
  }, text),
);

/** The verdict has to be one, and plain data; whatever took long is tried again, since the machine has other work. */
function judge(source: string): void {
  let loaded = load(source, ['demo.spec']);
  let fastest = Infinity;
  for (let attempt = 0; attempt < 5 && fastest > 100; attempt += 1) {
    const begun = performance.now();
    loaded = load(source, ['demo.spec']);
    fastest = Math.min(fastest, performance.now() - begun);
  }
  expect(fastest).toBeLessThanOrEqual(100);
  if (loaded.valid) expect(JSON.parse(JSON.stringify(loaded.config))).toEqual(loaded.config);
  else {
    expect(loaded.message).toMatch(/^Cannot parse package config\. \n./);
    expect(loaded.errors.length).toBeGreaterThan(0);
  }
}

describe('any configuration whatsoever', () => {
  it(`gets a verdict: ${COUNT} generated ones`, () => {
    fc.assert(fc.property(generated, judge), { numRuns: COUNT });
  }, 120_000);

  it(`gets a verdict: ${COUNT} damaged ones`, () => {
    fc.assert(fc.property(mutated, judge), { numRuns: COUNT });
  }, 120_000);

  it('is often enough a valid one for this to mean something', () => {
    const samples = fc.sample(generated, { numRuns: 500, seed: 7 });
    expect(samples.filter((source) => load(source, ['demo.spec']).valid).length).toBeGreaterThan(20);
  });
});
