import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '../../../src/domain/event.js';
import type { ProjectData } from '../../../src/domain/planning/job.js';
import { testRunDecider } from '../../../src/domain/test-run/test-run.js';
import type { RequestedTestRun } from '../../../src/domain/test-run/test-run-state.js';
import { prepareTests } from '../../../src/domain/test-run/testing-farm-request.js';
import { anOrigin, aTestedBuild, aTestOrder, HELLO, minute, PULL_REQUEST } from '../../support/runs.js';
import { sharedFolder } from '../../support/shared.js';

interface PullRequest {
  id: number;
  head_commit: string;
  source_project?: string;
  target_project?: string;
  source_branch?: string;
  target_branch?: string;
  target_branch_head_commit?: string;
}
interface Scenario {
  id: string;
  given: {
    project: { namespace: string; repo: string };
    pull_request?: PullRequest;
    files_present?: string[];
    fakes?: { 'copr.built_packages'?: unknown };
  };
  steps: { expect?: Record<string, unknown>[][] }[];
}

const folder = sharedFolder('fixtures/payloads', 'requests of the scenarios');
const lines = folder ? readFileSync(join(folder, 'scenarios.jsonl'), 'utf8').trim().split('\n') : [];
const expected = lines
  .map((line) => JSON.parse(line) as Scenario)
  .flatMap(({ id, given, steps }) =>
    steps
      .flatMap(({ expect: groups }) => groups?.flat() ?? [])
      .filter(({ effect }) => effect === 'testing_farm.request')
      .map((effect) => ({ id, given, effect })),
  )
  // Pull requests only: the others are told by their payloads, which belong to another test.
  .filter(({ given }) => given.pull_request?.source_project !== undefined)
  // V61 tests the second of two builds; here there is one. Whole, it is for the conformance runner, and does not pass there yet.
  .filter(({ id }) => id !== 'V61');

function projectAt(url: string): ProjectData {
  const [namespace, repo] = new URL(url).pathname.slice(1).split('/') as [string, string];
  return { host: new URL(url).host, namespace, repo, url };
}

function requestOf({ given, effect }: (typeof expected)[number]): unknown {
  const pull = given.pull_request!;
  const context = effect['environments.0.tmt.context'] as { distro: string; arch: string };
  const own = (effect['environments.0.artifacts'] as { id: string }[] | string | undefined) ?? [];
  const chroot = Array.isArray(own) && own[0] ? own[0].id.split(':')[1]! : `${context.distro}-${context.arch}`;
  const variables = effect['environments.0.variables'] as Record<string, string> | undefined;
  const skipBuild = own === '(key absent)' && variables?.REPOSITORY === undefined;
  const order = {
    ...aTestOrder(chroot, { skipBuild, ...context }),
    upstreamPackageName: variables?.PACKIT_UPSTREAM_NAME ?? null,
    downstreamPackageName: variables?.PACKIT_DOWNSTREAM_NAME ?? null,
    downstreamProjectUrl: variables?.PACKIT_DOWNSTREAM_URL ?? null,
  };
  const subject = {
    ...PULL_REQUEST,
    number: pull.id,
    source: projectAt(pull.source_project!),
    sourceBranch: pull.source_branch ?? '',
    targetBranch: pull.target_branch ?? '',
  };
  const target = `https://github.com/${given.project.namespace}/${given.project.repo}`;
  const origin = {
    ...anOrigin(),
    project: projectAt(pull.target_project ?? target),
    subject,
    commitSha: pull.head_commit,
  };
  const data = {
    origin: origin as ReturnType<typeof anOrigin>,
    order,
    build: skipBuild ? null : aTestedBuild(chroot, { packages: [HELLO] }),
    additionalBuilds: [],
    deployment: 'prod' as const,
    at: minute(0),
  };
  const run = fold(testRunDecider, [{ type: 'TestsRequested', data }]) as RequestedTestRun;
  const prepared = prepareTests(run, {
    hasTests: given.files_present?.includes('.fmf/version') ?? true,
    composes: ['Fedora-Rawhide', 'Fedora-\\d+', 'CentOS-Stream-\\d+'],
    targetBranchHead: pull.target_branch_head_commit ?? null,
    branchedFedoras: [],
  });
  if (prepared.outcome !== 'request') throw new Error(prepared.refusal.description);
  return prepared.body;
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((now: unknown, key) => (now as Record<string, unknown> | undefined)?.[key], value);
}

/** Testing Farm takes texts only; the scenarios name some variables as numbers. */
function asTexts(variables: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
  );
}

// Skipped, with a warning that says where it looked, where the reference material does not lie beside the checkout.
(folder ? describe : describe.skip)('requests of the scenarios', () => {
  it('are there', () => expect(expected.length).toBeGreaterThanOrEqual(3));

  it.each(expected.map((one) => [one.id, one] as const))('%s', (id, one) => {
    const request = requestOf(one);
    for (const [key, value] of Object.entries(one.effect)) {
      if (!/^(test|environments)\./.test(key)) continue;
      const [path, subset] = [key.replace(' (subset)', ''), key.endsWith('(subset)')];
      const found = at(request, path);
      if (value === '(key absent)') expect(found).toBeUndefined();
      else if (path.endsWith('.variables') && subset) expect(found).toMatchObject(asTexts(value));
      else if (path.endsWith('.variables')) expect(found).toEqual(asTexts(value));
      else if (path.endsWith('.artifacts')) expect(found).toMatchObject(value as object[]);
      else expect(found).toEqual(value);
    }
  });
});
