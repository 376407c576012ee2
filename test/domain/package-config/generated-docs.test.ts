import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationReference } from '../../../src/domain/package-config/documentation.js';
import { packageConfigSchema } from '../../../src/domain/package-config/json-schema.js';
import { packageKeyNames } from '../../../src/domain/package-config/keys/package-keys.js';
import { sourceText } from '../../../src/domain/package-config/yaml/source-text.js';
import { plainData } from '../../../src/domain/package-config/yaml/yaml-node.js';
import { parseYaml } from '../../../src/domain/package-config/yaml/yaml-document.js';
import { sharedFolder } from '../../support/shared.js';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');
const validate = new Ajv({ strict: false, allErrors: true }).compile(packageConfigSchema());
const isAccepted = (yaml: string): boolean =>
  validate(JSON.parse(JSON.stringify(plainData(parseYaml(sourceText(yaml))))));

describe('the generated documentation', () => {
  it('is up to date: run `npm run docs:config` if this fails', () => {
    expect(readFileSync(join(docs, 'configuration.md'), 'utf8')).toBe(configurationReference());
    expect(JSON.parse(readFileSync(join(docs, 'packit.schema.json'), 'utf8'))).toEqual(packageConfigSchema());
  });

  it('names every key', () => {
    const reference = configurationReference();
    for (const name of packageKeyNames) expect(reference).toContain(`| \`${name}\` |`);
  });
});

describe('the JSON Schema', () => {
  it.each([
    ['nothing', '', true],
    ['a build', 'jobs: [{job: copr_build, trigger: pull_request, targets: fedora-all}]', true],
    ['two triggers', 'jobs: [{job: koji_build, trigger: commit | koji_build}]', true],
    [
      'packages',
      'packages: {a: {paths: [a]}}\njobs: [{job: tests, trigger: commit, packages: {a: {env: {X: 1}}}}]',
      true,
    ],
    ['an unknown key', 'specfile: x', false],
    ['a job key at top level', 'trigger: commit', false],
    ['an unknown job', 'jobs: [{job: build, trigger: commit}]', false],
    ['a job without trigger', 'jobs: [{job: tests}]', false],
    ['one target as text at top level', 'targets: fedora-all', false],
  ])('judges %s', (_, yaml, accepted) => {
    expect(isAccepted(yaml)).toBe(accepted);
  });

  const folder = sharedFolder('fixtures/packit-yaml', 'JSON Schema on the corpus of package configurations');
  // Skipped, with a warning that says where it looked, where the reference material does not lie beside the checkout.
  (folder === undefined ? it.skip : it)('accepts every valid file of the corpus', () => {
    const valid = readFileSync(join(folder ?? '', 'EXPECTED.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { file: string; valid: boolean })
      // The loader checks only the first attribute of targets; an editor may well point at the others.
      .filter((expected) => expected.valid && !expected.file.includes('unchecked'));
    const refused = valid
      .map(({ file }) => ({
        file,
        accepted: isAccepted(readFileSync(join(folder ?? '', file), 'utf8')),
        errors: validate.errors,
      }))
      .filter(({ accepted }) => !accepted);
    expect(refused).toEqual([]);
  });
});
