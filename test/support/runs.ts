import type { BuildOrder } from '../../src/domain/build/build-order.js';
import type { ProjectData, RunOrigin, SubjectData } from '../../src/domain/planning/job.js';
import type { BuiltPackageData, TestedBuild, TestOrder } from '../../src/domain/test-run/test-order.js';

export const PROJECT: ProjectData = {
  host: 'github.com',
  namespace: 'packit-service',
  repo: 'packit',
  url: 'https://github.com/packit-service/packit',
};

export const FORK: ProjectData = {
  host: 'github.com',
  namespace: 'lbarcziova',
  repo: 'packit',
  url: 'https://github.com/lbarcziova/packit',
};

export const PULL_REQUEST: SubjectData = {
  kind: 'pull_request',
  number: 342,
  author: 'lbarcziova',
  source: FORK,
  sourceBranch: 'the-source-branch',
  targetBranch: 'master',
};

export const HELLO: BuiltPackageData = { name: 'hello-world', epoch: 0, version: '0.1', release: '1', arch: 'noarch' };

/** Minutes after noon, as an event's time. */
export function minute(n: number): string {
  return new Date(Date.UTC(2026, 0, 5, 12, n)).toISOString();
}

export function anOrigin(change: Partial<RunOrigin> = {}): RunOrigin {
  return {
    delivery: 'delivery-github-1',
    attempt: `${minute(0)}/delivery-github-1`,
    project: PROJECT,
    subject: PULL_REQUEST,
    commitSha: '528b803be6f93e19ca4130bf4976f2800a3004c4',
    job: { index: 1, type: 'tests', trigger: 'pull_request', package: null, identifier: null },
    ...change,
  };
}

/** The order of one test target; `chroot` is `{distro}-{arch}`. */
export function aTestOrder(chroot = 'fedora-rawhide-x86_64', change: Partial<TestOrder> = {}): TestOrder {
  const dash = chroot.lastIndexOf('-');
  return {
    key: `1//${chroot}`,
    check: `testing-farm:${chroot}`,
    chroot,
    target: chroot,
    distro: chroot.slice(0, dash),
    arch: chroot.slice(dash + 1),
    ranch: 'public',
    skipBuild: false,
    followsBuild: true,
    identifier: null,
    fmfUrl: null,
    fmfRef: null,
    fmfPath: '.',
    useTargetRepo: false,
    tmtPlan: null,
    postInstallScript: null,
    extraParams: {},
    env: {},
    mergePullRequest: true,
    skipMissingBranchedComposes: false,
    upstreamPackageName: null,
    downstreamPackageName: null,
    upstreamProjectUrl: null,
    downstreamProjectUrl: null,
    failureMessage: null,
    ...change,
  };
}

export function aTestedBuild(chroot = 'fedora-rawhide-x86_64', change: Partial<TestedBuild> = {}): TestedBuild {
  return {
    stream: 'build-1',
    coprBuildId: 1044215,
    owner: 'packit',
    project: 'packit-service-packit-342',
    chroot,
    packages: [HELLO],
    srpmUrl: null,
    logUrl: null,
    ...change,
  };
}

/** The order of a build of these chroots, with one test for each. */
export function aBuildOrder(
  chroots: readonly string[] = ['fedora-rawhide-x86_64'],
  change: Partial<BuildOrder> = {},
): BuildOrder {
  return {
    owner: 'packit',
    project: 'packit-service-packit-342',
    ownProject: true,
    targets: chroots.map((chroot) => ({ chroot, check: `rpm-build:${chroot}` })),
    unsupported: [],
    offeredChroots: [],
    projectChroots: [...chroots],
    perChroot: {},
    additionalRepos: [],
    bootstrap: 'default',
    moduleHotfixes: false,
    listOnHomepage: false,
    preserveProject: null,
    enableNet: false,
    script: '#!/bin/sh',
    scriptChroot: 'fedora-latest-x86_64',
    builddeps: ['packit'],
    repos: 'copr://packit/packit-stable',
    forgeProject: null,
    tests: chroots.map((chroot) => aTestOrder(chroot)),
    commentOnSuccess: false,
    failureMessage: null,
    ...change,
  };
}
