import type { PullRequestFacts } from '../../../src/application/ports/forge.js';
import type { RequestedBuild } from '../../../src/domain/build/build-state.js';
import { itemId } from '../../../src/domain/item-id.js';
import type { CoreWorld } from './core-world.js';
import type { KeptRepository } from './kept-forge.js';

/** Builds and tests a pull request, a push and a release, each for one chroot. */
export const CONFIGURATION = JSON.stringify({
  specfile_path: 'hello.spec',
  jobs: ['pull_request', 'commit', 'release'].flatMap((trigger) => [
    { job: 'copr_build', trigger, targets: ['fedora-44-x86_64'], ...(trigger === 'commit' && { branch: 'main' }) },
    { job: 'tests', trigger, targets: ['fedora-44-x86_64'], ...(trigger === 'commit' && { branch: 'main' }) },
  ]),
});
export const BUILD = 'rpm-build:fedora-44-x86_64';
export const TESTS = 'testing-farm:fedora-44-x86_64';

interface About {
  readonly host?: string;
  readonly namespace?: string;
  readonly repo?: string;
  readonly configuration?: string;
  readonly writers?: readonly string[];
  readonly isPrivate?: boolean;
}

/** A repository of the forge and its people, told in what GitHub sends. */
export class KeptProject {
  readonly project: { readonly host: string; readonly namespace: string; readonly repo: string };
  readonly kept: KeptRepository;
  private readonly isPrivate: boolean;
  private comments = 0;
  private commits = 0;

  constructor(
    readonly world: CoreWorld,
    {
      host = 'github.com',
      namespace = 'acme',
      repo = 'hello',
      configuration = CONFIGURATION,
      writers = ['keeper'],
      isPrivate = false,
    }: About = {},
  ) {
    this.project = { host, namespace, repo };
    this.isPrivate = isPrivate;
    this.kept = world.forge.keep(this.project, configuration, writers);
  }

  /** Somebody opens a pull request, or pushes to it. */
  async pull(number: number, author: string, { action = 'opened', sender = author, label = '' } = {}): Promise<string> {
    const known = this.kept.pulls.get(number);
    const moves = !known || action === 'synchronize';
    const headSha = moves ? this.commit() : known.headSha;
    const labels = label === '' ? (known?.labels ?? []) : [...(known?.labels ?? []), label];
    const updatedAt = this.world.now.replace(/\.\d+Z$/, 'Z');
    const baseSha = 'b'.repeat(40);
    const facts: PullRequestFacts = {
      number,
      state: 'open',
      author,
      headSha,
      headRef: 'topic',
      source: { ...this.project, namespace: author, url: this.url(author) },
      baseRef: 'main',
      baseSha,
      labels,
      updatedAt,
    };
    this.kept.pulls.set(number, facts);
    return this.send('pull_request', sender, {
      action,
      number,
      ...(label !== '' && { label: { name: label } }),
      pull_request: {
        title: 'A change',
        state: 'open',
        updated_at: updatedAt,
        user: { login: author },
        labels: labels.map((name) => ({ name })),
        head: { sha: headSha, ref: 'topic', repo: this.repository(author) },
        base: { sha: baseSha, ref: 'main', repo: this.repository() },
      },
    });
  }

  async comment(number: number, author: string, body: string): Promise<string> {
    return this.send('issue_comment', author, {
      action: 'created',
      issue: { number, state: 'open', user: { login: 'somebody' }, pull_request: { html_url: this.url() } },
      comment: { id: (this.comments += 1), body, user: { login: author } },
    });
  }

  async issueComment(number: number, author: string, body: string): Promise<string> {
    return this.send('issue_comment', author, {
      action: 'created',
      issue: { number, state: 'open', user: { login: 'somebody' } },
      comment: { id: (this.comments += 1), body, user: { login: author } },
    });
  }

  async commitComment(sha: string, author: string, body: string): Promise<string> {
    return this.send('commit_comment', author, {
      action: 'created',
      comment: { id: (this.comments += 1), body, user: { login: author }, commit_id: sha },
    });
  }

  /** Answers the commit. */
  async push(pusher: string, ref = 'refs/heads/main'): Promise<string> {
    const after = this.commit();
    await this.send('push', pusher, { ref, before: 'a'.repeat(40), after, pusher: { name: pusher } });
    return after;
  }

  async release(tag: string, publisher: string): Promise<string> {
    return this.send('release', publisher, { action: 'published', release: { tag_name: tag, name: tag } });
  }

  /** Somebody presses *Re-run* beside a check of a pull request. */
  async rerun(number: number, check: string, sender: string): Promise<string> {
    const { headSha } = this.kept.pulls.get(number)!;
    const { host, namespace, repo } = this.project;
    const externalId = String(itemId(`${host}/${namespace}/${repo}#${number}`, headSha));
    const app = { slug: 'packit-as-a-service' };
    const check_run = { id: 1, name: check, head_sha: headSha, external_id: externalId, app };
    return this.send('check_run', sender, { action: 'rerequested', check_run });
  }

  /** Somebody presses *Re-run all checks*. */
  async rerunAll(number: number, sender: string): Promise<string> {
    const { headSha } = this.kept.pulls.get(number)!;
    const check_suite = { id: 1, head_sha: headSha, app: { slug: 'packit-as-a-service' } };
    return this.send('check_suite', sender, { action: 'rerequested', check_suite });
  }

  /** Copr reports that every build that is under way has ended, its source build first. */
  async buildsEnd(succeeded = true): Promise<void> {
    for (const { state: build } of await this.world.streamsOf<RequestedBuild>('build')) {
      if (build.submission.phase !== 'submitted' || !this.isOurs(build)) continue;
      const { coprBuildId } = build.submission;
      const message = (chroot: string, status: number) => ({
        ...{ build: coprBuildId, chroot, status, user: 'packit', pkg: 'hello', version: '1.0-1' },
        ...{ owner: build.order.owner, copr: build.order.project },
      });
      const end = 'org.fedoraproject.prod.copr.build.end';
      await this.world.receive('fedora-messaging', end, message('srpm-builds', 1));
      for (const chroot of Object.keys(build.targets))
        await this.world.receive('fedora-messaging', end, message(chroot, succeeded ? 1 : 0));
    }
  }

  /** What the checks of a pull request's head, or of a commit, say on the forge: `state: title`. */
  checks(of: number | string): Record<string, string> {
    const sha = typeof of === 'string' ? of : this.kept.pulls.get(of)!.headSha;
    const shown = [...this.kept.checks.values()].filter(({ commitSha }) => commitSha === sha);
    return Object.fromEntries(shown.map(({ name, state, title }) => [name, `${state}: ${title}`]));
  }

  /** Comments of this service. */
  get said(): string[] {
    return this.kept.comments.map(({ body }) => body);
  }

  private isOurs({ origin: { project } }: RequestedBuild): boolean {
    const { host, namespace, repo } = this.project;
    return project.host === host && project.namespace === namespace && project.repo === repo;
  }

  private send(event: string, sender: string, body: object): Promise<string> {
    return this.world.receive('github', event, { repository: this.repository(), sender: { login: sender }, ...body });
  }

  private repository(owner = this.project.namespace) {
    return {
      html_url: this.url(owner),
      name: this.project.repo,
      owner: { login: owner },
      private: this.isPrivate,
      default_branch: 'main',
    };
  }

  private url(owner = this.project.namespace): string {
    return `https://${this.project.host}/${owner}/${this.project.repo}`;
  }

  private commit(): string {
    const name = `${this.project.namespace} ${(this.commits += 1)}`;
    return Buffer.from(name.padEnd(20, '.').slice(0, 20)).toString('hex');
  }
}
