import { once } from 'node:events';
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { Command } from 'commander';
import { addAllowlistCommands } from '../../../src/interfaces/cli/allowlist-commands.js';
import { addInspectionCommands } from '../../../src/interfaces/cli/inspection-commands.js';
import { openInspectedService, type InspectedService } from '../../support/inspected-service.js';
import { heardUntil } from '../../support/sse.js';

const ADMIN = 'token-of-an-operator';
const operator = { authorization: `Bearer ${ADMIN}` };
const SUBJECT = 'github.com/acme/busy#1';
const DELIVERIES = 700;
const ENTRIES = 520;

let service: InspectedService;
beforeAll(async () => {
  service = await openInspectedService(ADMIN);
  const repositories = [{ project: 'github.com/acme/busy', visibility: 'public' }];
  const numbers = Array.from({ length: DELIVERIES }, (_, n) => n);
  // Seven at a time have come at the same moment.
  const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, Math.floor(n / 7))).toISOString();
  const received = { source: 'github', event: 'issue_comment', subject: SUBJECT, body: { text: '{}' }, repositories };
  await service.appendAll(
    numbers.flatMap((n) => {
      const stream = `delivery-github-${String((n * 37) % DELIVERIES).padStart(4, '0')}`;
      return [
        { stream, type: 'DeliveryReceived', data: { ...received, at: at(n) } },
        { stream, type: 'DeliveryIgnored', data: { reason: n === 3 ? 'rare' : 'common', facts: {}, at: at(n) } },
      ];
    }),
  );
  await service.appendAll(
    Array.from({ length: ENTRIES }, (_, n) => {
      const namespace = `github.com/account-${n}`;
      return { stream: `namespace-${namespace}`, type: 'NamespaceDenied', data: { namespace, by: 'admin', at: at(n) } };
    }),
  );
}, 60_000);
afterAll(() => service.close());

const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${service.url}${path}`, { headers });
const events = (query: string) => ask(`/api/pipelines/${encodeURIComponent(SUBJECT)}/events${query}`);

interface TimelinePage {
  readonly events: readonly { readonly position: number }[];
  readonly next: number | null;
}

/** All items of a list, page by page; and how many pages there were. */
async function followed<Item>(path: string): Promise<{ items: Item[]; pages: number }> {
  const items: Item[] = [];
  let pages = 0;
  for (let next: string | undefined = path; next !== undefined; pages += 1) {
    const answer: Response = await ask(next);
    items.push(...((await answer.json()) as Item[]));
    next = /^<([^<>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  return { items, pages };
}

async function commandLine(...words: string[]): Promise<string[]> {
  const lines: string[] = [];
  const program = new Command().exitOverride();
  const environment = { PUBLIC_URL: service.url, ADMIN_TOKEN: ADMIN };
  const terminal = { environment, print: (line: string) => lines.push(line), confirm: async () => true };
  addInspectionCommands(program, terminal);
  addAllowlistCommands(program, terminal);
  await program.parseAsync(words, { from: 'user' });
  return lines;
}

describe('a timeline', () => {
  it('has pages with a maximum, which follow each other without a gap', async () => {
    const first = (await (await events('')).json()) as TimelinePage;
    expect(first.events).toHaveLength(1_000);
    const rest = (await (await events(`?after=${first.next}`)).json()) as TimelinePage;
    expect(rest.next).toBeNull();
    const positions = [...first.events, ...rest.events].map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 2 * DELIVERIES }, (_, n) => n + 1));
  });

  it('has smaller ones for who wants them, and no bigger ones', async () => {
    const page = (await (await events('?limit=3&after=10')).json()) as TimelinePage;
    expect(page).toMatchObject({ events: [{ position: 11 }, { position: 12 }, { position: 13 }], next: 13 });
    const ended = (await (await events('?limit=3&after=10&at=12')).json()) as TimelinePage;
    expect(ended).toMatchObject({ events: [{ position: 11 }, { position: 12 }], next: null });
    for (const wrong of ['?limit=1001', '?limit=0', '?after=x', '?after=-1', '?after=1&after=2'])
      expect((await events(wrong)).status).toBe(400);
  });

  it('is followed by the command line', async () => {
    expect(await commandLine('timeline', SUBJECT)).toHaveLength(2 * DELIVERIES);
  });
});

describe('lists', () => {
  it('of deliveries name their next page, and each delivery once, whatever came at the same moment', async () => {
    const { items, pages } = await followed<{ id: string; received_at: string }>('/api/deliveries?limit=40');
    expect(pages).toBe(Math.ceil(DELIVERIES / 40));
    expect(new Set(items.map(({ id }) => id)).size).toBe(DELIVERIES);
    expect(items.map(({ received_at: at }) => at)).toEqual(
      items
        .map(({ received_at: at }) => at)
        .toSorted()
        .reverse(),
    );
    expect((await followed('/api/deliveries?reason=rare')).items).toMatchObject([{ reason: 'rare' }]);
    expect((await ask('/api/deliveries?behind=x')).status).toBe(400);
  });

  it('of the allowlist have a maximum, which the command line follows', async () => {
    expect(await (await ask('/api/allowlist')).json()).toHaveLength(500);
    const { items } = await followed<{ namespace: string }>('/api/allowlist?limit=100');
    expect(new Set(items.map(({ namespace }) => namespace)).size).toBe(ENTRIES);
    expect(await commandLine('allowlist', 'list')).toHaveLength(ENTRIES);
  });

  it('of todos too', async () => {
    const todos = async (query: string) =>
      (await (await ask(`/api/todos${query}`, operator)).json()) as { todos: { key: string }[]; next: string | null };
    for (const n of [1, 2, 3]) {
      const received = {
        source: 'github',
        event: 'push',
        subject: 'x',
        body: { text: '{}' },
        at: '2026-01-01T00:00:00Z',
      };
      await service.append(`delivery-github-waiting-${n}`, 'DeliveryReceived', received);
    }
    const all = await todos('');
    expect(all.todos.length).toBeGreaterThanOrEqual(3);
    const first = await todos('?limit=1');
    expect(first).toMatchObject({ todos: [all.todos[0]], next: all.todos[0]!.key });
    const rest = await todos(`?after=${encodeURIComponent(first.next!)}`);
    expect(rest).toMatchObject({ todos: all.todos.slice(1), next: null });
  });

  it('of a state: the newest deliveries, and those before them', async () => {
    interface Page {
      readonly deliveries: readonly { readonly stream: string; readonly received_at: string }[];
      readonly earlier: string | null;
    }
    const state = async (query = '') =>
      (await (await ask(`/api/pipelines/${encodeURIComponent(SUBJECT)}/state${query}`)).json()) as Page;
    const newest = await state();
    const before = await state(`?before=${newest.earlier}`);
    expect([before.deliveries.length, newest.deliveries.length, before.earlier]).toEqual([200, 500, null]);
    const streams = [...before.deliveries, ...newest.deliveries].map(({ stream }) => stream);
    expect(new Set(streams).size).toBe(DELIVERIES);
  });
});

describe('the live stream', () => {
  const stream = (query: string) => `${service.url}/api/events/stream${query}`;
  const told = (text: string) => [...text.matchAll(/^data: \{"stream"/gm)].length;

  it('replays a page at a time without a token: the next one to who comes back with its id', async () => {
    const pages: number[] = [];
    let position = 0;
    for (;;) {
      const headers = { 'last-event-id': String(position) };
      const more = await heardUntil(stream(''), ': there is more', headers).catch(() => undefined);
      if (more === undefined) break;
      const rest = await (await fetch(stream(''), { headers })).text();
      pages.push(told(rest));
      position = Number([...rest.matchAll(/^id: (\d+)$/gm)].at(-1)![1]);
      if (pages.length === 3) break;
    }
    expect(pages).toEqual([500, 500, 500]);
    expect(position).toBe(1_500);
  });

  it('replays everything to an operator, then tells what comes', async () => {
    const last = 'github.com/account-519';
    const heard = await heardUntil(stream('?after=0'), last, operator);
    expect(told(heard)).toBeGreaterThanOrEqual(2 * DELIVERIES + ENTRIES);
  });

  it('has a quota for each sender, which operators are not counted in', async () => {
    const lines: ClientRequest[] = [];
    const listen = async (headers = {}): Promise<IncomingMessage> => {
      const line = get(stream(''), { headers, agent: false });
      lines.push(line);
      const [answer] = (await once(line, 'response')) as [IncomingMessage];
      return answer;
    };
    try {
      const answers = await Promise.all(Array.from({ length: 30 }, () => listen()));
      const refused = answers.filter(({ statusCode }) => statusCode === 429);
      expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(10);
      expect(refused).toHaveLength(20);
      expect(refused[0]!.headers['retry-after']).toMatch(/^\d+$/);
      expect((await listen(operator)).statusCode).toBe(200);
    } finally {
      for (const line of lines) line.destroy();
    }
  });
});

it('a crowd of readers is answered one after the other, or told to come again; operators are not kept out', async () => {
  const crowd = Promise.all(Array.from({ length: 40 }, () => events('')));
  const mine = await ask(`/api/pipelines/${encodeURIComponent(SUBJECT)}/events?limit=1`, operator);
  expect(mine.status).toBe(200);
  const answers = await crowd;
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200).length).toBe(answers.length - refused.length);
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(10);
  for (const { headers } of refused) expect(headers.get('retry-after')).toMatch(/^\d+$/);
});
