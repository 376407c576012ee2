import { mkdtemp, readdir, rm, writeFile, mkdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SyncOrder, SyncSettings, DownstreamPullRequest } from '../../../src/domain/sync-release/sync-order.js';
import type { BranchSyncReport } from '../../../src/application/ports/release-sync.js';
import { ArchiveDownload } from '../../../src/infrastructure/dist-git/archive-download.js';
import { GitMirrors } from '../../../src/infrastructure/dist-git/git-mirrors.js';
import { GitReleaseSync } from '../../../src/infrastructure/dist-git/git-release-sync.js';
import { LookasideCache } from '../../../src/infrastructure/dist-git/lookaside-cache.js';
import { PagureForge } from '../../../src/infrastructure/dist-git/pagure-forge.js';
import { DistGit } from '../../../sandbox/dist-git/dist-git.js';
import { git } from '../../../sandbox/git/git.js';
import { seededRandom } from '../../../sandbox/random.js';
import { LoopbackServer } from '../../support/loopback-server.js';
import { PROJECT } from '../../support/runs.js';
import { aSyncOrder } from '../../support/sync-releases.js';

export const TOKEN = 'a-token-of-dist-git-0123456789';

/** A spec file as upstream or dist-git has it. */
export function specOf(
  version: string,
  source: string,
  changelog = '* Mon Jan 05 2026 A Packager <a@example.org> - 1.0-1\n- Import\n',
): string {
  return `Name:           hello
Version:        ${version}
Release:        1%{?dist}
Summary:        Says hello
License:        MIT
URL:            https://example.org/hello
Source0:        ${source}

%description
Says hello.

%prep
%autosetup

%changelog
${changelog}`;
}

/** An upstream repository, a dist-git and an archive server, all real, and the adapter between them. */
export class ReleaseWorld {
  readonly archives = new LoopbackServer();
  readonly distGit: DistGit;
  private now = new Date('2026-01-20T12:00:00.000Z');

  private constructor(readonly folder: string) {
    this.distGit = new DistGit(join(folder, 'dist-git'), seededRandom(1), TOKEN);
  }

  static async start(): Promise<ReleaseWorld> {
    const world = new ReleaseWorld(await mkdtemp(join(tmpdir(), 'releases-')));
    await mkdir(world.distGit.folder, { recursive: true });
    await mkdir(world.runs, { recursive: true });
    await world.distGit.listen();
    await world.archives.start();
    world.archives.on('GET', /^\/hello-([\d.]+)\.tar\.gz$/, (_request, version) => ({ text: `archive of ${version}` }));
    return world;
  }

  async end(): Promise<void> {
    await this.distGit.close();
    await this.archives.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  get runs(): string {
    return join(this.folder, 'runs');
  }

  get source(): string {
    return `${this.archives.url}/hello-%{version}.tar.gz`;
  }

  /** Makes the upstream repository, with a tag. `links`: symbolic links and where they lead. */
  async upstream(
    tag: string,
    files: Readonly<Record<string, string>>,
    links: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const work = join(this.folder, 'upstream-work');
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    await git(work, ['init', '--quiet', '--initial-branch=main']);
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(work, file)), { recursive: true });
      await writeFile(join(work, file), text);
    }
    for (const [file, target] of Object.entries(links)) await symlink(target, join(work, file));
    await git(work, ['add', '--all', '--force']);
    await git(work, ['commit', '--quiet', '-m', 'Release']);
    await git(work, ['tag', tag]);
    const bare = join(this.folder, 'upstream', PROJECT.namespace, `${PROJECT.repo}.git`);
    await rm(bare, { recursive: true, force: true });
    await mkdir(dirname(bare), { recursive: true });
    await git(this.folder, ['clone', '--quiet', '--bare', work, bare]);
  }

  later(days: number): void {
    this.now = new Date(this.now.getTime() + days * 86_400_000);
  }

  /** Brings the release to a branch, as a new process would. */
  async bring(
    branch: string,
    {
      settings = {},
      fastForwardInto = [],
      trusted = true,
      maxBytes = 1_000_000,
      tag = '1.4.0',
    }: {
      settings?: Partial<SyncSettings>;
      fastForwardInto?: string[];
      trusted?: boolean;
      maxBytes?: number;
      tag?: string;
    } = {},
  ): Promise<BranchSyncReport & { pullRequests: DownstreamPullRequest[] }> {
    const base = aSyncOrder([branch]);
    const order: SyncOrder = { ...base, tag, settings: { ...base.settings, ...settings } };
    const pullRequests: DownstreamPullRequest[] = [];
    const report = await this.adapter(trusted, maxBytes).syncBranch(
      {
        run: 'syncRelease-1',
        order,
        branch: { branch, check: `propose-downstream:${branch}`, fastForwardInto },
        upstream: { project: PROJECT, commitSha: '0'.repeat(40), description: null },
        dashboardUrl: 'https://dashboard.example.org/jobs/propose-downstream/1',
      },
      async (pullRequest) => void pullRequests.push(pullRequest),
    );
    return { ...report, pullRequests };
  }

  adapter(trusted = true, maxBytes = 1_000_000): GitReleaseSync {
    const { distGit } = this;
    const options = { secrets: [TOKEN] };
    return new GitReleaseSync(
      {
        mirrors: new GitMirrors(join(this.folder, 'mirrors'), options),
        git: options,
        forge: new PagureForge({
          apiUrl: distGit.apiUrl,
          publicUrl: distGit.http.url,
          token: TOKEN,
          account: distGit.account,
          sleep: () => Promise.resolve(),
        }),
        download: new ArchiveDownload({ maxBytes, trustedOrigins: trusted ? [this.archives.url] : [] }),
        lookaside: new LookasideCache(distGit.lookasideUrl),
        upstreamUrl: (_host, namespace, repo) =>
          `${pathToFileURL(join(this.folder, 'upstream')).href}/${namespace}/${repo}.git`,
        packageUrl: ({ namespace, name }) => `${distGit.gitUrl}/${namespace}/${name}.git`,
        forkUrl: ({ namespace, name }) => `${distGit.gitUrl}/forks/${distGit.account}/${namespace}/${name}.git`,
        pushesOverSsh: false,
        author: { name: 'Packit', email: 'hello@packit.dev' },
        version: '0.1.0',
        now: () => this.now,
      },
      this.runs,
      [TOKEN],
    );
  }

  /** Folders of runs that are left. */
  leftovers(): Promise<string[]> {
    return readdir(this.runs);
  }
}
