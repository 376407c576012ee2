import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import type { Fault } from '../../sandbox/faults.js';
import { World } from '../support/world.js';
import { CONFIG, decisionsIn, SPEC } from './pipelines.js';

const COPR_SUBMISSION = 'POST /api_3/build/create/custom';
const TESTING_FARM_SUBMISSION = 'POST /v0.1/requests';
const BUILD = 'rpm-build:fedora-43-x86_64';
const TESTS = 'testing-farm:fedora-43-x86_64';
const ONE_TARGET = CONFIG.replaceAll(/targets: .*/g, 'targets: [fedora-43]');

let world: World;
let names = 0;
beforeAll(async () => {
  world = await World.start({ pace: { speed: 400 }, approved: ['acme'] });
}, 300_000);
afterAll(() => world.close(), 60_000);

const aRepository = (config: string | null = ONE_TARGET, options = {}) =>
  world.sandbox.github.createRepository(
    `acme/hello${++names}`,
    { ...SPEC, ...(config === null ? {} : { 'packit.yaml': config }) },
    options,
  );

const aPullRequest = (repository: Repository, author = 'acme') =>
  world.sandbox.github.openPullRequest(repository, {
    author,
    title: 'A change',
    branch: 'change',
    from: repository,
    files: { 'README.md': 'changed\n' },
  });

const lastGuid = () => world.sandbox.github.webhooks.deliveries.at(-1)!.guid;

/** What is recorded about a delivery: the reason why nothing follows, or the event's type. */
function outcomeOf(stream: string): Promise<string> {
  return world.until(`a decision about ${stream}`, async () => {
    const decision = (await decisionsIn(world)).get(stream);
    return decision && ((decision.data as { reason?: string }).reason ?? decision.type);
  });
}

/** Waits until a check of the pull request says this. */
async function expectCheck(repository: Repository, pull: PullRequest, name: string, text: string): Promise<void> {
  const look = () => world.checks(repository, pull);
  await world.until(
    () => `${name} says ${text}; found ${JSON.stringify(look(), undefined, 2)}`,
    () => look()[name]?.includes(text) ?? false,
  );
}

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${world.service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

describe('what GitHub did not send', () => {
  const payload = Buffer.from(JSON.stringify({ action: 'opened', number: 1 }));
  const send = (body: Buffer, headers: Record<string, string> = {}, guid: string = crypto.randomUUID()) =>
    post('/api/webhooks/github', body, {
      ...world.sandbox.github.webhooks.headers({ guid, event: 'pull_request', body }),
      ...headers,
    });

  it.each<[string, () => Promise<Response>, number]>([
    ['unsigned', () => send(payload, { 'x-hub-signature-256': '' }), 401],
    ['wrongly signed', () => send(payload, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }), 401],
    [
      'changed on the way',
      () => send(payload, world.sandbox.github.webhooks.headers({ guid: 'x', event: 'push', body: Buffer.from('{}') })),
      401,
    ],
    ['truncated', () => send(payload.subarray(0, 20)), 400],
    ['empty', () => send(Buffer.alloc(0)), 400],
    ['no JSON', () => send(Buffer.from('<html>')), 400],
    ['a form', () => send(Buffer.from('payload=%7B%7D'), { 'content-type': 'application/x-www-form-urlencoded' }), 415],
    ['larger than 25 MB', () => send(Buffer.alloc(27 * 1024 * 1024, ' ')), 413],
    ['nested without end', () => send(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))), 400],
  ])('%s, is refused and not stored', async (_name, attempt, status) => {
    const before = (await decisionsIn(world)).size;
    const answer = await attempt().catch((error: unknown) => {
      // A body that is too large may be cut off before the answer is read.
      if (status === 413) return { status: 413 };
      throw error;
    });
    expect(answer.status).toBe(status);
    expect((await decisionsIn(world)).size).toBe(before);
  });

  it.each<[string, string, unknown, string]>([
    ['an event that nobody knows', 'meteor_strike', { action: 'created' }, 'event-not-supported'],
    ['a pull request without a pull request', 'pull_request', { action: 'opened', number: 1 }, 'payload-field-missing'],
  ])('%s, is stored and ignored', async (_name, event, body, reason) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const guid = crypto.randomUUID();
    const headers = world.sandbox.github.webhooks.headers({ guid, event, body: bytes });
    expect((await send(bytes, headers, guid)).status).toBe(202);
    expect(await outcomeOf(`delivery-github-${guid}`)).toContain(reason);
  });
});

describe('a pull request', () => {
  it('without a configuration is ignored', async () => {
    await aPullRequest(await aRepository(null));
    expect(await outcomeOf(`delivery-github-${lastGuid()}`)).toBe('no-configuration');
  });

  it('with a configuration that cannot be read is told so', async () => {
    const repository = await aRepository('jobs: [');
    const pull = await aPullRequest(repository);
    expect(await outcomeOf(`delivery-github-${lastGuid()}`)).toBe('invalid-configuration');
    const said = await world.until('a comment', () => world.sandbox.github.comments(repository, pull)[0]?.body);
    expect(said).toContain('Failed to load packit config file');
  });

  it('for a chroot that Copr lacks says so on its checks, and builds the others', async () => {
    const repository = await aRepository(ONE_TARGET.replaceAll('[fedora-43]', '[fedora-43, fedora-17]'));
    const pull = await aPullRequest(repository);
    await expectCheck(repository, pull, 'rpm-build:fedora-17-x86_64', 'Not supported target: fedora-17-x86_64');
    await expectCheck(repository, pull, 'testing-farm:fedora-17-x86_64', 'Not supported target: fedora-17-x86_64');
    const said = await world.until('a comment', () => world.sandbox.github.comments(repository, pull)[0]?.body);
    expect(said).toContain('There are build targets that are not supported by COPR.');
    expect(said).toContain('fedora-17-x86_64');
    await expectCheck(repository, pull, BUILD, 'success');
  });

  it('whose fork is gone is built all the same', async () => {
    const { github, couriers } = world.sandbox;
    const repository = await aRepository(ONE_TARGET, { collaborators: { dora: 'write' } });
    couriers.webhooks.hold();
    const pull = await github.openPullRequest(repository, {
      author: 'dora',
      title: 'From a fork',
      branch: 'change',
      files: { 'README.md': 'changed\n' },
    });
    github.deleteFork(pull.head.repository!);
    couriers.webhooks.release();
    await expectCheck(repository, pull, TESTS, 'success');
  });

  it('of a private repository is ignored', async () => {
    await aPullRequest(await aRepository(ONE_TARGET, { private: true }));
    expect(await outcomeOf(`delivery-github-${lastGuid()}`)).toBe('private-repository');
  });

  it('of a repository that the App was removed from is ignored', async () => {
    const { github, couriers } = world.sandbox;
    const repository = await github.createRepository('strangers/hello', { 'packit.yaml': ONE_TARGET });
    couriers.webhooks.hold();
    await aPullRequest(repository, 'strangers');
    github.uninstallApp('strangers');
    couriers.webhooks.release();
    const guid = github.webhooks.deliveries.findLast(({ event }) => event === 'pull_request')!.guid;
    expect(['no-configuration', 'refused-outside']).toContain(await outcomeOf(`delivery-github-${guid}`));
  });

  it.each<[string, Fault]>([
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['rubbish', { kind: 'rubbish' }],
    ['a cut', { kind: 'cut' }],
  ])('is planned although GitHub first answers %s', async (_name, fault) => {
    const repository = await aRepository();
    world.sandbox.github.service.faults.next(fault, { where: ({ path }) => path.includes('/contents') });
    const pull = await aPullRequest(repository);
    await expectCheck(repository, pull, TESTS, 'success');
  });

  it('that GitHub refuses to show is recorded with the reason', async () => {
    const repository = await aRepository();
    const where = ({ path }: { path: string }) => path.startsWith(`/repos/acme/${repository.name}/contents`);
    world.sandbox.github.service.faults.next({ kind: 'status', status: 451 }, { times: 9, where });
    await aPullRequest(repository);
    expect(await outcomeOf(`delivery-github-${lastGuid()}`)).toBe('refused-outside');
    world.sandbox.github.service.faults.clear();
  });
});

// Before those of Copr, whose submissions come back after a minute and would meet these faults.
describe('Testing Farm', () => {
  it.each<[string, Fault, string]>([
    [
      '400 with errors',
      { kind: 'status', status: 400, body: { code: 400, message: 'Bad request', errors: { environments: 'no' } } },
      'failure: Failed to submit tests: There was an error in the API request.',
    ],
    [
      '401',
      { kind: 'status', status: 401, body: { code: 401, message: 'no' } },
      'Failed to submit tests: Unauthorized.',
    ],
    ['503', { kind: 'status', status: 503 }, 'Failed to submit tests. The task will be retried in 1 minute.'],
    ['rubbish', { kind: 'rubbish' }, 'Failed to submit tests. The task will be retried in 1 minute.'],
    ['a cut', { kind: 'cut' }, 'Failed to submit tests. The task will be retried in 1 minute.'],
  ])(
    'answers %s to a submission: the check says so',
    async (_name, fault, text) => {
      const repository = await aRepository();
      world.sandbox.testingFarm.service.faults.next(fault, { where: TESTING_FARM_SUBMISSION });
      const pull = await aPullRequest(repository);
      await expectCheck(repository, pull, TESTS, text);
      await expectCheck(repository, pull, BUILD, 'success');
    },
    120_000,
  );

  it('is believed only with its token, and about requests that are known', async () => {
    const callback = (token: string) =>
      post('/api/testing-farm/results', JSON.stringify({ request_id: crypto.randomUUID(), token }));
    expect((await callback('wrong')).status).toBe(401);
    const before = new Set((await decisionsIn(world)).keys());
    expect((await callback(world.sandbox.testingFarmWebhookToken)).status).toBe(200);
    const isNew = (stream: string) => stream.startsWith('delivery-testing-farm-') && !before.has(stream);
    const stream = [...(await decisionsIn(world)).keys()].find(isNew);
    expect(stream).toBeDefined();
  });
});

describe('Copr', () => {
  it.each<[string, Fault, string]>([
    [
      '400',
      { kind: 'status', status: 400, body: { error: 'No room today.' } },
      'failure: Submit of the build failed: ',
    ],
    ['403', { kind: 'status', status: 403, body: { error: 'Not you.' } }, 'failure: Submit of the build failed: '],
    ['500', { kind: 'status', status: 500 }, 'due to a Copr error, the task will be retried in 1 minute.'],
    ['429', { kind: 'status', status: 429 }, 'due to a Copr error, the task will be retried in 1 minute.'],
    ['rubbish', { kind: 'rubbish' }, 'due to a Copr error, the task will be retried in 1 minute.'],
    ['a cut', { kind: 'cut' }, 'due to a Copr error, the task will be retried in 1 minute.'],
    ['nothing', { kind: 'silence' }, 'due to a Copr error, the task will be retried in 1 minute.'],
  ])(
    'answers %s to a submission: the check says so',
    async (_name, fault, text) => {
      const repository = await aRepository();
      world.sandbox.copr.service.faults.next(fault, { where: COPR_SUBMISSION });
      const pull = await aPullRequest(repository);
      await expectCheck(repository, pull, BUILD, text);
      await expectCheck(repository, pull, TESTS, text);
    },
    120_000,
  );

  it('tells of builds that nobody here knows: it is ignored', async () => {
    const body = {
      build: 4711,
      chroot: BUILD.slice(10),
      status: 1,
      owner: 'packit',
      copr: 'x',
      user: 'packit',
      pkg: null,
      version: null,
    };
    const feed = async (id: string, event: string, message: unknown) => {
      const answer = await world.request('POST', '/api/deliveries', {
        source: 'fedora-messaging',
        id,
        event,
        body: message,
      });
      expect(answer.status).toBe(202);
      return outcomeOf(`delivery-fedora-messaging-${id}`);
    };
    const topic = 'org.fedoraproject.prod.copr.build.end';
    expect(await feed('unknown-build', topic, body)).toBe('build-unknown');
    expect(await feed('of-others', topic, { ...body, user: 'somebody' })).toBe('build-of-another-user');
    expect(await feed('rubbish', topic, { build: 'x', chroot: [] })).toBe('payload-field-invalid');
    expect(await feed('strange', 'org.fedoraproject.prod.meteor.strike', {})).not.toBe('FactsGathered');
  });
});
