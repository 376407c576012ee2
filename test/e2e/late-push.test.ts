import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Parcel } from '../../sandbox/courier.js';
import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import { decideAgain } from '../../src/application/replay/decide-again.js';
import { SqliteEventStore } from '../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { goldenTools } from '../../scripts/golden-log/golden-tools.js';
import { told, World } from '../support/world.js';

const BUILD = 'rpm-build:fedora-44-x86_64';
const TESTS = 'testing-farm:fedora-44-x86_64';
const SUBMITTED = 'in_progress: SRPM build in Copr was submitted...';
const FILES = {
  'packit.yaml': `specfile_path: hello.spec
jobs:
  - job: copr_build
    trigger: pull_request
    targets: [fedora-44-x86_64]
  - job: tests
    trigger: pull_request
    targets: [fedora-44-x86_64]
`,
  'hello.spec': 'Name: hello\nVersion: 1.0\nRelease: 1\n',
  '.fmf/version': '1\n',
};
const SLOW = 240_000;

let world: World;
let repository: Repository;

/** Builds stand still: whatever is submitted stays queued, and can be superseded. */
beforeAll(async () => {
  world = await World.start({ pace: 'manual', approved: ['acme'] });
  repository = await world.sandbox.github.createRepository('acme/hello', FILES);
}, SLOW);
afterAll(() => world.close(), SLOW);

const github = () => world.sandbox.github;
const webhooks = () => world.sandbox.couriers.webhooks;

const until = (holds: () => boolean, found: () => unknown): Promise<true> =>
  world.until(() => `something else than ${JSON.stringify(found(), null, 2)}`, holds, 60_000);

/** Waits until nobody has called or been called for a moment. */
async function quiet(): Promise<void> {
  const { services, couriers } = world.sandbox;
  const last = () =>
    services.some(({ inFlight }) => inFlight > 0) || Object.values(couriers).some(({ underWay }) => underWay > 0)
      ? Date.now()
      : Math.max(...services.map(({ lastActivityAt }) => lastActivityAt));
  while (Date.now() - last() < 800) await pause(50);
}

/** What happens outside, without its webhooks: they are answered, in their order. */
async function withheld(happen: () => Promise<unknown>): Promise<Parcel[]> {
  webhooks().hold();
  await happen();
  let held: Parcel[] = [];
  webhooks().release((parcels) => ((held = parcels), []));
  return held;
}

/** What the forge and Copr show of a pull request in the end: for each commit what its checks say, and what is queued. */
class Shown {
  readonly commits: string[] = [];
  constructor(readonly pull: PullRequest) {
    this.commits.push(pull.head.sha);
  }

  async push(): Promise<void> {
    this.commits.push(await github().pushCommit(repository, this.pull, { text: `text ${this.commits.length}` }));
  }

  get checks(): Record<string, string>[] {
    return this.commits.map((sha) =>
      Object.fromEntries([...github().checks(repository, sha)].map(([name, check]) => [name, told(check)]).sort()),
    );
  }

  get queued(): number {
    return this.ofCopr.filter(({ canceled }) => !canceled).length;
  }

  get ofCopr() {
    return world.sandbox.copr.builds().filter(({ project }) => project.name === `acme-hello-${this.pull.number}`);
  }

  /** The newest commit is built once, and nothing else is on its way. */
  async isLeftWith(builds = 1): Promise<void> {
    const older = `cancelled: Cancelled: superseded by ${this.pull.head.sha.slice(0, 7)}`;
    const wanted = this.commits.map((sha) => {
      const says = sha === this.pull.head.sha ? SUBMITTED : older;
      return { [BUILD]: says, [TESTS]: says };
    });
    const found = () => ({ checks: this.checks, queued: this.queued });
    const holds = () => JSON.stringify(found()) === JSON.stringify({ checks: wanted, queued: builds });
    await until(holds, found);
    await quiet();
    expect(found()).toEqual({ checks: wanted, queued: builds });
  }
}

let branches = 0;
async function opened(): Promise<Shown> {
  const branch = `change-${(branches += 1)}`;
  const files = { 'new-file': branch };
  return new Shown(await github().openPullRequest(repository, { author: 'dora', title: branch, branch, files }));
}

const orders: [string, (parcels: Parcel[]) => Parcel[]][] = [
  ['in their order', (parcels) => parcels],
  ['the newer first', (parcels) => parcels.toReversed()],
];

let failures = 0;
describe.each(orders)('two webhooks, %s', (_name, order) => {
  it.each([0, 1_100])(
    'opened, and pushed to %d ms later',
    async (apart) => {
      let shown!: Shown;
      const held = await withheld(async () => {
        shown = await opened();
        await pause(apart);
        await shown.push();
      });
      for (const parcel of order(held)) {
        webhooks().send(parcel);
        await pause(100);
        await quiet();
      }
      await shown.isLeftWith();
    },
    SLOW,
  );

  it(
    'pushed to twice, both webhooks at the same moment, while GitHub is slow and fails',
    async () => {
      const shown = await opened();
      await until(
        () => shown.checks[0]?.[TESTS] === SUBMITTED,
        () => shown.checks,
      );
      const held = await withheld(async () => {
        await shown.push();
        await shown.push();
      });
      const { faults } = github().service;
      faults.latencyMs = 150;
      faults.next({ kind: 'status', status: 502 }, { times: 2, where: ({ route }) => route.includes('contents') });
      for (const parcel of order(held)) webhooks().send(parcel);
      await quiet();
      expect(github().service.exchanges.filter(({ status }) => status === 502)).toHaveLength(2 * (failures += 1));
      faults.clear();
      // The first commit gives way to whichever of the two was looked at first.
      await until(
        () => shown.checks[2]?.[TESTS] === SUBMITTED,
        () => shown.checks,
      );
      await quiet();
      const [oldest, ...newer] = shown.checks;
      expect(oldest?.[BUILD]).toMatch(/^cancelled: Cancelled: superseded by /);
      const [, , newest = ''] = shown.commits;
      const older = `cancelled: Cancelled: superseded by ${newest.slice(0, 7)}`;
      expect(newer).toEqual([
        { [BUILD]: older, [TESTS]: older },
        { [BUILD]: SUBMITTED, [TESTS]: SUBMITTED },
      ]);
      expect(shown.queued).toBe(1);
    },
    SLOW,
  );
});

it(
  'a late push ends neither what a comment nor what a re-run has begun for the newer commit, and is explained',
  async () => {
    let shown!: Shown;
    const [first, second] = await withheld(async () => {
      shown = await opened();
      await pause(1_100);
      await shown.push();
    });
    // The webhook of the push is later still: the service hears of the newer commit by the comment.
    github().comment(repository, shown.pull, 'dora', '/packit build');
    const said = () => shown.checks[1] ?? {};
    await until(() => said()[TESTS] === SUBMITTED, said);
    webhooks().send(first!);
    await shown.isLeftWith();

    github().comment(repository, shown.pull, 'dora', '/packit cancel');
    await until(() => said()[BUILD] === 'cancelled: Cancelled: by dora', said);
    const answer = await world.until('an answer', () => github().comments(repository, shown.pull)[2]);
    expect(answer.body).toContain(`Cancelled for ${shown.pull.head.sha.slice(0, 7)}`);
    github().rerun(repository, github().checks(repository, shown.pull.head.sha).get(BUILD)!, 'acme');
    await until(() => said()[BUILD] === SUBMITTED, said);
    const third = await withheld(() => shown.push());
    for (const parcel of [...third, second!]) {
      webhooks().send(parcel);
      await pause(100);
      await quiet();
    }
    await until(
      () => shown.checks[2]?.[TESTS] === SUBMITTED,
      () => shown.checks,
    );
    expect(shown.queued).toBe(1);

    const address = `https://github.com/acme/hello/pull/${shown.pull.number}`;
    const late = await world.until('what came late is explained', async () => {
      const answer = await world.request('GET', `/api/explain?subject=${encodeURIComponent(address)}`);
      const { deliveries } = (await answer.json()) as { deliveries: { jobs: { rule: string; commit: string }[] }[] };
      const isLate = ({ commit, rule }: { commit: string; rule: string }) =>
        commit === shown.commits[1] && rule === 'newer-commit-known';
      return deliveries.find(({ jobs }) => jobs.some(isLate));
    });
    expect(late.jobs).toHaveLength(2);
    for (const job of late.jobs)
      expect(job).toMatchObject({
        rule: 'newer-commit-known',
        commit: shown.commits[1],
        facts: { newer: shown.pull.head.sha, because: 'the forge names it as the head' },
      });
    const before = github().comments(repository, shown.pull).length;
    github().comment(repository, shown.pull, 'dora', '/packit explain');
    const comments = () => github().comments(repository, shown.pull);
    await until(() => comments().length === before + 2, comments);
    expect(comments().at(-1)?.body).toContain('| #1 `copr_build` on `pull_request` | yes | `build` |');
  },
  SLOW,
);

it('decides all of it again as it was decided', async () => {
  const store = SqliteEventStore.open(join(world.dataFolder, 'events.db'));
  try {
    const { byKind, changed, failed } = await decideAgain(store, goldenTools(store));
    expect([changed, failed]).toEqual([[], []]);
    expect(byKind.supersession).toBeGreaterThan(5);
  } finally {
    await store.close();
  }
});
