import type { SubjectData } from '../../../src/domain/planning/job.js';
import { fold } from '../../../src/domain/event.js';
import { refusedByTestingFarm } from '../../../src/domain/test-run/test-refusals.js';
import { testRunDecider } from '../../../src/domain/test-run/test-run.js';
import type { TestedBuild, TestOrder } from '../../../src/domain/test-run/test-order.js';
import type { RequestedTestRun } from '../../../src/domain/test-run/test-run-state.js';
import { fmfRoot, prepareTests, type RequestFacts } from '../../../src/domain/test-run/testing-farm-request.js';
import { anOrigin, aTestedBuild, aTestOrder, FORK, HELLO, minute, PROJECT, PULL_REQUEST } from '../../support/runs.js';

const facts: RequestFacts = {
  hasTests: true,
  composes: ['Fedora-Rawhide', 'Fedora-4[2-3]', 'CentOS-Stream-[89]'],
  targetBranchHead: 'deadbeef',
  branchedFedoras: [],
};

interface Case {
  order?: TestOrder;
  build?: TestedBuild | null;
  additionalBuilds?: TestedBuild[];
  subject?: SubjectData;
  facts?: Partial<RequestFacts>;
}

function prepare({ order = aTestOrder(), build = aTestedBuild(), additionalBuilds = [], ...more }: Case = {}) {
  const origin = anOrigin(more.subject && { subject: more.subject });
  const run = fold(testRunDecider, [
    {
      type: 'TestsRequested',
      data: { origin, order, build, additionalBuilds, deployment: 'prod', at: minute(0) },
    },
  ]) as RequestedTestRun;
  return prepareTests(run, { ...facts, ...more.facts });
}

function body(given: Case = {}) {
  const prepared = prepare(given);
  if (prepared.outcome !== 'request') throw new Error(prepared.refusal.description);
  return prepared.body as {
    test: { tmt: Record<string, unknown> };
    environments: [Record<string, unknown> & { variables: Record<string, string> }];
    settings?: unknown;
  };
}
const refusal = (given: Case) => {
  const prepared = prepare(given);
  return prepared.outcome === 'refused' ? prepared.refusal : undefined;
};
const withOrder = (change: Partial<TestOrder>, chroot?: string): Case => ({ order: aTestOrder(chroot, change) });

it('asks for the tests of a pull request from a fork', () => {
  expect(body()).toEqual({
    test: {
      tmt: { url: FORK.url, ref: anOrigin().commitSha, path: '.', merge_sha: 'deadbeef' },
    },
    environments: [
      {
        arch: 'x86_64',
        os: { compose: 'Fedora-Rawhide' },
        tmt: {
          context: {
            distro: 'fedora-rawhide',
            arch: 'x86_64',
            trigger: 'commit',
            initiator: 'packit',
            deployment: 'prod',
          },
        },
        variables: {
          PACKIT_FULL_REPO_NAME: 'packit-service/packit',
          PACKIT_COMMIT_SHA: anOrigin().commitSha,
          PACKIT_SOURCE_SHA: anOrigin().commitSha,
          PACKIT_TARGET_SHA: 'deadbeef',
          PACKIT_SOURCE_BRANCH: 'the-source-branch',
          PACKIT_TARGET_BRANCH: 'master',
          PACKIT_SOURCE_URL: FORK.url,
          PACKIT_TARGET_URL: PROJECT.url,
          PACKIT_PR_ID: '342',
          PACKIT_PACKAGE_NVR: 'hello-world-0.1-1',
          PACKIT_COPR_PROJECT: 'packit/packit-service-packit-342',
          PACKIT_COPR_BUILD_ID: '1044215',
          PACKIT_COPR_RPMS: 'hello-world-0.1-1.noarch',
        },
        artifacts: [
          {
            id: '1044215:fedora-rawhide-x86_64',
            type: 'fedora-copr-build',
            packages: ['hello-world-0.1-1.noarch'],
          },
        ],
      },
    ],
  });
});

describe('where the tests are', () => {
  const tmt = (given: Case) => body(given).test.tmt;
  it('in the target repository when the job wants that, or the fork is gone', () => {
    expect(tmt(withOrder({ useTargetRepo: true })).url).toBe(PROJECT.url);
    expect(tmt({ subject: { ...PULL_REQUEST, source: null } as SubjectData }).url).toBe(PROJECT.url);
  });
  it('in another repository, at its own ref, and nothing is merged there', () => {
    const fmfUrl = 'https://example.org/tests';
    expect(tmt(withOrder({ fmfUrl, fmfRef: 'v1', tmtPlan: '/smoke', fmfPath: './plans/' }))).toEqual({
      url: fmfUrl,
      ref: 'v1',
      path: 'plans',
      name: '/smoke',
    });
    expect(tmt(withOrder({ fmfUrl }))).toEqual({ url: fmfUrl, path: '.' });
  });
  it('not merged when the job does not merge, or it is no pull request', () => {
    expect(tmt(withOrder({ mergePullRequest: false }))).not.toHaveProperty('merge_sha');
    expect(tmt({ subject: { kind: 'branch', branch: 'main' } })).toEqual({
      url: PROJECT.url,
      ref: anOrigin().commitSha,
      path: '.',
    });
  });
  it.each([
    ['.', '.'],
    ['./', '.'],
    ['/', '.'],
    ['', '.'],
    ['/plans', 'plans'],
    ['./plans/deep/', 'plans/deep'],
  ])('normalises the folder %j', (path, root) => expect(fmfRoot(path)).toBe(root));
});

describe('packages', () => {
  const source = { ...HELLO, arch: 'src' };
  it('leaves out source packages and an epoch of zero', () => {
    const packages = [source, { ...HELLO, arch: 'x86_64', epoch: 2 }, { ...HELLO, name: 'docs', epoch: null }];
    const { environments } = body({ build: aTestedBuild(undefined, { packages }) });
    expect(environments[0].artifacts).toMatchObject([
      { packages: ['hello-world-2:0.1-1.x86_64', 'docs-0.1-1.noarch'] },
    ]);
    expect(environments[0].variables.PACKIT_PACKAGE_NVR).toBe('hello-world-0.1-1');
  });
  it('does not list what it does not know', () => {
    const { environments } = body({ build: aTestedBuild(undefined, { packages: [source] }) });
    expect(environments[0].artifacts).toEqual([{ id: '1044215:fedora-rawhide-x86_64', type: 'fedora-copr-build' }]);
    expect(environments[0].variables).not.toHaveProperty('PACKIT_COPR_RPMS');
  });
  it('adds the builds of other pull requests', () => {
    const other = aTestedBuild(undefined, { coprBuildId: 7, project: 'other-1', packages: [{ ...HELLO, name: 'b' }] });
    const { environments } = body({ additionalBuilds: [other] });
    expect(environments[0].artifacts).toMatchObject([
      { id: '1044215:fedora-rawhide-x86_64' },
      { id: '7:fedora-rawhide-x86_64', packages: ['b-0.1-1.noarch'] },
    ]);
    expect(environments[0].variables).toMatchObject({
      PACKIT_COPR_PROJECT: 'packit/packit-service-packit-342 packit/other-1',
      PACKIT_COPR_RPMS: 'hello-world-0.1-1.noarch b-0.1-1.noarch',
    });
  });
  it('installs none with skip_build', () => {
    const { environments } = body({ ...withOrder({ skipBuild: true }), build: null });
    expect(environments[0]).not.toHaveProperty('artifacts');
    expect(environments[0].variables).not.toHaveProperty('PACKIT_COPR_PROJECT');
  });
});

describe('variables', () => {
  const variables = (given: Case) => body(given).environments[0].variables;
  it('are texts; those of the job win, and null removes one', () =>
    expect(
      variables(withOrder({ env: { A: 1, B: true, C: 'c', D: null, PACKIT_PR_ID: null, PACKIT_COMMIT_SHA: 'mine' } })),
    ).toMatchObject({ A: '1', B: 'true', C: 'c', PACKIT_COMMIT_SHA: 'mine' }));
  it('that are removed are absent', () => {
    const names = Object.keys(variables(withOrder({ env: { D: null, PACKIT_PR_ID: null } })));
    expect(names).not.toContain('D');
    expect(names).not.toContain('PACKIT_PR_ID');
  });
  it('of a release have the tag', () => {
    const known = variables({ subject: { kind: 'release', tag: 'v1.0' } });
    expect(known).toMatchObject({ PACKIT_TAG_NAME: 'v1.0' });
    expect(known).not.toHaveProperty('PACKIT_PR_ID');
  });
  it('of the package are what the configuration knows', () =>
    expect(
      variables(
        withOrder({
          upstreamPackageName: 'up',
          downstreamPackageName: 'down',
          downstreamProjectUrl: 'https://src.fedoraproject.org/rpms/down.git',
        }),
      ),
    ).toMatchObject({
      PACKIT_UPSTREAM_NAME: 'up',
      PACKIT_DOWNSTREAM_NAME: 'down',
      PACKIT_PACKAGE_NAME: 'down',
      PACKIT_DOWNSTREAM_URL: 'https://src.fedoraproject.org/rpms/down.git',
    }));
});

it('only installs the packages of a repository without tests', () => {
  const prepared = prepare({
    ...withOrder({ env: { A: '1' }, extraParams: { settings: {} } }),
    facts: { hasTests: false },
  });
  expect(prepared).toEqual({
    outcome: 'request',
    installability: true,
    body: {
      test: { tmt: { url: 'https://gitlab.com/testing-farm/tests', ref: 'main', name: '/packit/installation' } },
      environments: [
        {
          arch: 'x86_64',
          os: { compose: 'Fedora-Rawhide' },
          tmt: { context: expect.objectContaining({ distro: 'fedora-rawhide' }) as unknown },
          variables: { REPOSITORY: 'packit/packit-service-packit-342' },
        },
      ],
    },
  });
});

it('merges the extra parameters, and keeps variables texts', () => {
  const artifact = { type: 'repository', id: 'https://example.org/repo' };
  const extraParams = {
    environments: [
      {
        artifacts: [artifact],
        variables: { N: 5, PACKIT_PR_ID: 'x' },
        settings: { provisioning: { tags: { a: 'b' } } },
      },
      { arch: 'aarch64' },
    ],
    test: { tmt: { name: '/mine' } },
    settings: { pipeline: { timeout: 60 } },
    notification: { webhook: { url: 'https://evil.example' } },
    api_key: 'x',
  };
  const request = body(withOrder({ extraParams, tmtPlan: '/theirs', postInstallScript: 'true' }));
  expect(Object.keys(request).sort()).toEqual(['environments', 'settings', 'test']);
  expect(request.environments).toHaveLength(1);
  expect(request.test.tmt.name).toBe('/mine');
  expect(request.settings).toEqual({ pipeline: { timeout: 60 } });
  expect(request.environments[0].artifacts).toEqual([
    { id: '1044215:fedora-rawhide-x86_64', type: 'fedora-copr-build', packages: ['hello-world-0.1-1.noarch'] },
    artifact,
  ]);
  expect(request.environments[0].variables).toMatchObject({ N: '5', PACKIT_PR_ID: 'x' });
  expect(request.environments[0].settings).toEqual({
    provisioning: { post_install_script: 'true', tags: { a: 'b' } },
  });
});

describe('nothing is submitted', () => {
  it('without tests and without packages', () =>
    expect(
      refusal({ ...withOrder({ skipBuild: true }), build: null, facts: { hasTests: false, composes: [] } }),
    ).toMatchObject({
      reason: 'no-fmf-metadata',
      state: 'neutral',
      description: 'No FMF metadata found. Please, initialize the metadata tree with `fmf init`.',
    }));
  it.each([
    ['public', 'ppc64le', 'public'],
    ['redhat', 'i386', 'internal'],
  ] as const)('on an architecture that is not offered: %s %s', (ranch, arch, word) =>
    expect(refusal(withOrder({ ranch }, `fedora-rawhide-${arch}`))).toMatchObject({
      reason: 'arch-not-available',
      state: 'error',
      description: `The architecture ${arch} is not available in the ${word} Testing Farm infrastructure.`,
      details: expect.stringContaining('* `x86_64`') as unknown,
    }),
  );
  it('without a list of composes', () =>
    expect(refusal({ facts: { composes: [] } })).toMatchObject({
      state: 'error',
      description: 'We were not able to get the available TF composes.',
    }));
  it('on a compose that is not offered', () =>
    expect(refusal(withOrder({}, 'fedora-44-x86_64'))).toMatchObject({
      reason: 'compose-not-available',
      state: 'error',
      description: 'The compose Fedora-44 is not available in the public Testing Farm infrastructure.',
      details: expect.stringContaining('* `Fedora-4[2-3]`') as unknown,
    }));
  it('on a freshly branched Fedora, which is fine when the job says so', () => {
    const skip = withOrder({ skipMissingBranchedComposes: true }, 'fedora-44-x86_64');
    expect(refusal({ ...skip, facts: { branchedFedoras: ['fedora-44'] } })).toMatchObject({
      state: 'neutral',
      description: 'Compose not yet available for fedora-44. Skipping.',
    });
    expect(refusal(skip)).toMatchObject({ state: 'error' });
  });
});

it.each([
  [{ environments: { 0: { arch: 'Unsupported architecture' } } }, 'Unsupported architecture'],
  [{ environments: [{ arch: 'Unsupported architecture' }] }, 'Unsupported architecture'],
  [{ settings: { pipeline: { timeout: 'unexpected' } } }, 'There was an error in the API request'],
  [['wrong'], 'There was an error in the API request'],
  ['wrong', 'There was an error in the API request'],
])('says what Testing Farm refuses: %j', (errors, text) => {
  const said = refusedByTestingFarm(errors);
  expect(said).toMatchObject({ state: 'failure', description: `Failed to submit tests: ${text}.` });
  expect(said.details).toContain(JSON.stringify(errors));
});
