import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openInspectedService, type InspectedService } from '../../support/inspected-service.js';
import { heardUntil } from '../../support/sse.js';

const ADMIN = 'token-of-an-operator';
const operator = { authorization: `Bearer ${ADMIN}` };

/** Examples that tell the story of a pull request: one repository's, and another's with other names and ids. */
const STORY = [
  'delivery/DeliveryReceived',
  'delivery/FactsGathered',
  'delivery/JobPlanned',
  'build/BuildRequested',
  'delivery/RunStarted',
  'build/BuildSubmitted',
  'testRun/TestsRequested',
  'testRun/TestsSubmitted',
  'check/CheckPublished',
];
const SECRET = 'secret';
/** What every id of the private story has in it. */
const MARK = '5ec5e7';
const RENAMED: readonly (readonly [string, string])[] = [
  ['acme/hello', `acme/${SECRET}`],
  ['"repo":"hello"', `"repo":"${SECRET}"`],
  ['acme-hello-1', `acme-${SECRET}-1`],
  ['83a96b9c', `${MARK}aa`],
  ['f6703fd7', `${MARK}bb`],
  ['d1161af4', `${MARK}cc`],
  ['a67998e1', `${MARK}dd`],
  ['9000001', '9000777'],
];
const COPR_BUILD = 9000777;

interface Example {
  readonly stream: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

function example(name: string): Example {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/events', `${name}.v1.json`), 'utf8'),
  ) as Example;
}

function renamed(told: Example): Example {
  return JSON.parse(RENAMED.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(told))) as Example;
}

const project = (name: string) => ({ html_url: `https://github.com/${name}`, private: true });
const said = (name: string, visibility: string, changedAt?: string) => ({
  project: `github.com/${name}`,
  visibility,
  ...(changedAt && { changedAt }),
});
const hello = example('delivery/DeliveryReceived').stream;
const secret = renamed(example('delivery/DeliveryReceived')).stream;
const build = renamed(example('build/BuildRequested')).stream;
const testRun = renamed(example('testRun/TestsRequested')).stream;
const check = renamed(example('check/CheckPublished')).stream;

let service: InspectedService;

async function tell({ stream, type, data }: Example): Promise<void> {
  await service.append(stream, type, data);
}

async function receive(stream: string, data: object): Promise<void> {
  const at = '2026-11-25T20:00:00.000Z';
  await tell({
    stream,
    type: 'DeliveryReceived',
    data: { source: 'github', event: 'push', body: { text: '{}' }, at, ...data },
  });
}

beforeEach(async () => {
  service = await openInspectedService(ADMIN);
  for (const name of STORY) {
    const told = example(name);
    const isReceipt = name === STORY[0];
    await tell({ ...told, data: { ...told.data, ...(isReceipt && { repositories: [said('acme/hello', 'public')] }) } });
    const other = renamed(told);
    // As before deliveries noted who may see what: the body says it.
    const body = { text: JSON.stringify({ repository: project(`acme/${SECRET}`), filler: 'x'.repeat(20_000) }) };
    await tell({ ...other, data: { ...other.data, ...(isReceipt && { body }) } });
  }
});
afterEach(() => service.close());

const get = async (path: string, headers = {}) => {
  const answer = await fetch(`${service.url}${path}`, { headers });
  return { status: answer.status, text: await answer.text(), link: answer.headers.get('link') };
};
const pipeline = (id: string, what = 'events') => `/api/pipelines/${encodeURIComponent(id)}/${what}`;
const explain = (id: string) => `/api/explain?subject=${encodeURIComponent(id)}`;

/** Every way to ask for something about the private repository, by what its name is. */
const QUESTIONS = [
  pipeline(`github.com/acme/${SECRET}#1`),
  pipeline(`github.com/acme/${SECRET}#1`, 'state'),
  pipeline(`github.com/Acme/${SECRET.toUpperCase()}#1`),
  ...[secret, build, testRun, check].flatMap((stream) => [
    pipeline(stream),
    pipeline(stream, 'state'),
    explain(stream),
  ]),
  `${pipeline(build)}?at=5`,
  `${pipeline(build)}?after=3&limit=1`,
  `/api/pipelines/${build}%20/events`,
  `/api/deliveries/${secret}`,
  explain(`github.com/acme/${SECRET}#1`),
  explain(`https://github.com/acme/${SECRET}/pull/1`),
  `${explain(`github.com/acme/${SECRET}#1`)}&at=2`,
];
const LISTS = [
  '/api/deliveries',
  '/api/deliveries?limit=1',
  `/api/deliveries?subject=${encodeURIComponent(`github.com/acme/${SECRET}#1`)}`,
  '/api/allowlist',
  '/metrics',
  '/api/swagger.json',
];

async function everythingTold(headers = {}): Promise<string> {
  const texts: string[] = [];
  for (const path of LISTS) texts.push((await get(path, headers)).text, String((await get(path, headers)).link));
  for (const id of ['github.com/acme/hello#1', hello])
    for (const path of [pipeline(id), pipeline(id, 'state'), explain(id)]) texts.push((await get(path, headers)).text);
  await tell({
    stream: 'namespace-github.com/last',
    type: 'NamespaceDenied',
    data: { namespace: 'github.com/last', by: 'x', at: '2026-11-25T20:00:00.000Z' },
  });
  texts.push(
    await heardUntil(`${service.url}/api/events/stream?after=0`, 'github.com/last', headers as Record<string, string>),
  );
  return texts.join('\n');
}

/** What tells of the private repository. */
const LEAK = new RegExp(`${SECRET}|${MARK}|${COPR_BUILD}`, 'i');

describe('a private repository', () => {
  it.each(QUESTIONS)('without the token %s is answered as if there were nothing', async (path) => {
    const unknown = path.replace(LEAK, 'nothing').replaceAll(new RegExp(LEAK, 'gi'), 'nothing');
    const [found, nothing] = [await get(path), await get(unknown)];
    expect(found.status).toBe(404);
    const asked = (text: string, url: string) =>
      text.replaceAll(decodeURIComponent(/(?:pipelines\/|subject=|deliveries\/)([^/&?]*)/.exec(url)![1]!), 'ID');
    expect(asked(found.text, path)).toBe(asked(nothing.text, unknown));
  });

  it('is in no list, timeline, stream or figure without the token', async () => {
    const told = await everythingTold();
    expect(told).toContain('acme/hello');
    expect(told).toContain(hello);
    expect(LEAK.exec(told)).toBeNull();
  });

  it('is there with the token', async () => {
    for (const path of QUESTIONS.filter((each) => !each.includes('%20') && !each.includes('Acme')))
      expect([path, (await get(path, operator)).status]).toEqual([path, 200]);
    expect(await everythingTold(operator)).toMatch(LEAK);
  });

  it('hides what was public before, shows what is public now, and is not fooled by what is late', async () => {
    const isShown = async () => (await get(`/api/deliveries/${secret}`)).status === 200;
    expect(await isShown()).toBe(false);
    await receive('delivery-github-2', {
      subject: `github.com/acme/${SECRET}`,
      repositories: [said(`acme/${SECRET}`, 'public', '2026-02-02T00:00:00.000Z')],
    });
    expect(await isShown()).toBe(true);
    expect((await get(pipeline(check))).status).toBe(200);
    await receive('delivery-github-3', {
      subject: `github.com/acme/${SECRET}`,
      repositories: [said(`acme/${SECRET}`, 'private', '2026-02-03T00:00:00.000Z')],
    });
    expect(await isShown()).toBe(false);
    expect((await get('/api/deliveries/delivery-github-2')).status).toBe(404);
    await receive('delivery-github-4', {
      subject: `github.com/acme/${SECRET}`,
      repositories: [said(`acme/${SECRET}`, 'public', '2026-02-01T00:00:00.000Z')],
    });
    expect(await isShown()).toBe(false);
    await receive('delivery-github-5', {
      subject: 'github.com/acme/hello',
      repositories: [said('acme/hello', 'private')],
    });
    expect((await get('/api/deliveries')).text).toBe('[]');
    expect((await get(pipeline('github.com/acme/hello#1'))).status).toBe(404);
  });

  it('keeps its old name hidden after a rename', async () => {
    const moved = { project: 'github.com/acme/hello', visibility: 'public', movedTo: 'github.com/acme/new' };
    await receive('delivery-github-2', {
      subject: 'github.com/acme/new',
      repositories: [said('acme/new', 'public'), moved],
    });
    expect((await get(pipeline('github.com/acme/hello#1'))).status).toBe(200);
    await receive('delivery-github-3', { subject: 'github.com/acme/new', repositories: [said('acme/new', 'private')] });
    expect((await get(pipeline('github.com/acme/hello#1'))).status).toBe(404);
  });
});

describe('what names a private repository beside a public one is not shown', () => {
  const at = '2026-11-25T20:00:00.000Z';

  it('a pull request from a private fork, on GitHub and on GitLab', async () => {
    await receive('delivery-github-fork', {
      subject: 'github.com/acme/hello#2',
      repositories: [said('acme/hello', 'public'), said('bob/fork', 'private')],
    });
    expect((await get('/api/deliveries/delivery-github-fork')).status).toBe(404);
    expect((await get(pipeline('github.com/acme/hello#2'))).status).toBe(404);
    const gitlab = (name: string, visibility: string) => ({ project: `gitlab.com/${name}`, visibility });
    await receive('delivery-gitlab-fork', {
      source: 'gitlab',
      subject: 'gitlab.com/acme/hello!2',
      repositories: [gitlab('acme/hello', 'public'), gitlab('bob/fork', 'private')],
    });
    await receive('delivery-gitlab-own', {
      source: 'gitlab',
      subject: 'gitlab.com/acme/hello!3',
      repositories: [gitlab('acme/hello', 'public')],
    });
    const list = (await get('/api/deliveries')).text;
    expect(list).toContain('delivery-gitlab-own');
    expect(list).not.toContain('fork');
  });

  it('tests of builds of a private pull request', async () => {
    const tests = example('testRun/TestsRequested');
    const foreign = renamed(tests).data['build'];
    await tell({ ...tests, stream: 'testRun-mixed', data: { ...tests.data, additionalBuilds: [foreign] } });
    expect((await get(pipeline('testRun-mixed'))).status).toBe(404);
    expect((await get(pipeline('github.com/acme/hello#1'))).text).not.toContain('testRun-mixed');
    expect((await get(pipeline('testRun-mixed'), operator)).status).toBe(200);
  });

  it('reports on its runs, before anybody has looked at them and after', async () => {
    await receive('delivery-fedora-messaging-1', {
      source: 'fedora-messaging',
      event: 'copr.build.end',
      subject: `copr:${COPR_BUILD}`,
    });
    await receive('delivery-fedora-messaging-2', {
      source: 'fedora-messaging',
      event: 'copr.build.end',
      subject: 'copr:1',
    });
    await receive('delivery-testing-farm-1', {
      source: 'testing-farm',
      event: 'results',
      subject: 'testing-farm:unknown',
    });
    const lines = async () => (JSON.parse((await get('/api/deliveries')).text) as { id: string }[]).map(({ id }) => id);
    expect(await lines()).toEqual(['delivery-fedora-messaging-2', hello]);
    await tell({
      stream: 'delivery-fedora-messaging-2',
      type: 'DeliveryInterpreted',
      data: { meaning: 'x', streams: [build], at },
    });
    expect(await lines()).toEqual([hello]);
  });

  it('names of repositories and deliveries in what is told of their account', async () => {
    const installed = example('namespace/InstallationRegistered');
    await tell({
      ...installed,
      data: { ...installed.data, repositories: ['acme/hello', `acme/${SECRET}`, 'acme/never-seen'], delivery: secret },
    });
    await tell({
      stream: installed.stream,
      type: 'RefusedPlannedAgain',
      data: { namespace: 'github.com/acme', deliveries: [secret, hello], at },
    });
    const told = JSON.parse((await get(pipeline(installed.stream))).text) as {
      events: { data: Record<string, unknown> }[];
    };
    expect(told.events.map(({ data }) => data['repositories'] ?? data['deliveries'])).toEqual([
      ['acme/hello'],
      [hello],
    ]);
    expect(told.events[0]!.data['delivery']).toBe('[private]');
  });

  it('entries of the allowlist', async () => {
    const approve = (namespace: string) =>
      tell({ stream: `namespace-${namespace}`, type: 'NamespaceDenied', data: { namespace, by: 'alice', at } });
    for (const name of [
      'github.com/acme',
      'github.com/acme/hello.git',
      `github.com/acme/${SECRET}.git`,
      'gitlab.com/hidden',
    ])
      await approve(name);
    await receive('delivery-gitlab-hidden', {
      source: 'gitlab',
      subject: 'gitlab.com/hidden/x',
      repositories: [{ project: 'gitlab.com/hidden/x', visibility: 'private' }],
    });
    const names = async (headers = {}) =>
      (JSON.parse((await get('/api/allowlist', headers)).text) as { namespace: string }[]).map(
        ({ namespace }) => namespace,
      );
    expect(await names()).toEqual(['github.com/acme', 'github.com/acme/hello.git']);
    expect(await names(operator)).toHaveLength(4);
    expect((await get(`/api/allowlist/github.com/acme/${SECRET}.git`)).status).toBe(204);
    expect((await get(`/api/allowlist/github.com/Acme/${SECRET}.git/`)).status).toBe(204);
    expect((await get(pipeline(`namespace-github.com/acme/${SECRET}.git`))).status).toBe(404);
    expect(JSON.parse((await get(`/api/allowlist/github.com/acme/${SECRET}.git`, operator)).text)).toMatchObject({
      by: 'alice',
      at,
    });
  });
});

it('who is not asked cannot make a repository public', async () => {
  const claim = { project: `github.com/acme/${SECRET}`, visibility: 'public' };
  await receive('delivery-gitlab-1', { source: 'gitlab', subject: `github.com/acme/${SECRET}`, repositories: [claim] });
  await receive('delivery-gitlab-2', {
    source: 'gitlab',
    subject: 'gitlab.com/evil/x',
    repositories: [claim, { project: 'gitlab.com/evil/x', visibility: 'public' }],
  });
  await receive('delivery-fedora-messaging-1', {
    source: 'fedora-messaging',
    event: 'pagure.x',
    subject: `github.com/acme/${SECRET}`,
    repositories: [claim],
  });
  expect((await get(`/api/deliveries/${secret}`)).status).toBe(404);
  expect((await get('/api/deliveries')).text).not.toContain(SECRET);
});
