import type { BuiltPackageData, TestedBuild } from './test-order.js';
import type { RequestedTestRun } from './test-run-state.js';

/** `name-[epoch:]version-release.arch` */
export function nevra({ name, epoch, version, release, arch }: BuiltPackageData): string {
  return `${name}-${epoch ? `${epoch}:` : ''}${version}-${release}.${arch}`;
}

/** Packages that a test can install, as Testing Farm names them: no source packages. */
export function installable(build: TestedBuild): string[] {
  return build.packages.filter(({ arch }) => arch !== 'src').map(nevra);
}

/** The build that a test run is about, if any. */
export function ownBuild({ order, build }: RequestedTestRun): TestedBuild | null {
  return order.skipBuild ? null : build;
}

/** Variables of the environment: what the service knows, then what the job and the comment set; `null` there removes one. */
export function testVariables(run: RequestedTestRun, targetBranchHead: string | null): Record<string, string> {
  const variables = new Map<string, string>();
  const predefined = { ...ofProject(run), ...ofSubject(run, targetBranchHead), ...ofBuilds(run) };
  for (const [name, value] of Object.entries(predefined)) if (value) variables.set(name, String(value));
  for (const [name, value] of Object.entries(run.order.env)) {
    if (value === null || value === undefined) variables.delete(name);
    else variables.set(name, variableText(value));
  }
  return Object.fromEntries(variables);
}

/** Testing Farm takes strings only. */
export function variableText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Known = Record<string, string | number | null | undefined>;

function ofProject({ origin, order }: RequestedTestRun): Known {
  return {
    PACKIT_FULL_REPO_NAME: `${origin.project.namespace}/${origin.project.repo}`,
    PACKIT_UPSTREAM_NAME: order.upstreamPackageName,
    PACKIT_UPSTREAM_URL: order.upstreamProjectUrl,
    PACKIT_DOWNSTREAM_NAME: order.downstreamPackageName,
    PACKIT_DOWNSTREAM_URL: order.downstreamProjectUrl,
    PACKIT_PACKAGE_NAME: order.downstreamPackageName,
    PACKIT_COMMIT_SHA: origin.commitSha,
  };
}

function ofSubject({ origin }: RequestedTestRun, targetBranchHead: string | null): Known {
  const { subject, project, commitSha } = origin;
  if (subject.kind === 'release') return { PACKIT_TAG_NAME: subject.tag };
  if (subject.kind === 'branch') return {};
  return {
    PACKIT_SOURCE_SHA: commitSha,
    PACKIT_TARGET_SHA: targetBranchHead,
    PACKIT_SOURCE_BRANCH: subject.sourceBranch,
    PACKIT_TARGET_BRANCH: subject.targetBranch,
    PACKIT_SOURCE_URL: subject.source?.url,
    PACKIT_TARGET_URL: project.url,
    PACKIT_PR_ID: subject.number,
  };
}

function ofBuilds(run: RequestedTestRun): Known {
  const own = ownBuild(run);
  const builds = [...(own ? [own] : []), ...run.additionalBuilds];
  return {
    PACKIT_PACKAGE_NVR: own && nvr(own, run.order.downstreamPackageName),
    PACKIT_BUILD_LOG_URL: own?.logUrl,
    PACKIT_SRPM_URL: own?.srpmUrl,
    PACKIT_COPR_PROJECT: [...new Set(builds.map(({ owner, project }) => `${owner}/${project}`))].join(' '),
    PACKIT_COPR_BUILD_ID: own?.coprBuildId,
    PACKIT_COPR_RPMS: builds.flatMap(installable).join(' '),
  };
}

/** Of the source package, which stands for all that was built from it. */
function nvr({ packages }: TestedBuild, packageName: string | null): string | null {
  const main =
    packages.find(({ arch }) => arch === 'src') ?? packages.find(({ name }) => name === packageName) ?? packages[0];
  return main ? `${main.name}-${main.version}-${main.release}` : null;
}
