import { ARCHITECTURES, composeFor } from './composes.js';
import { withExtraParams } from './extra-params.js';
import type { TestedBuild } from './test-order.js';
import type { RequestedTestRun } from './test-run-state.js';
import {
  archNotAvailable,
  composeNotAvailable,
  composeNotYetAvailable,
  composesNotAvailable,
  noMetadata,
  type TestRefusal,
} from './test-refusals.js';
import { installable, ownBuild, testVariables, variableText } from './test-variables.js';

/** What has to be known of the world to ask for tests. */
export interface RequestFacts {
  /** The repository has tests at this commit, or the configuration names another one. */
  readonly hasTests: boolean;
  /** Testing Farm's list for the ranch. */
  readonly composes: readonly string[];
  /** Head commit of the branch that a pull request is to be merged into. */
  readonly targetBranchHead: string | null;
  /** Fedora releases that are branched and not out yet, e.g. `fedora-44`. */
  readonly branchedFedoras: readonly string[];
}

export type TestingFarmRequestBody = Readonly<Record<string, unknown>>;

export type PreparedTests =
  | { readonly outcome: 'request'; readonly body: TestingFarmRequestBody; readonly installability: boolean }
  | { readonly outcome: 'refused'; readonly refusal: TestRefusal };

/** Test of packages whose repository has none: they are installed, nothing more. */
const INSTALLATION_TEST = {
  url: 'https://gitlab.com/testing-farm/tests',
  ref: 'main',
  name: '/packit/installation',
} as const;

/** The request for a test run, or why there is none. */
export function prepareTests(run: RequestedTestRun, facts: RequestFacts): PreparedTests {
  const { order } = run;
  const own = ownBuild(run);
  const refused = (refusal: TestRefusal): PreparedTests => ({ outcome: 'refused', refusal });
  if (!facts.hasTests && !own) return refused(noMetadata);
  const architectures = ARCHITECTURES[order.ranch];
  if (!architectures.includes(order.arch)) return refused(archNotAvailable(order, architectures));
  if (facts.composes.length === 0) return refused(composesNotAvailable(null));
  const compose = composeFor(order.distro, order.ranch, facts.composes);
  if (!compose.offered) {
    const early = order.skipMissingBranchedComposes && facts.branchedFedoras.includes(order.distro);
    return refused(early ? composeNotYetAvailable(order) : composeNotAvailable(order, compose.name, facts.composes));
  }
  return facts.hasTests
    ? { outcome: 'request', installability: false, body: testRequest(run, own, compose.name, facts.targetBranchHead) }
    : { outcome: 'request', installability: true, body: installationRequest(run, own!, compose.name) };
}

function testRequest(
  run: RequestedTestRun,
  own: TestedBuild | null,
  compose: string,
  targetBranchHead: string | null,
): TestingFarmRequestBody {
  const { order } = run;
  const artifacts = [...(own ? [own] : []), ...run.additionalBuilds].map(artifact);
  const environment = {
    ...machine(run, compose),
    variables: testVariables(run, targetBranchHead),
    ...(artifacts.length > 0 && { artifacts }),
    ...(order.postInstallScript && {
      settings: { provisioning: { post_install_script: order.postInstallScript } },
    }),
  };
  const request = { test: { tmt: tests(run, targetBranchHead) }, environments: [environment] };
  return withTextVariables(withExtraParams(request, order.extraParams));
}

function tests({ origin, order }: RequestedTestRun, targetBranchHead: string | null): Record<string, string> {
  const { subject } = origin;
  const source = subject.kind === 'pull_request' && !order.useTargetRepo ? subject.source : null;
  const ref = order.fmfUrl ? order.fmfRef : origin.commitSha;
  const merge = !order.fmfUrl && order.mergePullRequest && subject.kind === 'pull_request';
  return {
    url: order.fmfUrl ?? source?.url ?? origin.project.url,
    path: fmfRoot(order.fmfPath),
    ...(ref && { ref }),
    ...(merge && targetBranchHead && { merge_sha: targetBranchHead }),
    ...(order.tmtPlan && { name: order.tmtPlan }),
  };
}

function installationRequest(
  run: RequestedTestRun,
  { owner, project }: TestedBuild,
  compose: string,
): TestingFarmRequestBody {
  return {
    test: { tmt: INSTALLATION_TEST },
    environments: [{ ...machine(run, compose), variables: { REPOSITORY: `${owner}/${project}` } }],
  };
}

function machine({ order: { arch, distro }, deployment }: RequestedTestRun, compose: string) {
  return {
    arch,
    os: { compose },
    tmt: { context: { distro, arch, trigger: 'commit', initiator: 'packit', deployment } },
  };
}

function artifact(build: TestedBuild) {
  const packages = installable(build);
  return {
    id: `${build.coprBuildId}:${build.chroot}`,
    type: 'fedora-copr-build',
    ...(packages.length > 0 && { packages }),
  };
}

/** Folder of the FMF tree in its repository: no slash at either end, `.` for the root. */
export function fmfRoot(path: string): string {
  return path.replace(/^(\.\/|\/)+/, '').replace(/\/+$/, '') || '.';
}

/** Numbers and booleans that came in with `tf_extra_params` are written as text, which is all Testing Farm takes. */
function withTextVariables(request: TestingFarmRequestBody): TestingFarmRequestBody {
  const { environments } = request;
  if (!Array.isArray(environments)) return request;
  return {
    ...request,
    environments: (environments as Record<string, unknown>[]).map((environment) => {
      const variables = Object.entries((environment.variables ?? {}) as Record<string, unknown>);
      const texts = variables.filter(([, value]) => value !== null).map(([name, value]) => [name, variableText(value)]);
      return { ...environment, variables: Object.fromEntries(texts) as Record<string, string> };
    }),
  };
}
