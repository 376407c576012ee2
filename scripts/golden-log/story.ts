import { namespaceEvents } from '../../src/domain/allowlist/allowlist.events.js';
import { namespaceDecider } from '../../src/domain/allowlist/namespace.js';
import { buildDecider, type BuildCommand } from '../../src/domain/build/build.js';
import { buildEvents } from '../../src/domain/build/build.events.js';
import type { RequestedBuild } from '../../src/domain/build/build-state.js';
import { itemId } from '../../src/domain/item-id.js';
import { testRunDecider } from '../../src/domain/test-run/test-run.js';
import { testRunEvents } from '../../src/domain/test-run/test-run.events.js';
import type { RequestedTestRun } from '../../src/domain/test-run/test-run-state.js';
import { brokenConfiguration, goldenRepositories, type GoldenRepository } from './configurations.js';
import type { GoldenWorld } from './golden-world.js';
import { commitOf } from './invented-forge.js';
import { webhooks, type Place, type PullAtHead } from './webhooks.js';

/** Tells the whole story: every repository lives through every kind of occasion; some are refused, and approved later. */
export async function tellGoldenStory(world: GoldenWorld): Promise<void> {
  await allow(world, 'github.com/grove', 'approved_manually');
  await allow(world, 'github.com/banished', 'denied');
  await allow(world, 'github.com/outcast', 'denied');
  for (const repository of goldenRepositories) await new Life(world, repository, 'grove').whole();
  world.settings.internalTestingFarmDisabled = true;
  world.releases = world.releases.filter(({ name }) => name !== 'EPEL-10.2');
  for (const repository of goldenRepositories.filter(({ name }) => name === 'ivy' || name === 'maple')) {
    await allow(world, `github.com/orchard/${repository.name}.git`, 'approved_manually');
    await new Life(world, repository, 'orchard').short();
  }
  const [first, ...others] = goldenRepositories;
  await new Life(world, first!, 'banished').short();
  for (const repository of others.slice(0, 3)) await new Life(world, repository, 'meadow').short();
  await allow(world, 'github.com/meadow', 'approved_manually');
  await world.work();
}

async function allow(world: GoldenWorld, namespace: string, status: 'approved_manually' | 'denied'): Promise<void> {
  const command = { type: 'SetStatus', namespace, by: 'operator', status, at: world.now } as const;
  const cause = { id: `operator/${namespace}/${status}`, correlationId: namespace };
  await world.streams.handle(`namespace-${namespace}`, namespaceEvents, namespaceDecider, command, cause);
}

/** What happens to one repository. */
class Life {
  private readonly place: Place;
  private comments = 0;
  private readonly pull: PullAtHead;

  constructor(
    private readonly world: GoldenWorld,
    private readonly told: GoldenRepository,
    namespace: string,
  ) {
    this.place = { namespace, repo: told.name };
    this.pull = { number: 1, author: 'author', sha: commitOf(`${told.name} one`), base: 'main', labels: [] };
    world.forge.repositories.set(`${namespace}/${told.name}`, {
      configuration: told.configuration,
      specFiles: told.specFiles ?? ['acorn.spec'],
      otherwise: new Map(),
      pulls: new Map(),
    });
  }

  async whole(): Promise<void> {
    await this.pullRequests();
    await this.commands();
    await this.reruns();
    await this.pushesAndReleases();
    await this.commitComments();
    await this.whatLeadsToNothing();
  }

  async short(): Promise<void> {
    await this.change('opened', this.pull);
    await this.comment('/packit build', 'maintainer');
    await this.comment('/packit cancel', 'maintainer');
    await this.send('push', webhooks.push(this.place, 'refs/heads/main', commitOf(`${this.told.name} push`)));
    await this.send('push', webhooks.push(this.place, 'refs/heads/main', commitOf(`${this.told.name} again`)));
    await this.send('release', webhooks.release(this.place, 'v1'));
  }

  private async pullRequests(): Promise<void> {
    await this.change('opened', this.pull);
    await this.change('labeled', { ...this.pull, labels: ['ready'] }, 'ready');
    await this.change('labeled', { ...this.pull, labels: ['ready', 'draft'] }, 'draft');
    const between = this.time;
    await this.change('synchronize', { ...this.pull, sha: commitOf(`${this.told.name} two`) });
    const late = { ...this.pull, sha: commitOf(`${this.told.name} late`), updatedAt: between };
    await this.send('pull_request', webhooks.pullRequest(this.place, 'synchronize', late));
    await this.change('unlabeled', { ...this.pull, sha: commitOf(`${this.told.name} two`) }, 'draft');
    const other = { ...this.pull, number: 2, author: 'stranger', base: this.told.branch ?? 'next' };
    await this.change('opened', { ...other, sha: commitOf(`${this.told.name} three`) });
    await this.change('reopened', { ...other, sha: commitOf(`${this.told.name} three`) });
    await this.change('opened', { ...other, number: 3, author: 'maintainer', sha: commitOf(`${this.told.name} m`) });
    await this.change('opened', { ...other, number: 4, author: 'outcast', sha: commitOf(`${this.told.name} o`) });
  }

  private async commands(): Promise<void> {
    const inPackage = this.told.name === 'gorse' ? '--package gorse-doc ' : '';
    for (const author of ['author', 'maintainer', 'somebody']) await this.comment('/packit build', author);
    await this.comment('/packit rebuild-failed');
    await this.comment('/packit retest-failed');
    await this.buildAll();
    await this.comment('/packit test');
    await this.testAll();
    await this.comment('/packit rebuild-failed');
    await this.comment('/packit retest-failed');
    await this.comment('/packit test --identifier full');
    await this.comment(`/packit ${inPackage}test --labels quick`);
    await this.comment(`/packit ${inPackage}build`, 'maintainer');
    await this.comment('/packit build', 'outcast');
    await this.comment('/packit test --env LEVEL=2 --env OLD=');
    await this.comment(`/packit test ${this.place.namespace}/acorn#1`);
    await this.comment('/packit test nobody/nothing#9', 'maintainer');
    for (const command of ['help', 'status', 'explain', 'biuld', 'propose-downstream', 'vm-image-build', 'cancel'])
      await this.comment(`/packit ${command}`);
    await this.comment('/packit cancel tests', 'somebody');
    await this.comment('Thank you!');
    await this.comment('> /packit build');
  }

  /** Every second chroot of every submitted build fails. */
  private async buildAll(): Promise<void> {
    const { world } = this;
    for (const { key, row } of await this.open<RequestedBuild>('build')) {
      const id = itemId(key) % 1_000_000;
      const at = world.now;
      await this.tellBuild(key, { type: 'RecordSubmission', coprBuildId: id, url: 'https://copr.example/1', at });
      const message = (chroot: string, status: number) => ({
        build: id,
        chroot,
        status,
        owner: row.order.owner,
        copr: row.order.project,
        user: 'packit',
        pkg: 'acorn',
        version: '1.0-1',
      });
      const end = 'org.fedoraproject.prod.copr.build.end';
      await world.receive('fedora-messaging', end, message('srpm-builds', 1));
      for (const [at, chroot] of Object.keys(row.targets).sort().entries())
        await world.receive('fedora-messaging', end, message(chroot, at % 2 === 0 ? 1 : 0));
    }
  }

  private async testAll(): Promise<void> {
    const { world } = this;
    for (const [at, { key }] of (await this.open<RequestedTestRun>('testRun')).entries()) {
      const tell = (command: Parameters<typeof testRunDecider.decide>[0]) =>
        world.streams.handle(key, testRunEvents, testRunDecider, command, this.cause(`${command.type}/${key}`));
      const time = { at: world.now };
      await tell({ type: 'RecordSubmission', requestId: `request-${at}`, installability: false, ...time });
      const result = at % 2 === 0 ? 'failed' : 'passed';
      await tell({ type: 'RecordResult', result, artifactsUrl: null, summary: null, ...time });
    }
    await world.work();
  }

  private async reruns(): Promise<void> {
    const externalId = String(itemId(`github.com/${this.place.namespace}/${this.told.name}#1`, this.headOf(1)));
    const checks = (await this.world.rows('checks'))
      .map(({ key }) => key.split('|'))
      .filter(([project, sha]) => project?.endsWith(`/${this.told.name}`) && sha === this.headOf(1))
      .map(([, , name = '']) => name);
    for (const name of checks.sort().slice(0, 4))
      await this.send('check_run', webhooks.checkRun(this.place, name, this.headOf(1), externalId));
    await this.send('check_run', webhooks.checkRun(this.place, 'rpm-build:gone', this.headOf(1), externalId));
    await this.send('check_suite', webhooks.checkSuite(this.place, this.headOf(1)));
  }

  private async pushesAndReleases(): Promise<void> {
    const { place, told } = this;
    for (const ref of ['heads/main', `heads/${told.branch ?? 'next'}`, 'tags/v12'])
      await this.send('push', webhooks.push(place, `refs/${ref}`, commitOf(`${told.name} ${ref}`)));
    await this.send('release', webhooks.release(place, 'v12'));
    await this.send('release', webhooks.release(place, 'v404'));
  }

  private async commitComments(): Promise<void> {
    const { place } = this;
    const said = [
      ['maintainer', '/packit build'],
      ['somebody', '/packit build'],
      ['maintainer', `/packit build --commit ${this.told.branch ?? 'next'}`],
      ['maintainer', '/packit test --commit elsewhere'],
      ['maintainer', '/packit build --release v12'],
      ['maintainer', '/packit test --release v12'],
      ['maintainer', '/packit cancel'],
    ] as const;
    for (const [author, body] of said) {
      const sha = body.includes('--release') ? commitOf('v12') : commitOf(`${this.told.name} heads/main`);
      await this.send('commit_comment', webhooks.commitComment(place, sha, (this.comments += 1), author, body));
    }
  }

  private async whatLeadsToNothing(): Promise<void> {
    const { place, told, world } = this;
    const { otherwise } = world.forge.repository(place);
    otherwise.set(commitOf(`${told.name} bad`), brokenConfiguration).set(commitOf(`${told.name} none`), null);
    await this.change('synchronize', { ...this.pull, sha: commitOf(`${told.name} bad`) });
    await this.comment('/packit build');
    await this.change('reopened', { ...this.pull, sha: commitOf(`${told.name} none`) });
    await this.comment('/packit test', 'maintainer');
    await this.send('push', webhooks.push(place, 'refs/heads/main', commitOf(`${told.name} none`)));
    await this.change('edited', this.pull);
    await this.change('closed', this.pull);
    await this.send('ping', { zen: 'Keep it logically awesome.' });
    const secret = { ...place, isPrivate: true };
    await this.send('push', webhooks.push(secret, 'refs/heads/main', commitOf(`${told.name} secret`)));
    await this.send('release', webhooks.release(place, 'v13', 'created'));
  }

  private async change(action: string, pull: PullAtHead, label?: string): Promise<void> {
    const { place, world, time: updatedAt } = this;
    world.forge.repository(place).pulls.set(pull.number, {
      number: pull.number,
      state: action === 'closed' ? 'closed' : 'open',
      author: pull.author,
      headSha: pull.sha,
      headRef: 'change',
      source: {
        host: 'github.com',
        namespace: pull.author,
        repo: place.repo,
        url: `https://github.com/${pull.author}/${place.repo}`,
      },
      baseRef: pull.base,
      baseSha: commitOf('base'),
      labels: pull.labels,
      updatedAt,
    });
    await this.send('pull_request', webhooks.pullRequest(place, action, { ...pull, updatedAt }, label));
  }

  private async comment(body: string, author = 'author'): Promise<void> {
    await this.send('issue_comment', webhooks.comment(this.place, 1, (this.comments += 1), author, body));
  }

  /** As the forge writes it: whole seconds. */
  private get time(): string {
    return this.world.now.replace(/\.\d+Z$/, 'Z');
  }

  private async send(event: string, body: unknown): Promise<void> {
    await this.world.receive('github', event, body);
  }

  private headOf(number: number): string {
    return this.world.forge.repository(this.place).pulls.get(number)!.headSha;
  }

  private async open<State extends RequestedBuild | RequestedTestRun>(
    category: string,
  ): Promise<{ key: string; row: State }[]> {
    return (await this.world.streamsOf(category))
      .map(({ stream, state }) => ({ key: stream, row: state as State }))
      .filter(
        ({ row: { origin, submission } }) => origin.project.repo === this.told.name && submission.phase === 'due',
      );
  }

  private async tellBuild(stream: string, command: BuildCommand): Promise<void> {
    const { streams } = this.world;
    await streams.handle(stream, buildEvents, buildDecider, command, this.cause(`${command.type}/${stream}`));
    await this.world.work();
  }

  private cause(id: string) {
    return { id, correlationId: id };
  }
}
