import type { BuildOrder } from '../../../src/domain/build/build-order.js';
import { checksOfBuild } from '../../../src/domain/build/build-checks.js';
import type { Copr } from '../../../src/application/ports/copr.js';
import { projectOf } from '../../support/copr-server.js';
import { F43, pullRequest, RAWHIDE, repositoryAt, SubmissionWorld } from './submission-world.js';

let world: SubmissionWorld;
const HELLO = repositoryAt('acme/hello');
const THEIRS: Partial<BuildOrder> = {
  owner: '@team',
  project: 'nightly',
  ownProject: false,
  forgeProject: 'github.com/acme/hello',
};
const PAGE = 'https://copr.example/coprs/g/team/nightly/permissions/';

beforeEach(async () => {
  world = await SubmissionWorld.open();
});
afterEach(() => world.close());

function given(permissions?: { builder: 'nothing' | 'approved'; admin: 'nothing' | 'approved' }, chroots = [F43]) {
  const allowed = ['github.com/acme/*'];
  const project = projectOf('@team', { name: 'nightly', chroots, packit_forge_projects_allowed: allowed, permissions });
  world.server.projects.set('@team/nightly', project);
  return project;
}

async function refused(
  order: Partial<BuildOrder> = {},
  subject = 1,
  options: Parameters<SubmissionWorld['submit']>[1] = {},
) {
  const stream = await world.request(HELLO, pullRequest(subject), { ...THEIRS, ...order });
  await world.submit(stream, options);
  const [check, ...others] = checksOfBuild(await world.state(stream));
  for (const { title } of others) expect(title).toBe(check!.title);
  return { stream, check: check!, comments: await world.comments(stream) };
}
const requests = () => world.server.calls('PUT', /permissions\/request/).map(({ json }) => json);
const writes = () =>
  world.server.received.filter(({ method, path }) => method !== 'GET' && !path.includes('/request/'));

describe('without permission to build', () => {
  it('it is asked for, told in a comment, and the check says what to do', async () => {
    given();
    const { check, comments } = await refused();
    expect([check.state, check.title]).toEqual([
      'error',
      'Submit of the build failed: no permission to build in the Copr project @team/nightly.',
    ]);
    expect(check.summary).toBe(
      `The service has asked the owners of \`@team/nightly\` for the \`builder\` permission. Confirm it on the [permissions page](${PAGE}) of the project. Then press *Re-run* or comment \`/packit build\`.`,
    );
    expect(comments).toEqual({
      'copr:builder-missing': `We have requested the \`builder\` permissions for the @team/nightly Copr project.\n\nPlease confirm the request on the [@team/nightly Copr project permissions page](${PAGE}) and retrigger the build by clicking on a \`Re-run\` button or with a \`/packit build\` pull-request comment (for builds in pull-requests).`,
    });
    expect([requests(), writes()]).toEqual([[{ builder: true }], []]);
  });

  it('it is asked for once and told once a pull request, until it was given', async () => {
    const project = given();
    await refused();
    expect((await refused()).comments).toEqual({});
    expect(Object.keys((await refused({}, 2)).comments)).toEqual(['copr:builder-missing']);
    expect(requests()).toHaveLength(1);
    project.permissions = { builder: 'approved', admin: 'nothing' };
    expect(await world.build(HELLO, pullRequest(1), THEIRS)).toBe('@team/nightly');
    expect(world.eventsOf('@team/nightly').map(({ type }) => type)).toEqual([
      'CoprPermissionRequested',
      'CoprRefusalTold',
      'CoprRefusalTold',
      'CoprPermissionGranted',
      'CoprRefusalsOver',
    ]);
    project.permissions = { builder: 'nothing', admin: 'nothing' };
    expect(Object.keys((await refused()).comments)).toEqual(['copr:builder-missing']);
    expect(requests()).toHaveLength(2);
  });

  it('a request that Copr does not take is not said to have been made', async () => {
    given();
    world.server.failNext({ status: 400, json: { error: 'No.' } }, ({ path }) => path.includes('/request/'));
    const { check, comments } = await refused();
    expect(check.summary).toContain('Give the account of the service the `builder` permission');
    expect(comments['copr:builder-missing']).not.toContain('We have requested');
  });

  it('an outage while it is asked for is a pause, and afterwards all is said once', async () => {
    given();
    world.server.failNext({ status: 503 }, ({ path }) => path.includes('/request/'));
    const { stream, check } = await refused();
    expect(check).toMatchObject({ state: 'pending', title: expect.stringContaining('will be retried in 1 minute') });
    await world.submit(stream);
    expect(await world.comments(stream)).toHaveProperty('copr:builder-missing');
    expect(world.eventsOf('@team/nightly').map(({ type }) => type)).toEqual([
      'CoprPermissionRequested',
      'CoprRefusalTold',
    ]);
  });

  it('a submission that is refused all the same is treated alike', async () => {
    given({ builder: 'approved', admin: 'nothing' });
    const error = "You don't have permissions to build in this copr.";
    world.server.failNext({ status: 403, json: { error } }, ({ path }) => path.endsWith('/create/custom'));
    const { check } = await refused();
    expect(check.title).not.toContain(error);
    expect([check.summary, requests()]).toEqual([expect.stringContaining(PAGE), [{ builder: true }]]);
  });
});

describe('where chroots are missing', () => {
  it('a builder asks for more, and the comment shows the difference and three ways', async () => {
    const project = given({ builder: 'approved', admin: 'nothing' });
    const { check, comments } = await refused({ projectChroots: [RAWHIDE, F43] });
    expect(check.title).toBe(
      'Submit of the build failed: chroots are missing in the Copr project @team/nightly, and there is no permission to add them.',
    );
    expect(comments['copr:admin-missing']).toMatchInlineSnapshot(`
     "The build needs chroots that the Copr project \`@team/nightly\` does not have, and the service has no \`admin\` permission there. Nothing was changed.

     | field | old value | new value |
     | --- | --- | --- |
     | chroots | fedora-43-x86_64 | fedora-43-x86_64, fedora-rawhide-x86_64 |

     \`\`\`diff
      fedora-43-x86_64
     +fedora-rawhide-x86_64
     \`\`\`

     Any of these helps:

     1. Confirm the \`admin\` permission that we have requested, on the [permissions page](https://copr.example/coprs/g/team/nightly/permissions/) of the project.
     2. Add the chroots yourself, in the [settings](https://copr.example/coprs/g/team/nightly/edit/) of the project.
     3. Take the chroots out of \`targets\` in the configuration, or name another \`project\`.

     Then press *Re-run* or comment \`/packit build\`."
    `);
    expect([requests(), writes(), project.chroots]).toEqual([[{ admin: true }], [], [F43]]);
    expect((await refused({ projectChroots: [RAWHIDE, F43] })).comments).toEqual({});
    expect(requests()).toHaveLength(1);
  });

  it('an admin adds them', async () => {
    const project = given({ builder: 'nothing', admin: 'approved' });
    expect(await world.build(HELLO, pullRequest(1), { ...THEIRS, projectChroots: [RAWHIDE, F43] })).toBe(
      '@team/nightly',
    );
    expect([project.chroots, requests()]).toEqual([[F43, RAWHIDE], []]);
  });
});

it('a project that is not there is explained in five points', async () => {
  const { check, comments } = await refused({ owner: 'bob', project: 'gone' });
  expect(check.title).toBe('Submit of the build failed: there is no Copr project bob/gone.');
  expect(check.summary).toContain('Create `bob/gone` in Copr');
  const text = comments['copr:project-missing']!;
  expect(text).toContain('```\nProject does not exist.\n```');
  expect(text.match(/^\d\. /gm)).toEqual(['1. ', '2. ', '3. ', '4. ', '5. ']);
  expect([requests(), writes()]).toEqual([[], []]);
});

it('a repository that is not listed is told where the list is', async () => {
  given({ builder: 'approved', admin: 'nothing' }).packit_forge_projects_allowed = ['github.com/other/*'];
  const { check, comments } = await refused();
  const list = 'https://copr.example/coprs/g/team/nightly/edit/#packit_forge_projects_allowed';
  expect(check.title).toBe(
    'Submit of the build failed: the Copr project @team/nightly does not allow builds of this repository.',
  );
  for (const text of [check.summary, comments['copr:forge-project-forbidden']])
    for (const part of ['`github.com/acme/hello`', list]) expect(text).toContain(part);
});

it('a project of our own in which builds run is told with the exact words', async () => {
  const own = { project: 'acme-hello-1', owner: 'packit', ownProject: true, forgeProject: null };
  world.server.projects.set('packit/acme-hello-1', projectOf('packit', { name: 'acme-hello-1', chroots: [F43] }));
  const conflict = { status: 409, json: { error: "Can't drop chroot from project" } };
  for (let n = 0; n < 3; n++) world.server.failNext(conflict, ({ path }) => path.includes('/project/edit/'));
  const { comments } = await refused(own);
  expect(comments['copr:project-busy']).toContain(
    "Settings of a Copr project packit/acme-hello-1 need to be updated, but Packit can't do that when there are previous builds still in progress.\n\nYou should be able to resolve the problem by recreating this pull request or running `/packit build` after all builds finished.\n\nThis was the change Packit tried to do:\n\n| field | old value | new value |",
  );
});

it('what nobody has foreseen is explained, with what Copr says where it can do no harm', async () => {
  given({ builder: 'approved', admin: 'nothing' });
  const error = `Bad\r\n\`\`\`\n<img src=x> @everyone ${'long '.repeat(200)}`;
  world.server.failNext({ status: 400, json: { error } }, ({ path }) => path.endsWith('/create/custom'));
  const { check, comments } = await refused();
  expect(check.title).toBe('Submit of the build failed: Copr refuses the build in @team/nightly.');
  expect(comments).toEqual({});
  expect(check.summary).toMatch(/Copr says:\n\n```\nBad\n'''\n<img src=x> @everyone [long ]+ …\n```$/);
  expect(check.summary.length).toBeLessThan(1_000);
  expect(check.summary).not.toContain('to try again');
});

it('a login that Copr does not accept is no verdict: the operators are told, and it is tried again', async () => {
  world.server.failNext({ status: 401, json: { error: 'Login invalid/expired.' } }, ({ method }) => method !== 'GET');
  const own = { project: 'acme-hello-1', owner: 'packit', ownProject: true, forgeProject: null };
  const { stream, check } = await refused(own);
  expect(check).toMatchObject({ state: 'pending', title: expect.stringContaining('will be retried in 1 minute') });
  expect(check.summary).toContain('Copr does not accept the login of the service.');
  expect(check.summary).not.toContain('invalid/expired');
  expect(world.log.lines).toEqual([expect.stringMatching(/^error: .*COPR_LOGIN/)]);
  await world.submit(stream);
  expect(await world.outcome(stream)).toBe('packit/acme-hello-1');
});

it('a crash behind the request or the telling repeats neither', async () => {
  given();
  const stream = await world.request(HELLO, pullRequest(1), THEIRS);
  const dying = Object.assign(Object.create(world.copr) as Copr, {
    requestPermission: async (...asked: Parameters<Copr['requestPermission']>) => {
      await world.copr.requestPermission(...asked);
      throw new Error('killed');
    },
  });
  await expect(world.submit(stream, { copr: dying })).rejects.toThrow('killed');
  await world.submit(stream);
  await world.submit(stream);
  expect(world.server.projects.get('@team/nightly')?.permissions).toEqual({ builder: 'request', admin: 'nothing' });
  expect(world.eventsOf('@team/nightly').map(({ type }) => type)).toEqual([
    'CoprPermissionRequested',
    'CoprRefusalTold',
  ]);
  expect(Object.keys(await world.comments(stream))).toEqual(['copr:builder-missing']);
});
