import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectPackageConfig } from '../../../src/domain/package-config/inspection.js';
import { loadPackageConfig } from '../../../src/domain/package-config/load-package-config.js';
import { sharedFolder } from '../../support/shared.js';

interface Expected {
  file: string;
  valid: boolean;
  accept?: 'either';
  context: { repo_name: string; config_file_path: string; root_spec_files: string[] };
  error_contains?: string[];
  warnings?: string[];
  packages: unknown;
  package_config: unknown;
  jobs: unknown;
  job_views: unknown;
}

/** One line per place where two pieces of data differ; the order of keys means nothing. */
function differences(path: string, actual: unknown, expected: unknown): string[] {
  if (Array.isArray(actual) && Array.isArray(expected) && actual.length === expected.length)
    return expected.flatMap((item, index) => differences(`${path}[${index}]`, actual[index], item));
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject(actual) && isObject(expected))
    return [...new Set([...Object.keys(actual), ...Object.keys(expected)])].flatMap((key) =>
      differences(`${path}.${key}`, actual[key], expected[key]),
    );
  if (Object.is(actual, expected)) return [];
  return [`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
}

function mismatches(expected: Expected, source: Uint8Array): string[] {
  const { repo_name: repoName, config_file_path: configFilePath, root_spec_files: rootSpecFiles } = expected.context;
  const loaded = loadPackageConfig(source, { repoName, configFilePath, rootSpecFiles });
  const seen = inspectPackageConfig(loaded);
  if (expected.accept === 'either') return [];
  if (seen.valid !== expected.valid)
    return [`valid: expected ${expected.valid}, got ${seen.valid} ${seen.message ?? ''}`];
  if (!expected.valid)
    return (expected.error_contains ?? [])
      .filter((part) => !seen.message?.includes(part))
      .map((part) => `message: expected to contain ${part}, got ${seen.message}`);
  return [
    ...(['packages', 'package_config', 'jobs', 'job_views'] as const).flatMap((part) =>
      differences(part, seen[part], expected[part]),
    ),
    ...(expected.warnings ?? [])
      .filter((warning) => !seen.warnings.includes(warning))
      .map((warning) => `warnings: expected ${warning}`),
  ];
}

const folder = sharedFolder('fixtures/packit-yaml', 'corpus of package configurations');

// Skipped, with a warning that says where it looked, where the reference material does not lie beside the checkout.
(folder === undefined ? describe.skip : describe)('the corpus of package configurations', () => {
  it('means what the reference says of every file', () => {
    const corpus = readFileSync(join(folder ?? '', 'EXPECTED.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Expected);
    const found = corpus.flatMap((expected) =>
      mismatches(expected, readFileSync(join(folder ?? '', expected.file))).map((text) => `${expected.file}: ${text}`),
    );
    expect(corpus.length).toBeGreaterThan(100);
    expect(found).toEqual([]);
  });
});
