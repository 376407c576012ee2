import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom, type Random } from '../../sandbox/random.js';
import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import { ENDINGS, playEndings, type Ending } from '../support/pull-request-endings.js';
import { World } from '../support/world.js';
import { CONFIG, decisionsIn, SPEC } from './pipelines.js';
import { cases } from '../support/depth.js';

/** As often, all in all, the service is killed. */
const KILLS = Number(process.env.KILLS ?? cases(50, 8));
const WORLDS = cases(2, 1);
/** The longest that it lives between a start and a kill: so many times as long as it took to start. */
const LONGEST_LIFE = 0.8;
const SEED = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1e9));

interface Pipeline {
  readonly pull: PullRequest;
  readonly ending: Ending;
  /** Commits of its branch, oldest first. */
  readonly commits: string[];
}

/** The pull request that moves on while its first commit is worked on, and the number of kills after which it does. */
const SUPERSEDED = { pipeline: 2, atKill: 7 };

/** One service that is killed again and again, while pull requests come in. */
class KilledWorld {
  readonly pipelines: Pipeline[] = [];

  private constructor(
    readonly world: World,
    readonly repository: Repository,
    private readonly random: Random,
  ) {}

  static async of(world: World, seed: number): Promise<KilledWorld> {
    const repository = await world.sandbox.github.createRepository('acme/hello', { 'packit.yaml': CONFIG, ...SPEC });
    const killed = new KilledWorld(world, repository, seededRandom(seed));
    const { copr, testingFarm, couriers } = world.sandbox;
    playEndings(world.sandbox, (project) => {
      const opened = killed.pipelines.find(({ pull }) => project === `acme-hello-${pull.number}`);
      return opened?.pull.head.ref ?? '';
    });
    // Accepted, but the answer never arrives: a minute later it is asked again whether it is there.
    copr.service.faults.next({ kind: 'lost-answer' }, { where: 'POST /api_3/build/create/custom' });
    testingFarm.service.faults.next({ kind: 'lost-answer' }, { where: 'POST /v0.1/requests' });
    couriers.messages.disturb({ drop: 0.1, repeat: 0.3, shuffleMs: 500 });
    couriers.callbacks.disturb({ drop: 0.1, repeat: 0.3, shuffleMs: 500 });
    couriers.webhooks.disturb({ repeat: 0.3, shuffleMs: 300 });
    return killed;
  }

  /** Opens a pull request now and then, and kills the service at random moments. */
  async killTimes(kills: number): Promise<void> {
    let startMs = 2_000;
    for (let kill = 0; kill < kills; kill++) {
      if (kill % 3 === 0) await this.openPullRequest();
      if (kill === SUPERSEDED.atKill) await this.pushAgain(this.pipelines[SUPERSEDED.pipeline]!);
      await pause(this.random() * startMs * LONGEST_LIFE);
      await this.world.killService();
      const begin = Date.now();
      await this.world.startService();
      startMs = Date.now() - begin;
      this.deliverAgain();
    }
  }

  /** What nobody acknowledged while the service was away is sent again, as GitHub's *Redeliver* does. */
  deliverAgain(): void {
    const { webhooks } = this.world.sandbox.github;
    const settled = ({ status }: { status: string }) => status === 'OK' || status === 'under way';
    for (const guid of new Set(webhooks.deliveries.map((delivery) => delivery.guid)))
      if (!webhooks.deliveries.some((delivery) => delivery.guid === guid && settled(delivery)))
        webhooks.redeliver(guid);
  }

  get acknowledged(): string[] {
    const { webhooks } = this.world.sandbox.github;
    return [...new Set(webhooks.deliveries.filter(({ status }) => status === 'OK').map(({ guid }) => guid))];
  }

  private async openPullRequest(): Promise<void> {
    const number = this.pipelines.length;
    const ending = ENDINGS[number % ENDINGS.length]!;
    const pull = await this.world.sandbox.github.openPullRequest(this.repository, {
      author: 'acme',
      title: `Change ${number}`,
      branch: `${ending.branch}-${number}`,
      from: this.repository,
      files: { 'README.md': `Change ${number}\n` },
    });
    this.pipelines.push({ pull, ending, commits: [pull.head.sha] });
  }

  private async pushAgain({ pull, commits }: Pipeline): Promise<void> {
    commits.push(await this.world.sandbox.github.pushCommit(this.repository, pull, { 'README.md': 'Changed again\n' }));
  }
}

// Lives get longer on a busy machine; on two free cores all of it takes about two minutes.
it(`loses nothing and does nothing twice when it is killed ${KILLS} times (KILL_SEED=${SEED})`, async () => {
  console.info(`Kill test: KILL_SEED=${SEED}`);
  await Promise.all(Array.from({ length: WORLDS }, (_, index) => surviveKills(SEED + index, KILLS / WORLDS)));
}, 1_800_000);

function surviveKills(seed: number, kills: number): Promise<void> {
  const settings = { COPR_POLL_SECONDS: '1', TESTING_FARM_POLL_SECONDS: '1' };
  return World.with({ seed, pace: { speed: 40 }, approved: ['acme'], settings }, async (world) => {
    const killed = await KilledWorld.of(world, seed);
    const { repository, pipelines } = killed;
    await killed.killTimes(kills);
    const over = () => {
      killed.deliverAgain();
      return pipelines.every(({ pull, ending, commits }) => {
        const { github } = world.sandbox;
        const open = repository.checkRuns.some(
          ({ headSha, status }) => commits.includes(headSha) && status !== 'completed',
        );
        const checks = github.checks(repository, pull.head.sha);
        return !open && Object.keys(ending.expected).every((name) => checks.has(name));
      });
    };
    await world.settled({ timeoutMs: 240_000, until: over }).catch((error: unknown) => {
      const found = pipelines.map(({ pull }) => [pull.number, pull.head.ref, world.checks(repository, pull)]);
      throw new Error(`Not over: ${JSON.stringify(found, undefined, 2)}\n${(error as Error).message}`);
    });
    for (const pipeline of pipelines) expectOutcome(world, repository, pipeline);
    const decisions = await decisionsIn(world);
    const undecided = [...decisions].filter(([, decision]) => decision === undefined).map(([stream]) => stream);
    expect(undecided).toEqual([]);
    const acknowledged = killed.acknowledged.map((guid) => `delivery-github-${guid}`);
    expect(acknowledged.filter((stream) => !decisions.has(stream))).toEqual([]);
    const { bus, couriers } = world.sandbox;
    const missing = bus.published.filter(({ id }) => !decisions.has(`delivery-fedora-messaging-${id}`));
    expect(missing.map(({ name }) => name).sort()).toEqual([...couriers.messages.dropped].sort());
  });
}

function expectOutcome(world: World, repository: Repository, { pull, ending, commits }: Pipeline): void {
  const { github, copr, testingFarm } = world.sandbox;
  const { expected, tests } = ending;
  const checks = [...github.checks(repository, pull.head.sha)].map(([name, { conclusion }]) => [name, conclusion]);
  expect([pull.head.ref, Object.fromEntries(checks)]).toEqual([pull.head.ref, expected]);
  const runs = repository.checkRuns.filter(({ headSha }) => headSha === pull.head.sha).map(({ name }) => name);
  expect(runs.sort()).toEqual(Object.keys(expected).sort());
  const project = `acme-hello-${pull.number}`;
  const submissions = copr
    .builds()
    .filter((build) => build.project.name === project)
    .map(({ script }) => /^# submission build-\S+$/m.exec(script)?.[0]);
  // What was superseded before it was submitted is not in Copr at all.
  expect(submissions.length).toBeGreaterThanOrEqual(1);
  expect(submissions.length).toBeLessThanOrEqual(commits.length);
  expect([pull.head.ref, submissions]).toEqual([pull.head.ref, [...new Set(submissions)]]);
  for (const commit of commits) {
    const composes = testingFarm
      .requests()
      .filter(({ payload }) => payload.test.tmt?.ref === commit)
      .map(({ payload }) => payload.environments[0]?.os?.compose);
    expect([pull.head.ref, composes]).toEqual([pull.head.ref, [...new Set(composes)]]);
    if (commit === pull.head.sha)
      expect([pull.head.ref, composes, composes.length]).toEqual([pull.head.ref, composes, tests]);
    const open = [...github.checks(repository, commit).values()].filter(({ status }) => status !== 'completed');
    expect([commit, open.map(({ name }) => name)]).toEqual([commit, []]);
  }
}
