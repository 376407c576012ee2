import { Command } from 'commander';
import { addInspectionCommands } from '../../../src/interfaces/cli/inspection-commands.js';
import { exampleData, openInspectedService, type InspectedService } from '../../support/inspected-service.js';

const ADMIN = 'admin-token';
const SUBJECT = 'github.com/acme/hello#1';
const PULL = 'https://github.com/acme/hello/pull/1';

const { origin } = exampleData<{ origin: { delivery: string; commitSha: string } }>('delivery/JobPlanned');
const { run } = exampleData<{ run: string }>('delivery/RunStarted');
const { name } = exampleData<{ name: string }>('check/CheckPublished');
const ignoredStream = 'delivery-github-ignored';

let service: InspectedService;
beforeAll(async () => {
  service = await openInspectedService(ADMIN);
  const received = exampleData<object>('delivery/DeliveryReceived');
  await service.append(origin.delivery, 'DeliveryReceived', { ...received, ...aboutPublic('github.com/acme/hello') });
  await service.tell('delivery/FactsGathered', 'delivery/JobPlanned');
  await service.tell('delivery/JobSkipped', 'build/BuildRequested', 'delivery/RunStarted', 'build/BuildSubmitted');
  await service.tell('check/CheckPublished', 'namespace/NamespaceApproved');
  const subject = 'github.com/other/thing#5';
  const elsewhere = { ...received, ...aboutPublic('github.com/other/thing'), subject, at: '2026-11-25T19:00:00.000Z' };
  await service.append(ignoredStream, 'DeliveryReceived', elsewhere);
  await service.append(ignoredStream, 'DeliveryIgnored', {
    reason: 'no-configuration',
    facts: { commit: 'abc' },
    at: '2026-11-25T19:00:01.000Z',
  });
});
afterAll(() => service.close());

function aboutPublic(project: string) {
  return { repositories: [{ project, visibility: 'public' }] };
}

interface Told {
  readonly stream: string;
  readonly type: string;
  readonly position: number;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function ask<Body>(path: string, token?: string): Promise<{ status: number; body: Body }> {
  const answer = await fetch(`${service.url}${path}`, token ? { headers: { authorization: `Bearer ${token}` } } : {});
  return { status: answer.status, body: (await answer.json()) as Body };
}

async function timeline(id: string, query = ''): Promise<Told[]> {
  const path = `/api/pipelines/${encodeURIComponent(id)}/events${query}`;
  const { status, body } = await ask<{ id: string; events: Told[] }>(path);
  expect([status, body.id]).toEqual([200, id]);
  return body.events;
}

const types = (events: readonly Told[]) => events.map(({ type }) => type);
const STORY = [
  'DeliveryReceived',
  'FactsGathered',
  'JobPlanned',
  'JobSkipped',
  'BuildRequested',
  'RunStarted',
  'BuildSubmitted',
  'CheckPublished',
];

describe('timeline', () => {
  it.each([
    ['a subject', SUBJECT],
    ['a delivery', origin.delivery],
    ['a build', run],
    ['a check', `check-github.com/acme/hello|${origin.commitSha}|${name}`],
  ])('of %s: all that belongs together, in the order of the log', async (_what, id) => {
    const events = await timeline(id);
    expect(types(events)).toEqual(STORY);
    expect(events.map(({ position }) => position)).toEqual([...events.keys()].map((index) => index + 1));
  });

  it('tells how big a body is, and not what is in it', async () => {
    const [received] = await timeline(SUBJECT);
    expect(received?.data['body']).toEqual({ bytes: 33 });
  });

  it('ends at a position or a time', async () => {
    const events = await timeline(SUBJECT);
    expect(types(await timeline(SUBJECT, `?at=${events[2]!.position}`))).toEqual(STORY.slice(0, 3));
    expect(types(await timeline(SUBJECT, `?at=${events[4]!.at}`))).toEqual(STORY.slice(0, 5));
    expect((await ask(`/api/pipelines/${run}/events?at=yesterday`)).status).toBe(400);
  });

  it('of what nobody knows: 404, and what was expected', async () => {
    const { status, body } = await ask<{ message: string }>('/api/pipelines/build-none/events');
    expect(status).toBe(404);
    expect(body.message).toContain('found build-none');
    expect(types(await timeline('namespace-github.com/acme'))).toEqual(['NamespaceApproved']);
  });
});

describe('deliveries', () => {
  it('are listed newest first, by what they came to', async () => {
    const list = async (query: string) =>
      (await ask<{ id: string }[]>(`/api/deliveries${query}`)).body.map(({ id }) => id);
    expect(await list('')).toEqual([ignoredStream, origin.delivery]);
    expect(await list('?limit=1')).toEqual([ignoredStream]);
    expect(await list('?outcome=decided&source=github')).toEqual([origin.delivery]);
    expect(await list('?reason=no-configuration')).toEqual([ignoredStream]);
    expect(await list('?source=gitlab')).toEqual([]);
  });

  it('refuse filters that do not exist', async () => {
    expect((await ask('/api/deliveries?outcome=lost')).status).toBe(400);
    expect((await ask('/api/deliveries?limit=0')).status).toBe(400);
  });

  it('tell what they meant and what followed', async () => {
    expect((await ask(`/api/deliveries/${ignoredStream}`)).body).toMatchObject({
      outcome: 'ignored',
      ignored: { rule: 'no-configuration', facts: { commit: 'abc' } },
      jobs: [],
    });
    expect((await ask(`/api/deliveries/${origin.delivery}`)).body).toMatchObject({
      outcome: 'decided',
      bytes: 33,
      jobs: [
        { ran: true, rule: 'build', runs: [run] },
        { ran: false, rule: 'manual-trigger', runs: [] },
      ],
    });
    expect((await ask('/api/deliveries/delivery-none')).status).toBe(404);
  });
});

describe('explain', () => {
  const explain = (subject: string, job?: string) =>
    ask<{ deliveries: { jobs: { rule: string; checks: object[] }[] }[] }>(
      `/api/explain?${new URLSearchParams({ subject, ...(job !== undefined && { job }) })}`,
    );

  it.each([SUBJECT, PULL, `${PULL}/files`, origin.delivery, run])('%s', async (subject) => {
    const { body } = await explain(subject);
    expect(body.deliveries).toHaveLength(1);
    expect(body.deliveries[0]!.jobs.map(({ rule }) => rule)).toEqual(['build', 'manual-trigger']);
    expect(body.deliveries[0]!.jobs[0]!.checks[0]).toMatchObject({
      name,
      state: 'running',
      title: 'SRPM build in Copr was submitted...',
      url: expect.stringMatching(/^https:\/\/dashboard\.example\/jobs\/srpm\/\d+$/),
    });
  });

  it('one job, by its identifier, its check or its target', async () => {
    const rules = async (job: string) => (await explain(SUBJECT, job)).body.deliveries[0]!.jobs.map(({ rule }) => rule);
    expect(await rules('manual')).toEqual(['manual-trigger']);
    expect(await rules(name)).toEqual(['build']);
    expect(await rules('fedora-43-x86_64')).toEqual(['build']);
    expect(await rules('none')).toEqual([]);
  });

  it('says what was expected', async () => {
    expect((await ask('/api/explain')).status).toBe(400);
    expect((await explain('github.com/acme/hello#2')).status).toBe(404);
  });
});

describe('a moment', () => {
  const stateAt = async (at: string | number, id = SUBJECT) =>
    ask<{
      at: unknown;
      deliveries: { outcome: string }[];
      runs: { state: { submission: string } }[];
      checks: { name: string; state: string; title: string; published: { state: string } | null }[];
    }>(`/api/pipelines/${encodeURIComponent(id)}/state?at=${at}`);

  it.each([
    [1, 'waiting', [], []],
    [3, 'decided', [], ['pending: The task was accepted.']],
    [5, 'decided', ['due'], ['pending: The task was accepted.']],
    [7, 'decided', ['submitted'], ['running: SRPM build in Copr was submitted...']],
  ])(
    'the state at position %s: deliveries, runs, and what the check should have said',
    async (at, outcome, runs, checks) => {
      const { body } = await stateAt(at);
      expect(body.at).toEqual({ position: at });
      expect(body.deliveries.map((delivery) => delivery.outcome)).toEqual([outcome]);
      expect(body.runs.map(({ state }) => state.submission)).toEqual(runs);
      const said = body.checks.filter((check) => check.name === name).map(({ state, title }) => `${state}: ${title}`);
      expect(said).toEqual(checks);
      expect(body.checks.every(({ published }) => published === null)).toBe(true);
    },
  );

  it('a time is as good as the position, and no moment is now', async () => {
    const [, second] = await timeline(SUBJECT);
    expect((await stateAt(second!.at)).body.deliveries).toEqual((await stateAt(2)).body.deliveries);
    const now = await ask<{ at: null; checks: { name: string; published: object | null }[] }>(
      `/api/pipelines/${encodeURIComponent(SUBJECT)}/state`,
    );
    expect(now.body.at).toBeNull();
    expect(now.body.checks.find((check) => check.name === name)?.published).not.toBeNull();
  });

  it('explains what was known then', async () => {
    const explainAt = async (at: number) =>
      (
        await ask<{ deliveries: { outcome: string; jobs: { checks: { title: string | null }[] }[] }[] }>(
          `/api/explain?${new URLSearchParams({ subject: SUBJECT, at: String(at) })}`,
        )
      ).body.deliveries;
    expect(await explainAt(1)).toMatchObject([{ outcome: 'waiting', jobs: [] }]);
    expect((await explainAt(3))[0]!.jobs).toHaveLength(1);
    expect((await explainAt(4))[0]!.jobs[0]!.checks[0]!.title).toBe('The task was accepted.');
    expect((await explainAt(7))[0]!.jobs[0]!.checks[0]!.title).toBe('SRPM build in Copr was submitted...');
    expect((await ask(`/api/explain?subject=${encodeURIComponent(SUBJECT)}&at=2020-01-01`)).body).toMatchObject({
      deliveries: [],
    });
  });

  it.each(['yesterday', '', '-1', '1e3', '2026-13-01', '2026-01-05T12:00:00', 'Jan 5'])(
    '%j is none: 400, and what was expected',
    async (at) => {
      for (const path of [`/api/pipelines/x/events?at=`, `/api/pipelines/x/state?at=`, `/api/explain?subject=x&at=`]) {
        const { status, body } = await ask<{ message: string }>(`${path}${encodeURIComponent(at)}`);
        expect(status).toBe(400);
        expect(body.message).toContain('at: expected an ISO 8601 time');
        expect(body.message).toContain(`found ${JSON.stringify(at)}`);
      }
    },
  );

  it('the state of what nobody knows: 404', async () => {
    expect((await stateAt(3, 'build-none')).status).toBe(404);
  });
});

describe('todos', () => {
  it('are for operators', async () => {
    expect((await ask('/api/todos')).status).toBe(401);
    const { status, body } = await ask<{ open: number; todos: { type: string; parked: null }[] }>('/api/todos', ADMIN);
    expect(status).toBe(200);
    expect(body.open).toBe(body.todos.length);
    expect(body.todos.map(({ type }) => type)).toContain('publish-check');
  });

  it('that are not parked cannot be released', async () => {
    const release = (body: object) =>
      fetch(`${service.url}/api/todos/release`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN}` },
        body: JSON.stringify(body),
      });
    expect((await release({ key: 'none' })).status).toBe(404);
    expect(await (await release({})).json()).toEqual({ released: 0 });
  });
});

describe('stream of events', () => {
  it('tells what was stored, from where the listener was, then what comes', async () => {
    const listening = new AbortController();
    const answer = await fetch(`${service.url}/api/events/stream`, {
      headers: { 'last-event-id': '7' },
      signal: listening.signal,
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    const reader = answer.body!.getReader();
    const readUntil = async (word: string) => {
      while (!text.includes(word)) text += decoder.decode((await reader.read()).value, { stream: true });
    };
    await readUntil('event: DeliveryIgnored');
    expect(text).toMatch(/id: 8\nevent: CheckPublished\ndata: \{"stream":"check-/);
    expect(text).not.toContain('id: 7');
    await service.tell('namespace/NamespaceDenied');
    await readUntil('event: NamespaceDenied');
    listening.abort();
  });

  it('wants a position', async () => {
    expect((await ask('/api/events/stream?after=x')).status).toBe(400);
  });
});

describe('the command line', () => {
  const run = async (...words: string[]) => {
    const lines: string[] = [];
    const program = new Command().exitOverride();
    const environment = { PUBLIC_URL: service.url, ADMIN_TOKEN: ADMIN };
    addInspectionCommands(program, { environment, print: (line) => lines.push(line) });
    await program.parseAsync(words, { from: 'user' });
    return lines;
  };

  it('prints a timeline', async () => {
    const lines = await run('timeline', SUBJECT);
    expect(lines).toHaveLength(STORY.length);
    expect(lines[0]).toContain('DeliveryReceived  source=github event=pull_request subject=github.com/acme/hello#1');
    expect(JSON.parse((await run('timeline', SUBJECT, '--at', '2', '--json'))[0]!)).toMatchObject({ id: SUBJECT });
    await expect(run('timeline', 'nope')).rejects.toThrow('HTTP 404');
  });

  it('prints a state, now and then', async () => {
    const now = await run('state', SUBJECT);
    expect(now.some((line) => line.includes(`${name}: running, SRPM build in Copr was submitted...`))).toBe(true);
    const then = await run('state', SUBJECT, '--at', '3');
    expect(then.some((line) => line.includes(`${name}: pending, The task was accepted.`))).toBe(true);
    await expect(run('state', SUBJECT, '--at', 'noon')).rejects.toThrow('HTTP 400');
  });

  it('explains as it was then', async () => {
    expect((await run('explain', PULL, '--at', '1'))[0]).toContain('github pull_request: waiting');
  });

  it('explains', async () => {
    expect(await run('explain', PULL, '--job', 'manual')).toEqual([
      expect.stringContaining('github pull_request: pull_request/event'),
      expect.stringContaining(
        'did not run: The job has `manual_trigger: true` and nobody asked for it. [manual-trigger]',
      ),
      '    Next: Comment the command for this job.',
    ]);
  });

  it('lists and releases what is to do', async () => {
    expect((await run('todos', 'list'))[0]).toMatch(/^\d+ open, 0 parked$/);
    expect(await run('todos', 'release', '--all')).toEqual(['Released: 0']);
    await expect(run('todos', 'release')).rejects.toThrow('either a key or --all');
  });
});
