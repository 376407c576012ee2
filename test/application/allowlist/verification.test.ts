import { ApprovalIssues } from '../../../src/application/access/approval-issues.js';
import { Authorisation } from '../../../src/application/access/authorisation.js';
import { CommandAccess } from '../../../src/application/interpretation/command-access.js';
import { GATES } from '../../../src/domain/access/gates.js';
import { FasVerification } from '../../../src/application/interpretation/fas-verification.js';
import { Installations } from '../../../src/application/interpretation/installations.js';
import type { DeliveryInHand, Interpretation } from '../../../src/application/interpretation/interpretation.js';
import { IssueCommands } from '../../../src/application/interpretation/issue-commands.js';
import { ServedRepositories } from '../../../src/application/interpretation/served-repositories.js';
import { IssueComments } from '../../../src/application/interpretation/issue-comments.js';
import { FedoraAccounts, type FedoraAccount } from '../../../src/application/ports/fedora-accounts.js';
import { Forges, type Forge } from '../../../src/application/ports/forge.js';
import { Allowlist } from '../../../src/application/queries/allowlist/allowlist.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import { parseComment } from '../../../src/domain/comment-command/parse-comment.js';
import type { InstallationInput, IssueCommentInput } from '../../../src/domain/inputs/input.js';
import { minute } from '../../support/runs.js';
import { AllowlistWorld, SilentLog } from './allowlist-world.js';

const BOT = 'packit-as-a-service[bot]';

class FewAccounts extends FedoraAccounts {
  readonly known = new Map<string, FedoraAccount>();
  asked = 0;
  async find(username: string): Promise<FedoraAccount | undefined> {
    this.asked++;
    return this.known.get(username);
  }
}

class BotForges extends Forges {
  forHost(): Forge {
    return { botLogin: BOT } as unknown as Forge;
  }
}

let world: AllowlistWorld;
let accounts: FewAccounts;
let installations: Installations;
let comments: IssueComments;
beforeEach(() => {
  world = new AllowlistWorld();
  accounts = new FewAccounts();
  accounts.known.set('jane-fas', { username: 'jane-fas', isPrivate: false, githubUsername: 'jane' });
  const allowlist = new Allowlist(world.streams);
  const verification = new FasVerification(accounts, new SilentLog());
  const settings = { commandPrefix: '/packit', deployment: 'prod', admins: [] as readonly string[] } as Settings;
  installations = new Installations(allowlist, verification, world.streams, settings, world.clock);
  const authorisation = new Authorisation(settings, allowlist, new ApprovalIssues(allowlist, world.clock), GATES);
  const served = new ServedRepositories(new BotForges(), settings, GATES);
  const commands = new IssueCommands(served, new CommandAccess(authorisation), settings, world.clock);
  comments = new IssueComments(new BotForges(), allowlist, verification, commands, world.streams, world.clock);
});
afterEach(() => world.close());

const inHand = (id: string): DeliveryInHand => ({
  stream: `delivery-github-${id}`,
  receivedAt: minute(0),
  cause: { id, correlationId: id },
  tries: 0,
});

const install = (by: string, change: Partial<InstallationInput> = {}, id = `install-${by}`) =>
  installations.interpret(
    {
      kind: 'installation',
      change: 'created',
      installationId: 7,
      account: { host: 'github.com', login: 'acme', id: 1, url: '', type: 'Organization' },
      repositories: ['acme/hello'],
      sender: { login: by, id: 2 },
      ...change,
    },
    inHand(id),
  );

function comment(author: string, body: string, change: Partial<IssueCommentInput> = {}, id = body) {
  const input: IssueCommentInput = {
    kind: 'comment',
    surface: 'issue',
    repository: {
      forge: 'github',
      project: {
        host: 'github.com',
        namespace: 'packit',
        repo: 'notifications',
        url: 'https://github.com/packit/notifications',
      },
    },
    issue: { number: 512, title: 'Organization acme needs to be approved.', author: BOT, state: 'open' },
    comment: {
      id: 5,
      body,
      author,
      byBot: false,
      edited: false,
      parsed: parseComment(body, { commandPrefix: '/packit', surface: 'issue', forge: 'github' }),
    },
    actor: author,
    ...change,
  };
  return comments.interpret(input, inHand(id));
}

/** What became of it, in short: reason or meaning, and the reply. */
function told(interpretation: Interpretation): (string | undefined)[] {
  if ('againInMs' in interpretation) throw new Error('It asks for patience.');
  const [first] = interpretation;
  const reply = interpretation.find(({ type }) => type === 'CommentRequested');
  return [
    first?.type === 'DeliveryIgnored'
      ? first.data.reason
      : first?.type === 'DeliveryInterpreted'
        ? first.data.meaning
        : '',
    reply?.type === 'CommentRequested' ? reply.data.body : undefined,
  ];
}
const written = () => world.store.log.map(({ type }) => type);
const MEANT = 'verification of github.com/acme by Fedora account jane-fas';

it.each([
  ['/packit verify-fas', []],
  ['/packit verify-fas one two', []],
  ['/packit verify-fas jane-fas --force', []],
])('explains the format for %s', async (body) => {
  await install('jane');
  expect(told(await comment('jane', body))).toEqual([
    'verification-mistyped',
    'Incorrect format of the Packit verification comment command. The expected format: `/packit verify-fas my-fas-account`',
  ]);
});

it('listens to the newest installer only, written in any case', async () => {
  const others = 'Packit verification comment command not created by the person who installed the application.';
  expect(told(await comment('jane', '/packit verify-fas jane-fas', {}, '1'))).toEqual([
    'verification-by-another-person',
    others,
  ]);
  await install('jane');
  await install('john');
  expect(told(await comment('jane', '/packit verify-fas jane-fas', {}, '2'))).toEqual([
    'verification-by-another-person',
    others,
  ]);
  await install('JANE', {}, 'again');
  expect(told(await comment('jane', '/packit verify-fas jane-fas', {}, '3'))).toEqual([
    MEANT,
    'Namespace `github.com/acme` approved successfully using FAS account `jane-fas`!',
  ]);
});

it('gives the same answer when it is asked again about the same delivery, and looks at the account once', async () => {
  await install('jane');
  accounts.asked = 0;
  const once = await comment('jane', '/packit verify-fas jane-fas', {}, 'same');
  const events = written();
  expect(await comment('jane', '/packit verify-fas jane-fas', {}, 'same')).toEqual(once);
  expect(written()).toEqual(events);
  expect(accounts.asked).toBe(1);
});

it.each([
  ['approved_manually', 'github.com/acme', 'Namespace `github.com/acme` was already approved.'],
  ['approved_manually', 'github.com', 'Namespace `github.com/acme` was already approved.'],
  ['denied', 'github.com/acme', 'Namespace `github.com/acme` is denied.'],
] as const)('asks nobody when %s holds for %s', async (status, namespace, reply) => {
  await install('jane');
  await world.set(namespace, status);
  accounts.asked = 0;
  expect(told(await comment('jane', '/packit verify-fas jane-fas'))).toEqual([MEANT, reply]);
  expect(accounts.asked).toBe(0);
  expect(written().includes('ApprovalIssueCloseRequested')).toBe(status !== 'denied');
});

it.each<[string, Partial<IssueCommentInput>]>([
  [
    'another repository',
    {
      repository: {
        forge: 'github',
        project: { host: 'github.com', namespace: 'acme', repo: 'hello', url: 'https://github.com/acme/hello' },
      },
    },
  ],
  [
    'an issue that somebody else wrote',
    { issue: { number: 1, title: 'Organization acme needs to be approved.', author: 'jane', state: 'open' } },
  ],
  ['an issue about nobody', { issue: { number: 1, title: 'Help', author: BOT, state: 'open' } }],
])('does nothing in %s', async (_, change) => {
  await install('jane');
  const events = written();
  const interpretation = await comment('jane', '/packit verify-fas jane-fas', change);
  expect(told(interpretation)).toEqual(['verification-not-here', undefined]);
  expect(interpretation).toHaveLength(1);
  expect(written()).toEqual(events);
});

it('says what an installation meant', async () => {
  expect(told(await install('jane', { change: 'deleted' }))).toEqual(['installation-not-new', undefined]);
  expect(written()).toEqual([]);
  expect(told(await install('jane'))[0]).toBe('Organization acme waits for its approval.');
  expect(told(await install('jane', {}, 'again'))[0]).toBe('Organization acme is already on our allowlist.');
  accounts.known.set('john', { username: 'john', isPrivate: false, githubUsername: 'John' });
  expect(told(await install('john'))[0]).toBe('Account acme approved automatically.');
});

it.each(['approved_manually', 'denied'] as const)(
  'asks nobody about an installation where a host is %s',
  async (status) => {
    await world.set('github.com', status);
    await install('jane');
    expect(accounts.asked).toBe(0);
    expect(written()).not.toContain('ApprovalIssueRequested');
  },
);
