import { findConfigFile, findRootSpecFiles } from '../../../src/domain/package-config/config-file.js';
import { invalidConfigReport, missingConfigReport } from '../../../src/domain/package-config/config-report.js';

describe('the files of a repository', () => {
  it('hold the configuration under the first of its names', () => {
    expect(findConfigFile(['packit.yml', 'README.md', 'packit.yaml', '.packit.yml'])).toBe('.packit.yml');
    expect(findConfigFile(['.packit', 'Packit.yaml', '.distro'])).toBeUndefined();
  });

  it('hold spec files in the order of the listing, only in the root', () => {
    expect(findRootSpecFiles(['z.spec', 'a.spec', '.spec', 'b.spec.in', 'rpm/c.spec'])).toEqual(['z.spec', 'a.spec']);
  });
});

describe('the report of a configuration', () => {
  it('says what is wrong in a block of code', () => {
    const report = invalidConfigReport('Cannot parse package config. \njobs: no');
    expect(report.split('\n').slice(0, 5)).toEqual([
      'Failed to load packit config file:',
      '```',
      'Cannot parse package config. ',
      'jobs: no',
      '```',
    ]);
    expect(report).toContain(
      'For more info, please check out [the documentation](https://packit.dev/docs/guide/#3-configuration)',
    );
  });

  it('cannot be broken out of, and has an end', () => {
    const report = invalidConfigReport(`a\n\`\`\`\`\n@everyone ${'x'.repeat(20_000)}`);
    const [, fence, ...rest] = report.split('\n');
    expect(fence).toBe('`````');
    expect(rest.lastIndexOf('`````')).toBe(rest.length - 2);
    expect(report.length).toBeLessThan(10_600);
  });

  it('says what is missing', () => {
    expect(missingConfigReport({ namespace: 'acme', repo: 'hello' }, 'abc123').split('\n').slice(0, 2)).toEqual([
      'No config file for packit (e.g. `.packit.yaml`) found in acme/hello on commit abc123',
      '',
    ]);
  });
});
