import { FasjsonAccounts } from '../../../src/infrastructure/fasjson/fasjson-accounts.js';
import { LoopbackServer } from '../../support/loopback-server.js';

const accounts: Record<string, object> = {
  bobf: { username: 'bobf', is_private: false, github_username: 'bob', emails: ['bob@example.org'] },
  secret: { username: 'secret', is_private: true, github_username: null },
  old: { username: 'old' },
};

let server: LoopbackServer;
let ticket: string | undefined;
beforeEach(async () => {
  ticket = undefined;
  server = new LoopbackServer().on('GET', /^\/v1\/users\/([^/]+)\/$/, ({ headers }, name = '') => {
    if (ticket !== undefined && headers.authorization !== `Negotiate ${ticket}`)
      return {
        status: 401,
        json: { message: 'Credentials are required' },
        headers: { 'www-authenticate': 'Negotiate' },
      };
    const found = accounts[name];
    return found ? { json: { result: found } } : { status: 404, json: { message: 'User not found', name } };
  });
  await server.start();
});
afterEach(() => server.stop());

const open = (negotiation?: { authorization: () => Promise<string> }) =>
  new FasjsonAccounts({ baseUrl: server.url, timeoutMs: 500 }, negotiation);
const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

it('finds an account', async () => {
  expect(await open().find('bobf')).toEqual({ username: 'bobf', isPrivate: false, githubUsername: 'bob' });
});

it('tells a private account, and one without a GitHub name', async () => {
  expect(await open().find('secret')).toEqual({ username: 'secret', isPrivate: true, githubUsername: null });
  expect(await open().find('old')).toEqual({ username: 'old', isPrivate: false, githubUsername: null });
});

it('does not know an unknown account', async () => {
  expect(await open().find('nobody')).toBeUndefined();
});

it.each(['..', '../groups', 'a/b', '', '-x', 'a?b'])(
  'does not even ask about %p, which cannot be an account',
  async (name) => {
    expect(await open().find(name)).toBeUndefined();
    expect(server.received).toEqual([]);
  },
);

it.each([
  [{ status: 500, json: { message: 'LDAP server is down', source: 'LDAP' } }, 'TransientFailure', 'server'],
  [{ text: '<html>' }, 'TransientFailure', 'unreadable'],
  ['hang', 'TransientFailure', 'timeout'],
  ['reset', 'TransientFailure', 'network'],
  [{ status: 403, json: { message: 'no' } }, 'PermanentFailure', 'forbidden'],
] as const)('fails as it should on %j', async (reaction, name, kind) => {
  server.failNext(reaction);
  expect(await failureOf(open().find('bobf'))).toMatchObject({ name, kind });
});

it('negotiates each request, and once more when the ticket had run out', async () => {
  ticket = 'bbbbbb';
  const tokens = ['aaaaaa', 'bbbbbb'];
  const negotiation = { authorization: async () => `Negotiate ${tokens.shift()}` };
  expect(await open(negotiation).find('bobf')).toMatchObject({ username: 'bobf' });
  expect(server.received.map(({ headers }) => headers.authorization)).toEqual(['Negotiate aaaaaa', 'Negotiate bbbbbb']);
});

it('is refused without credentials where they are needed', async () => {
  ticket = 'needed';
  expect(await failureOf(open().find('bobf'))).toMatchObject({ name: 'PermanentFailure', kind: 'unauthorized' });
});

it('may work later when there is no ticket', async () => {
  const negotiation = { authorization: () => Promise.reject(new Error('no credentials cache')) };
  expect(await failureOf(open(negotiation).find('bobf'))).toMatchObject({
    name: 'TransientFailure',
    kind: 'unauthorized',
  });
});
