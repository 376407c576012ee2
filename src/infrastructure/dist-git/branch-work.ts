import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Evaluation } from '../../domain/spec-file/evaluation.js';
import { mainTag } from '../../domain/spec-file/main-tag.js';
import { parseSpec } from '../../domain/spec-file/parse-spec.js';
import { decodeSpec, encodeSpec } from '../../domain/spec-file/spec-bytes.js';
import { specVersionOf } from '../../domain/spec-file/spec-version.js';
import { updateSpec } from '../../domain/spec-file/update-spec.js';
import { defaultCommitText, syncNote, type CommitText } from '../../domain/sync-release/commit-text.js';
import {
  dashboardLine,
  pullRequestDescription,
  pullRequestTitle,
} from '../../domain/sync-release/pull-request-text.js';
import { versionOfTag } from '../../domain/sync-release/release-version.js';
import type { DownstreamPullRequest } from '../../domain/sync-release/sync-order.js';
import type { BranchOutcome } from '../../domain/sync-release/sync-release.js';
import { versionSkip, type VersionSkip } from '../../domain/sync-release/version-rules.js';
import type { BranchSync } from '../../application/ports/release-sync.js';
import type { ArchiveDownload } from './archive-download.js';
import { containedPath } from './contained-path.js';
import type { DistGitForge, PackageRef } from './dist-git-forge.js';
import { Git, type GitOptions } from './git.js';
import type { GitMirrors } from './git-mirrors.js';
import type { LookasideCache } from './lookaside-cache.js';
import type { RunLog } from './run-log.js';
import { bringArchives } from './source-archives.js';
import { SyncFailure } from './sync-failure.js';
import { copySyncedFiles } from './synced-files.js';

/** What the work on a branch needs beside what it is asked for. */
export interface BranchWorkshop {
  readonly mirrors: GitMirrors;
  readonly git: GitOptions;
  readonly forge: DistGitForge;
  readonly download: ArchiveDownload;
  readonly lookaside: LookasideCache;
  /** Where a repository is cloned from, by host; undefined: the forge is not configured. */
  upstreamUrl(host: string, namespace: string, repo: string): string | undefined;
  /** Where a package is cloned from. */
  packageUrl(ref: PackageRef): string;
  /** Where our fork of it is pushed to, unless over ssh. */
  forkUrl(ref: PackageRef): string;
  /** Whether pushes go over ssh, to where the forge says. */
  readonly pushesOverSsh: boolean;
  readonly author: { readonly name: string; readonly email: string };
  readonly version: string;
  readonly now: () => Date;
}

const SUFFIX = 'update-propose_downstream';

/** The work on one branch of dist-git, in a folder of its own: from the clones to the pull requests. */
export class BranchWork {
  private readonly ref: PackageRef;
  private readonly workBranch: string;
  private readonly upstream: Git;
  private readonly distGit: Git;

  constructor(
    private readonly shop: BranchWorkshop,
    private readonly sync: BranchSync,
    folder: string,
    private readonly log: RunLog,
    private readonly onPullRequest: (pullRequest: DownstreamPullRequest) => Promise<void>,
  ) {
    const { order, branch } = sync;
    this.ref = { namespace: order.namespace, name: order.settings.downstreamPackageName };
    this.workBranch = `${branch.branch}-${SUFFIX}`;
    this.upstream = new Git(join(folder, 'upstream'), shop.git);
    this.distGit = new Git(join(folder, 'dist-git'), shop.git);
  }

  /** Rejects with `SyncFailure` and its like where the branch cannot get the release. */
  async run(): Promise<BranchOutcome> {
    const { order, branch } = this.sync;
    const { settings, tag } = order;
    refuseActions(settings.actions);
    const version = versionOfTag(tag, settings.upstreamTagTemplate, settings.upstreamPackageName);
    if (version === undefined)
      throw new SyncFailure(`Unable to extract "version" from ${tag} using ${settings.upstreamTagTemplate}`);
    const commit = await this.cloneUpstream();
    await this.cloneDistGit();
    const upstreamSpec = await this.readSpec(this.upstream, join(settings.workFolder, settings.specfilePath));
    if (upstreamSpec === undefined) throw new SyncFailure(`the release has no ${settings.specfilePath}`);
    const prereleasePattern = settings.prereleaseSuffixPattern;
    const { text: inSpec } = specVersionOf(version, prereleasePattern).version;
    const verdict = await this.verdict(branch.branch, version, inSpec, upstreamSpec);
    if (verdict) return verdict;
    const fork = await this.openFork();
    const day = await this.dateOfEarlierWork(version);
    await this.edit(version, upstreamSpec, commit, day);
    await this.commit(defaultCommitText(version, tag, commit), day);
    const pushed = await this.push(fork);
    await this.propose(branch.branch, version, commit, { pushed, fastForward: false });
    for (const follower of branch.fastForwardInto)
      await this.fastForward(follower, version, inSpec, upstreamSpec, commit, pushed);
    return { outcome: 'succeeded', alreadyThere: false };
  }

  private async cloneUpstream(): Promise<string> {
    const { project, commitSha } = this.sync.upstream;
    const url = this.shop.upstreamUrl(project.host, project.namespace, project.repo);
    if (url === undefined)
      throw new SyncFailure(`no address is configured to clone repositories of ${project.host} from`);
    this.log.line(`clones ${url}`);
    await clone(await this.shop.mirrors.fresh(url), this.upstream, this.shop.git);
    const ref = `refs/tags/${this.sync.order.tag}`;
    const found = await this.upstream.maybe('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
    if (found === undefined) throw new SyncFailure(`the repository has no tag ${this.sync.order.tag}`);
    if (found !== commitSha) this.log.line(`the tag names ${found}; the forge said ${commitSha}`);
    await this.upstream.run('checkout', '--quiet', '--detach', found);
    return found;
  }

  private async cloneDistGit(): Promise<void> {
    const url = this.shop.packageUrl(this.ref);
    const { branch } = this.sync.branch;
    this.log.line(`clones ${url}`);
    await clone(await this.shop.mirrors.fresh(url), this.distGit, this.shop.git);
    const start = await this.headOf(branch);
    if (start === undefined) throw new SyncFailure(`Branch ${branch} does not exist in the origin remote.`);
    await this.distGit.run('checkout', '--quiet', '-B', this.workBranch, start);
    await this.refuseUncheckedSignature();
  }

  /** Whoever asks for signatures gets no pull request on top of a commit that nobody has checked. */
  private async refuseUncheckedSignature(): Promise<void> {
    for (const name of CONFIGURATIONS) {
      const text = await readFile(await containedPath(this.distGit.folder, name), 'utf8').catch(() => '');
      if (/^\s*["']?allowed_gpg_keys\b/m.test(text))
        throw new SyncFailure(`${name} in dist-git has \`allowed_gpg_keys\`, which this service cannot check yet`);
    }
  }

  private headOf(branch: string): Promise<string | undefined> {
    return this.distGit.maybe('rev-parse', '--verify', '--quiet', `refs/remotes/origin/${branch}^{commit}`);
  }

  private async readSpec(git: Git, path: string): Promise<string | undefined> {
    const file = await containedPath(git.folder, path);
    const bytes = await readFile(file).catch(() => undefined);
    return bytes && decodeSpec(bytes);
  }

  /** What follows from versions alone; undefined: there is work to do. */
  private async verdict(
    branch: string,
    version: string,
    inSpec: string,
    upstreamSpec: string,
  ): Promise<BranchOutcome | undefined> {
    const spec = await this.readSpec(this.distGit, `${this.ref.name}.spec`);
    const downstream = spec === undefined ? null : this.versionIn(spec);
    const skip = this.skipOf(branch, version, inSpec, downstream, this.versionIn(upstreamSpec));
    if (skip) {
      this.log.line(skip.text);
      return { outcome: 'skipped', ...skip };
    }
    if (downstream !== inSpec) return undefined;
    this.log.line(`${branch} holds ${inSpec} already`);
    return { outcome: 'succeeded', alreadyThere: true };
  }

  private skipOf(
    branch: string,
    version: string,
    inSpec: string,
    downstream: string | null,
    masked: string | null,
  ): VersionSkip | undefined {
    return versionSkip(version, inSpec, { branch, downstream, masked }, this.sync.order.settings);
  }

  private versionIn(spec: string): string | null {
    const evaluation = new Evaluation(parseSpec(spec), this.sync.order.settings.parseTimeMacros);
    return mainTag(evaluation, 'version').chosen?.expanded ?? null;
  }

  private async openFork(): Promise<string> {
    const { created, sshUrl } = await this.shop.forge.ensureFork(this.ref);
    if (created) this.log.line(`made a fork of ${this.ref.namespace}/${this.ref.name}`);
    await this.shop.forge.syncPermissions(this.ref);
    const url = this.shop.pushesOverSsh && sshUrl !== undefined ? sshUrl : this.shop.forkUrl(this.ref);
    await this.distGit.maybe(
      'fetch',
      '--quiet',
      '--no-tags',
      '--',
      url,
      `+refs/heads/${this.workBranch}:refs/fork/work`,
    );
    return url;
  }

  /** The day of what our fork holds for this version already, so that the same content is seen to be the same. */
  private async dateOfEarlierWork(version: string): Promise<Date> {
    const earlier = await this.distGit.maybe('log', '-1', '--format=%at%n%P%n%s', 'refs/fork/work');
    const [seconds, parent, title] = earlier?.split('\n') ?? [];
    const isSame = parent === (await this.distGit.run('rev-parse', 'HEAD')) && title?.includes(version);
    return isSame ? new Date(Number(seconds) * 1000) : this.shop.now();
  }

  private async edit(version: string, upstreamSpec: string, commit: string, day: Date): Promise<void> {
    const { settings } = this.sync.order;
    const { folder } = this.distGit;
    if (settings.createSyncNote)
      await writeFile(await containedPath(folder, 'README.packit'), syncNote(this.shop.version));
    await copySyncedFiles(join(this.upstream.folder, settings.workFolder), folder, this.filesToSync());
    const target = await containedPath(folder, `${this.ref.name}.spec`);
    const distGit = await this.readSpec(this.distGit, `${this.ref.name}.spec`);
    const { name, email } = this.shop.author;
    const updated = updateSpec(upstreamSpec, {
      version,
      prerelease: {
        pattern: settings.prereleaseSuffixPattern,
        ...(settings.prereleaseSuffixMacro !== null && { macro: settings.prereleaseSuffixMacro }),
      },
      macros: settings.parseTimeMacros,
      ...(!settings.syncChangelog && {
        ...(distGit !== undefined && { distGit }),
        changelog: {
          packager: `${name} <${email}>`,
          date: day.toISOString().slice(0, 10),
          ...(this.sync.upstream.description !== null && { release: this.sync.upstream.description }),
        },
      }),
    });
    for (const note of updated.notes) this.log.line(`note: ${JSON.stringify(note)}`);
    await writeFile(target, encodeSpec(updated.text));
    await bringArchives({
      git: this.distGit,
      spec: updated.text,
      settings,
      download: this.shop.download,
      ...(settings.uploadSources && { lookaside: this.shop.lookaside }),
      cacheName: `${this.ref.namespace}/${this.ref.name}`,
      log: this.log,
    });
  }

  /** Without `files_to_sync`: the configuration file; the spec file is edited, not copied. */
  private filesToSync() {
    const { filesToSync, configFilePath } = this.sync.order.settings;
    const one = { src: [configFilePath], dest: configFilePath, mkpath: false, delete: false, filters: [] };
    return filesToSync ?? [one];
  }

  private async commit({ title, body }: CommitText, day: Date): Promise<void> {
    const { name, email } = this.shop.author;
    await this.distGit.run('add', '--all');
    if ((await this.distGit.run('status', '--porcelain', '--untracked-files=no')) === '')
      throw new SyncFailure('No changes are present in the dist-git repo: nothing to commit.');
    const author = ['-c', `user.name=${name}`, '-c', `user.email=${email}`];
    const date = `--date=${day.toISOString()}`;
    await this.distGit.run(...author, 'commit', '--quiet', '--no-verify', date, '-m', title, '-m', body);
    this.log.line((await this.distGit.run('show', '--stat', '--format=%s%n%n%b', 'HEAD')).slice(0, 20_000));
  }

  /** Whether anything was pushed: not when the fork holds exactly this. */
  private async push(fork: string): Promise<boolean> {
    const content = (ref: string) => this.distGit.maybe('log', '-1', '--format=%T %P', ref);
    if ((await content('HEAD')) === (await content('refs/fork/work'))) {
      this.log.line(`the fork holds exactly this on ${this.workBranch}: nothing is pushed`);
      return false;
    }
    this.log.line(`pushes ${this.workBranch}`);
    await this.distGit.run(
      'push',
      '--quiet',
      '--force',
      '--no-verify',
      '--',
      fork,
      `HEAD:refs/heads/${this.workBranch}`,
    );
    return true;
  }

  private async fastForward(
    branch: string,
    version: string,
    inSpec: string,
    upstreamSpec: string,
    commit: string,
    pushed: boolean,
  ): Promise<void> {
    const head = await this.headOf(branch);
    const spec = head && (await this.distGit.maybe('show', `${head}:${this.ref.name}.spec`));
    if (spec === undefined) return this.log.line(`${branch} is left out: it has no spec file`);
    const downstream = this.versionIn(spec);
    const skip = this.skipOf(branch, version, inSpec, downstream, downstream ?? this.versionIn(upstreamSpec));
    if (skip) return this.log.line(`${branch} is left out: ${skip.text}`);
    if (downstream === inSpec) return this.log.line(`${branch} holds ${inSpec} already`);
    await this.propose(branch, version, commit, { pushed, fastForward: true });
  }

  /** Opens the pull request, or makes the open one say what it should. */
  private async propose(
    target: string,
    version: string,
    commit: string,
    { pushed, fastForward }: { pushed: boolean; fastForward: boolean },
  ): Promise<void> {
    const { forge } = this.shop;
    const bare = pullRequestDescription({
      upstream: this.sync.upstream.project,
      tag: this.sync.order.tag,
      commitSha: commit,
      account: forge.account,
      package: this.ref.name,
      workBranch: this.workBranch,
      forge: forge.kind,
    });
    const title = pullRequestTitle(target, version);
    const description = fastForward ? bare : bare + dashboardLine(this.sync.dashboardUrl);
    const tell = ({ number, url }: { number: number; url: string }, how: DownstreamPullRequest['how']) => {
      this.log.line(`pull request ${url} for ${target}: ${how}`);
      return this.onPullRequest({ number, url, targetBranch: target, fastForward, how });
    };
    const present = await forge.findOpen(this.ref, this.workBranch, target);
    if (!present) return tell(await forge.open(this.ref, this.workBranch, target, { title, description }), 'opened');
    // The page that it links to is that of an earlier run, and as good.
    const saysSame = present.title === title && present.description.replaceAll('\r\n', '\n').startsWith(bare);
    if (!pushed && saysSame) return tell(present, 'unchanged');
    await forge.update(this.ref, present.number, { title, description });
    await tell(present, 'updated');
  }
}

/** Actions that are part of bringing a release; the others belong to builds. */
const RELEASE_ACTIONS = [
  'post-upstream-clone',
  'pre-sync',
  'prepare-files',
  'changelog-entry',
  'commit-message',
  'post-modifications',
];

/** Code of a repository runs in isolation only, and there is none yet: without its actions a release would not be what is meant. */
function refuseActions(actions: Readonly<Record<string, unknown>>): void {
  const named = RELEASE_ACTIONS.filter((name) => name in actions);
  if (named.length > 0)
    throw new SyncFailure(
      `\`actions\` of a release are not run by this service yet (${named.join(', ')}): bring this release by hand, or remove them`,
    );
}

/** Names under which a configuration is looked for. */
const CONFIGURATIONS = ['.packit.yaml', '.packit.yml', '.packit.json', 'packit.yaml', 'packit.yml', 'packit.json'];

async function clone(mirror: string, into: Git, options: GitOptions): Promise<void> {
  await mkdir(into.folder, { recursive: true });
  await new Git(into.folder, options).run('clone', '--quiet', '--no-checkout', '--shared', '--', mirror, '.');
}
