import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { fullName, type PullRequest, type Repository } from '../github/state.js';
import type { Sandbox } from '../sandbox.js';
import type { ServiceProcess } from '../service-process.js';
import { BROKEN_CHROOT, CHECKS, IMPROVEMENT, MISTAKE, PROJECT } from './hello-project.js';
import { checkLine, detail, heading, line } from './terminal.js';
import { WorkTree } from './work-tree.js';

const LIMIT_MS = 25_000;
const WIDTH = Math.max(...CHECKS.map((name) => name.length));

/** Something did not come about: what was expected, and what was seen. */
export class Disappointment extends Error {}

/** Which conclusion each check is expected to come to. */
type Expectation = Readonly<Record<string, string>>;

/** The demo's plot: a pull request that turns green, and a second commit that breaks one chroot. */
export class Story {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly service: ServiceProcess,
  ) {}

  async tell(): Promise<{ repository: Repository; pull: PullRequest }> {
    const { github, copr } = this.sandbox;
    github.onCheck((check) => checkLine(check, WIDTH));

    heading('A project with a spec file, packit.yaml and a tmt plan, in a real git repository');
    const repository = await github.createRepository('acme/hello', PROJECT, { collaborators: { alice: 'write' } });
    await this.#allow('acme');
    const remote = pathToFileURL(repository.git.folder).href;
    await mkdir(join(this.sandbox.folder, 'work'));
    const workTree = await WorkTree.clone(remote, join(this.sandbox.folder, 'work', 'hello'), 'better-greeting');
    line(`acme/hello is at ${remote}`);

    heading('Alice pushes a branch and opens a pull request');
    await workTree.commitAndPush(IMPROVEMENT, 'Greet the packager');
    const pull = await github.openPullRequest(repository, {
      author: 'alice',
      title: 'Greet the packager',
      branch: 'better-greeting',
      from: repository,
    });
    line(`#${pull.number} at ${pull.head.sha.slice(0, 7)}; GitHub sends its webhook`);
    await this.#expect(repository, pull, Object.fromEntries(CHECKS.map((name) => [name, 'success'])));

    heading(`A second commit does not compile on ${BROKEN_CHROOT}`);
    copr.failChroot(BROKEN_CHROOT);
    await workTree.commitAndPush(MISTAKE, 'Greet by name');
    await github.announcePush(repository, pull);
    line(`#${pull.number} is now at ${pull.head.sha.slice(0, 7)}`);
    const broken = (name: string) => name.endsWith(BROKEN_CHROOT);
    await this.#expect(
      repository,
      pull,
      Object.fromEntries(CHECKS.map((name) => [name, broken(name) ? 'failure' : 'success'])),
    );
    return { repository, pull };
  }

  async #allow(namespace: string): Promise<void> {
    const answer = await fetch(`${this.service.url}/api/allowlist/github.com/${namespace}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.sandbox.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'approved_manually' }),
    });
    if (answer.status !== 204)
      throw new Disappointment(
        `Expected 204 when ${namespace} is put on the allowlist, found ${answer.status}: ${await answer.text()}`,
      );
    line(`${namespace} is on the allowlist of the service`);
  }

  async #expect(repository: Repository, pull: PullRequest, expected: Expectation): Promise<void> {
    const end = Date.now() + LIMIT_MS;
    for (;;) {
      const checks = this.sandbox.github.checks(repository, pull.head.sha);
      const wrong = Object.entries(expected).filter(
        ([name, conclusion]) => checks.get(name)?.conclusion !== conclusion,
      );
      if (wrong.length === 0) break;
      const settled = wrong.filter(([name]) => checks.get(name)?.status === 'completed');
      if (Date.now() > end || settled.length === Object.keys(expected).length || !this.service.running) {
        const found = (name: string) => {
          const check = checks.get(name);
          return check ? `${check.conclusion ?? check.status} “${check.output.title}”` : 'no such check';
        };
        const lines = wrong.map(([name, conclusion]) => `  ${name}: expected ${conclusion}, found ${found(name)}`);
        throw new Disappointment(
          `The checks of ${pull.head.sha.slice(0, 7)} did not come out as told within ${LIMIT_MS / 1000} s:\n${lines.join('\n')}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.sandbox.settled({ quietMs: 300, timeoutMs: LIMIT_MS });
  }

  /** Where the service tells what it recorded about a pull request. */
  static timelinePath(repository: Repository, pull: PullRequest): string {
    return `/api/pipelines/${encodeURIComponent(`github.com/${fullName(repository)}#${pull.number}`)}/events`;
  }

  /** Prints what the service recorded about the pull request, event by event. */
  async printTimeline(path: string): Promise<void> {
    const answer = await fetch(`${this.service.url}${path}`);
    if (!answer.ok)
      throw new Disappointment(`Expected events at ${path}, found ${answer.status}: ${await answer.text()}`);
    const { events } = Timeline.parse(await answer.json());
    if (events.length === 0) throw new Disappointment(`Expected events at ${path}, found none.`);
    detail(`GET ${this.service.url}${path}`);
    for (const { at, stream, revision, type, data } of events) {
      detail(
        `  ${at.slice(11, 23)}  ${`${stream.slice(0, 28)}@${revision}`.padEnd(32)} ${type.padEnd(24)} ${brief(data)}`,
      );
    }
  }
}

const Timeline = z.object({
  events: z.array(
    z.object({ stream: z.string(), revision: z.coerce.string(), type: z.string(), at: z.string(), data: z.unknown() }),
  ),
});

/** The part of an event that tells something: not the project and commit that all of them share. */
function brief(data: unknown): string {
  const shared = new Set(['project', 'commitSha', 'origin']);
  const text = JSON.stringify(data, (key, value: unknown) => (shared.has(key) ? undefined : value)) ?? '';
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}
