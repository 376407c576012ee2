import { SOURCE_CHROOT } from '../../sandbox/copr/state.js';
import type { Sandbox } from '../../sandbox/sandbox.js';

const GREEN = {
  'rpm-build:fedora-43-x86_64': 'success',
  'rpm-build:fedora-44-x86_64': 'success',
  'rpm-build:epel-9-x86_64': 'success',
  'testing-farm:fedora-43-x86_64': 'success',
  'testing-farm:fedora-44-x86_64': 'success',
};

/** How the pipeline of a pull request with `CONFIG` of `test/e2e/pipelines.ts` ends. */
export interface Ending {
  /** What the names of its branches begin with. */
  readonly branch: string;
  /** Name of each check → its conclusion. */
  readonly expected: Readonly<Record<string, string>>;
  /** Requests to Testing Farm for one commit. */
  readonly tests: number;
}

/** What a pull request's branch is called decides how its pipeline ends. */
export const ENDINGS: readonly Ending[] = [
  { branch: 'green', expected: GREEN, tests: 2 },
  { branch: 'red-chroot', expected: { ...GREEN, 'rpm-build:epel-9-x86_64': 'failure' }, tests: 2 },
  {
    branch: 'red-tested-chroot',
    expected: { ...GREEN, 'rpm-build:fedora-44-x86_64': 'failure', 'testing-farm:fedora-44-x86_64': 'failure' },
    tests: 1,
  },
  { branch: 'red-tests', expected: { ...GREEN, 'testing-farm:fedora-43-x86_64': 'failure' }, tests: 2 },
  {
    branch: 'red-source',
    expected: Object.fromEntries(Object.keys(GREEN).map((name) => [name, 'failure'])),
    tests: 0,
  },
];

/** Has Copr and Testing Farm end everything as the branch says; `branchOf` knows the branch behind a Copr project's name. */
export function playEndings({ copr, testingFarm }: Sandbox, branchOf: (coprProject: string) => string): void {
  copr.builder.decide('failed', ({ project }, chroot) => {
    const branch = branchOf(project.name);
    if (branch.startsWith('red-chroot')) return chroot === 'epel-9-x86_64';
    if (branch.startsWith('red-tested-chroot')) return chroot === 'fedora-44-x86_64';
    return branch.startsWith('red-source') && chroot === SOURCE_CHROOT;
  });
  testingFarm.failTests(({ payload }) => {
    const text = JSON.stringify(payload);
    const project = /\/([\w.-]+-hello-\d+)/.exec(text)?.[1] ?? '';
    return branchOf(project).startsWith('red-tests') && text.includes('Fedora-43');
  });
}
