import { distGitLocation } from '../package-config/dist-git-location.js';
import type { BranchAttributes } from '../package-config/keys/dist-git-branches.js';
import type { JobView } from '../package-config/package-config.js';
import { matchesAtStart } from '../package-config/pattern.js';
import type { ExpectedJob, SyncBranch, SyncOrder, SyncSettings } from '../sync-release/sync-order.js';
import { distGitBranches } from '../targets/expand-targets.js';
import { rawhide } from '../targets/release-table.js';
import { checkName } from './check-names.js';
import { whyNotConcerned, type Skip } from './job-matching.js';
import type { Situation } from './situation.js';

/** Package in dist-git that a job is for: `namespace/name`, and the address that people see. */
export interface DownstreamPackage {
  readonly namespace: string;
  readonly name: string;
  readonly url: string;
}

/** Its name can be set differently: `DIST_GIT_PUBLIC_URL`. */
const FEDORA = 'https://src.fedoraproject.org/';

/** Where the package of a job is in dist-git. */
export function downstreamPackage(
  { keys, packageName }: JobView,
  { service }: Pick<Situation, 'service'>,
): DownstreamPackage {
  const location = distGitLocation(keys);
  const name = keys.downstream_package_name ?? packageName;
  const namespace = location?.dist_git_namespace ?? 'rpms';
  const base =
    location && location.dist_git_base_url !== FEDORA ? location.dist_git_base_url : `${service.distGitUrl}/`;
  return { namespace, name, url: `${base}${namespace}/${name}.git` };
}

/** Key of a package among the facts of a situation. */
export function packageKey({ namespace, name }: DownstreamPackage): string {
  return `${namespace}/${name}`;
}

/** Branches of a job with what follows them, names expanded. Rawhide is called what the repository calls its default branch. */
export function syncBranches(view: JobView, situation: Situation): SyncBranch[] {
  const { releases, defaultBranches, subject } = situation;
  const isDefault = defaultBranches?.[packageKey(downstreamPackage(view, situation))] ?? rawhide.branch;
  const expand = (names: readonly string[]) =>
    distGitBranches(names, releases, { rawhideAs: [isDefault], none: [rawhide.branch] });
  const configured: [string, BranchAttributes][] = Array.isArray(view.keys.dist_git_branches)
    ? (view.keys.dist_git_branches as readonly string[]).map((name) => [name, {}])
    : Object.entries(view.keys.dist_git_branches as Readonly<Record<string, BranchAttributes>>);
  const branches = new Map<string, Set<string>>();
  for (const [name, { fast_forward_merge_into: into = [] }] of configured.length > 0
    ? configured
    : ([[rawhide.branch, {}]] as [string, BranchAttributes][]))
    for (const branch of expand([name])) {
      const followers = branches.get(branch) ?? new Set<string>();
      branches.set(branch, followers);
      if (into.length > 0) for (const follower of expand(into)) if (follower !== branch) followers.add(follower);
    }
  return [...branches].map(([branch, followers]) => ({
    branch,
    check: checkName({
      prefix: 'propose-downstream',
      subject,
      target: branch,
      identifier: view.identifier,
      packageName: view.packageName,
      template: view.keys.status_name_template,
    }),
    fastForwardInto: [...followers],
  }));
}

/** Why the tag of a release is none of this job's; undefined: it is. */
export function tagMismatch({ keys }: JobView, { subject }: Situation): Skip | undefined {
  if (subject.kind !== 'release') return undefined;
  const { tag } = subject;
  const { upstream_tag_include: include, upstream_tag_exclude: exclude } = keys;
  for (const [key, pattern] of [
    ['upstream_tag_include', include],
    ['upstream_tag_exclude', exclude],
  ] as const) {
    if (!pattern) continue;
    const match = matchesAtStart(pattern, tag);
    if (match.kind === 'invalid')
      return { reason: 'tag-pattern-invalid', facts: { key, pattern, error: match.reason } };
    const wanted = key === 'upstream_tag_include';
    if ((match.kind === 'match') !== wanted)
      return { reason: wanted ? 'tag-not-included' : 'tag-excluded', facts: { pattern, tag } };
  }
  return undefined;
}

/** What is brought to dist-git for a job. `only`: checks that a re-run is for; null: all branches. */
export function syncOrder(view: JobView, situation: Situation, only: readonly string[] | null): SyncOrder {
  const { subject, occasion } = situation;
  if (subject.kind !== 'release') throw new Error(`a release is synchronised, found ${subject.kind}`);
  const { namespace, url } = downstreamPackage(view, situation);
  const branches = syncBranches(view, situation);
  const { failure_issue, failure_comment } = view.keys.notifications;
  return {
    job: 'propose_downstream',
    tag: subject.tag,
    namespace,
    packageUrl: url,
    branches: branches.filter(({ check }) => only === null || only.includes(check)),
    expected: expectedJobs(situation),
    askedIn: occasion.kind === 'command' ? (occasion.command.askedIn ?? null) : null,
    failureIssue: { create: failure_issue.create, message: failure_comment.message },
    settings: syncSettings(view, situation),
  };
}

/** Every job of the release that brings it to dist-git, whatever this occasion is limited to. */
function expectedJobs(situation: Situation): ExpectedJob[] {
  const occasion = { kind: 'event' } as const;
  return situation.config.views
    .filter(({ type }) => type === 'propose_downstream')
    .filter((view) => !whyNotConcerned(view, { ...situation, occasion }) && !tagMismatch(view, situation))
    .map((view) => ({
      job: jobKey(view),
      package: downstreamPackage(view, situation).name,
      branches: syncBranches(view, situation).map(({ branch }) => branch),
    }));
}

function jobKey({ jobIndex, package: packageName }: JobView): string {
  return `${jobIndex}/${packageName ?? ''}`;
}

function syncSettings(view: JobView, situation: Situation): SyncSettings {
  const { keys, packageName } = view;
  const files = keys.files_to_sync;
  return {
    specfilePath: keys.specfile_path ?? `${packageName}.spec`,
    workFolder: keys.paths[0] ?? './',
    configFilePath: keys.config_file_path ?? '.packit.yaml',
    upstreamPackageName: keys.upstream_package_name ?? packageName,
    downstreamPackageName: downstreamPackage(view, situation).name,
    filesToSync:
      files.length === 0
        ? null
        : files.map(({ src, dest, mkpath, delete: remove, filters }) => ({
            src: [...src],
            dest,
            mkpath,
            delete: remove,
            filters: [...filters],
          })),
    actions: commandsByAction(keys.actions),
    upstreamTagTemplate: keys.upstream_tag_template,
    versionUpdateMask: keys.version_update_mask || null,
    maskedBranches: distGitBranches(['fedora-branched', 'epel-all'], situation.releases),
    versionUpdateSpecifiers: keys.version_update_specifiers,
    prereleaseSuffixPattern: keys.prerelease_suffix_pattern,
    prereleaseSuffixMacro: keys.prerelease_suffix_macro,
    specSourceId: String(keys.spec_source_id),
    sources: keys.sources.map(({ path, url }) => ({ path, url })),
    parseTimeMacros: Object.fromEntries(
      Object.entries(keys.parse_time_macros).map(([name, value]) => [
        name,
        value === null || value === undefined ? null : asText(value),
      ]),
    ),
    syncChangelog: keys.sync_changelog,
    createSyncNote: keys.create_sync_note,
    copyUpstreamReleaseDescription: keys.copy_upstream_release_description,
    uploadSources: keys.upload_sources && (keys.pkg_tool === null || keys.pkg_tool === 'fedpkg'),
  };
}

/** A command is a text or a list of words; a single one may stand without a list. */
function commandsByAction(actions: Readonly<Record<string, unknown>>): SyncSettings['actions'] {
  return Object.fromEntries(
    Object.entries(actions).map(([name, value]) => [
      name,
      (Array.isArray(value) ? value : [value]).map((command: unknown) =>
        Array.isArray(command) ? command.map(asText) : asText(command),
      ),
    ]),
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
