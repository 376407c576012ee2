import { CoreWorld } from '../../support/core/core-world.js';
import { BUILD, CONFIGURATION, KeptProject, TESTS } from '../../support/core/kept-project.js';

let world: CoreWorld;
let hello: KeptProject;
beforeEach(async () => {
  world = await CoreWorld.open({ admins: ['operator', 'forge.example/guest'] });
  hello = new KeptProject(world);
});
afterEach(() => world.close());

/** What is written to tell people. */
const TELLING = /^(createCheck|updateCheck|createComment|newestComment|addReaction) /;
const read = () => world.forge.calls.filter((call) => !TELLING.test(call));
const NOT_ALLOWED = 'neutral: Namespace is not allowed!';
const REFUSED =
  'Project github.com/acme/hello.git is not on our allowlist! See https://packit.dev/docs/guide/#2-approval';
const CUSTOM = JSON.stringify({
  specfile_path: 'hello.spec',
  jobs: [
    { job: 'copr_build', trigger: 'pull_request', owner: '@team', project: 'nightly' },
    { job: 'copr_build', trigger: 'pull_request', identifier: 'ready', targets: ['fedora-44-x86_64'], ...labelled() },
  ],
});
function labelled() {
  return { require: { label: { present: ['ready'] } } };
}

it('reads of a pull request its configuration, to name the checks, and nothing else', async () => {
  await hello.pull(1, 'dora');
  await hello.pull(1, 'dora', { action: 'synchronize' });
  await hello.pull(1, 'dora', { action: 'labeled', sender: 'keeper', label: 'ready' });
  expect(hello.checks(1)).toEqual({ [BUILD]: NOT_ALLOWED, [TESTS]: NOT_ALLOWED });
  expect([...new Set(read())].sort()).toEqual(['findOpenIssue', 'listRoot acme/hello', 'readFile acme/hello']);
  expect(world.copr.calls).toEqual([]);
});

it('looks for the approval issue once in a while, not for every refusal', async () => {
  for (const number of [1, 2, 3]) await hello.pull(number, 'dora');
  expect(world.forge.calls.filter((call) => call === 'findOpenIssue')).toHaveLength(1);
  world.clock.advance(11 * 60_000);
  await hello.pull(4, 'dora');
  expect(world.forge.calls.filter((call) => call === 'findOpenIssue')).toHaveLength(2);
});

it('reads neither Copr projects nor labels of a pull request that is refused', async () => {
  const custom = new KeptProject(world, { configuration: CUSTOM });
  await custom.pull(1, 'dora', { label: 'ready' });
  expect(custom.checks(1)[`${BUILD}:ready`]).toBe(NOT_ALLOWED);
  expect(world.copr.calls).toEqual([]);
  expect(read().filter((call) => call.startsWith('pullRequest'))).toEqual([]);
});

it.each(['/packit build', '/packit test acme/other#2', '/packit cancel', '/packit explain', '/packit status'])(
  'refuses %s before anything is read',
  async (command) => {
    await hello.pull(1, 'dora');
    world.forge.calls.length = 0;
    for (const who of ['dora', 'keeper']) await hello.comment(1, who, command);
    expect(read()).toEqual([]);
    expect(hello.said).toEqual([REFUSED]);
    expect(world.forge.reactions).toEqual(['1', '2']);
  },
);

it('answers mistakes and `help` to everybody', async () => {
  await world.set('github.com/acme', 'denied');
  await hello.comment(1, 'dora', '/packit biuld');
  await hello.comment(1, 'dora', '/packit help');
  expect(hello.said[0]).toMatch(/^There appears to be a syntax error/);
  expect(hello.said[1]).toMatch(/usage: \/packit/);
  expect(read()).toEqual([]);
});

it('refuses commands on commits and issues before anything is read', async () => {
  await hello.commitComment('c'.repeat(40), 'keeper', '/packit build');
  await hello.issueComment(7, 'keeper', '/packit propose-downstream');
  expect(hello.said).toEqual([REFUSED, REFUSED]);
  expect(read()).toEqual([]);
});

it.each([
  ['github.com', 'github.com/acme/hello.git or parent namespaces denied!'],
  ['github.com/ACME', 'github.com/acme/hello.git or parent namespaces denied!'],
  ['github.com/acme/hello.git', 'github.com/acme/hello.git or parent namespaces denied!'],
  ['github.com/Keeper', 'User namespace keeper denied!'],
])('refuses commands of what is denied by %s, whoever may merge', async (path, said) => {
  await world.set('github.com/acme', 'approved_manually');
  await hello.pull(1, 'dora');
  await world.set(path, 'denied');
  world.forge.calls.length = 0;
  await hello.comment(1, 'keeper', '/packit build');
  expect(hello.said).toEqual([said]);
  expect(read()).toEqual([]);
  expect(world.copr.builds).toHaveLength(1);
});

it('tells whoever waits for the approval that the configuration is not valid, and nobody who is denied', async () => {
  const broken = new KeptProject(world, { configuration: 'jobs: [{job: biuld, trigger: pull_request}]' });
  await broken.pull(1, 'dora');
  expect(broken.said).toHaveLength(1);
  expect(broken.said[0]).toMatch(/^Failed to load packit config file/);
  await world.set('github.com/acme', 'denied');
  await broken.pull(2, 'dora');
  expect(broken.said).toHaveLength(1);
});

it('refuses what a denied person sets going, by whatever way', async () => {
  await world.set('github.com/acme', 'approved_manually');
  await world.set('github.com/Mallory', 'denied');
  const mine = new KeptProject(world, { writers: ['mallory'] });
  await mine.pull(1, 'mallory');
  await mine.pull(2, 'dora', { sender: 'mallory' });
  const sha = await mine.push('mallory');
  await mine.release('v1', 'mallory');
  await mine.comment(1, 'mallory', '/packit build');
  await mine.commitComment(sha, 'mallory', '/packit build');
  const denied = 'neutral: User namespace denied!';
  expect([mine.checks(1)[BUILD], mine.checks(2)[BUILD]]).toEqual([denied, denied]);
  expect(Object.values(mine.checks(sha))).toEqual([denied, denied]);
  expect(world.copr.builds).toEqual([]);
});

it('lets an administrator in where nobody else is behind it', async () => {
  await hello.pull(1, 'operator');
  expect(world.copr.builds).toHaveLength(1);
  // Somebody who may push to the branch of the administrator's pull request is not the administrator.
  await hello.pull(1, 'operator', { action: 'synchronize', sender: 'mallory' });
  expect(hello.checks(1)[BUILD]).toBe(NOT_ALLOWED);
  expect(world.copr.builds).toHaveLength(1);
  await hello.comment(1, 'operator', '/packit build');
  expect(world.copr.builds).toHaveLength(2);
  await world.set('github.com/acme', 'denied');
  await hello.comment(1, 'operator', '/packit build');
  expect(world.copr.builds).toHaveLength(2);
});

it('knows administrators by the forge that they are on', async () => {
  world.settings.githubHost = 'forge.example';
  const elsewhere = new KeptProject(world, { host: 'forge.example' });
  await elsewhere.pull(1, 'operator');
  expect(world.copr.builds).toEqual([]);
  await elsewhere.pull(2, 'guest');
  expect(world.copr.builds).toHaveLength(1);
  world.settings.githubHost = 'github.com';
  await hello.pull(1, 'guest');
  expect(world.copr.builds).toHaveLength(1);
});

it('takes nobody for the author because nobody says who is', async () => {
  await world.set('github.com/acme', 'approved_manually');
  await hello.pull(1, 'dora');
  await hello.comment(1, 'stranger', '/packit build');
  expect(hello.said.at(-1)).toBe(
    'Only users with write or admin permissions to the repository can trigger Packit-as-a-Service\n\nAccount stranger has no write access nor is author of PR!',
  );
  await hello.comment(1, 'DORA', '/packit build');
  expect(world.copr.builds).toHaveLength(2);
});

it('approves nothing for an installer who is denied', async () => {
  await world.set('github.com/mallory', 'denied');
  for (const name of ['mallory', 'jane'])
    world.accounts.set(name, { username: name, isPrivate: false, githubUsername: name });
  const installation = (login: string, by: string) => ({
    action: 'created',
    installation: { id: 1, account: { login, id: 1, html_url: `https://github.com/${login}`, type: 'Organization' } },
    sender: { login: by, id: 2 },
    repositories: [],
  });
  await world.receive('github', 'installation', installation('acme', 'mallory'));
  await hello.pull(1, 'dora');
  expect(hello.checks(1)[BUILD]).toBe(NOT_ALLOWED);
  await world.receive('github', 'installation', installation('acme', 'jane'));
  await hello.pull(2, 'dora');
  expect(world.copr.builds).not.toEqual([]);
});

it('serves private repositories only where an operator says so', async () => {
  await world.set('github.com/acme', 'approved_manually');
  const secret = new KeptProject(world, { repo: 'secret', isPrivate: true, configuration: CONFIGURATION });
  await secret.pull(1, 'dora');
  await secret.comment(1, 'keeper', '/packit build');
  expect(world.forge.calls).toEqual([]);
  world.settings.privateNamespaces = ['github.com/acme'];
  await secret.comment(1, 'keeper', '/packit build');
  expect(world.copr.builds).toHaveLength(1);
});
