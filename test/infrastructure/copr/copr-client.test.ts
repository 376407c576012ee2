import type { CoprBuildSubmission, CoprProjectSettings, CoprRefused } from '../../../src/application/ports/copr.js';
import { CoprClient } from '../../../src/infrastructure/copr/copr-client.js';
import { coprAccount, CoprServer, projectOf } from '../../support/copr-server.js';
import { ManualClock } from '../../support/manual-clock.js';

const f43 = 'fedora-43-x86_64';
const rawhide = 'fedora-rawhide-x86_64';

const settings: CoprProjectSettings = {
  owner: 'packit',
  project: 'acme-hello-42',
  chroots: [rawhide, f43],
  description: 'Continuous builds',
  instructions: 'Enable it.',
  contact: 'https://contact.example',
  additionalRepos: ['copr://acme/deps'],
  bootstrap: 'default',
  moduleHotfixes: false,
  listOnHomepage: false,
  perChroot: {},
  forgeProject: null,
};

const submission: CoprBuildSubmission = {
  key: 'build-0001',
  owner: 'packit',
  project: 'acme-hello-42',
  script: '#!/bin/sh\n\npackit prepare-sources\n',
  scriptChroot: f43,
  builddeps: ['packit'],
  repos: 'copr://packit/packit-stable',
  chroots: [f43],
  enableNet: false,
  mayExist: false,
  since: '2026-01-05T12:00:00.000Z',
};

let server: CoprServer;
let clock: ManualClock;
let copr: CoprClient;

beforeEach(async () => {
  server = await new CoprServer().start();
  clock = new ManualClock();
  copr = new CoprClient({
    baseUrl: server.url,
    ...coprAccount,
    clock,
    timeoutMs: 1_000,
    publicUrl: 'https://copr.example/',
  });
});
afterEach(() => server.stop());

const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);
const refusalOf = async (work: Promise<unknown>) => ((await failureOf(work)) as CoprRefused).refusal;
const isCreation = ({ path }: { path: string }) => path.includes('/project/add/');
const stored = () => server.projects.get('packit/acme-hello-42');
const writes = () => server.received.filter(({ method }) => method !== 'GET');

describe('chroots on offer', () => {
  it('are asked for once in 12 hours, without the private ones', async () => {
    expect(await copr.availableChroots()).toEqual([f43, rawhide, 'epel-9-x86_64']);
    server.chroots = [f43];
    clock.advance(11 * 3_600_000);
    expect(await copr.availableChroots()).toHaveLength(3);
    clock.advance(3_600_001);
    expect(await copr.availableChroots()).toEqual([f43]);
  });

  it('stay as they were while Copr is away', async () => {
    await copr.availableChroots();
    clock.advance(13 * 3_600_000);
    server.failNext({ status: 503, text: '<html>' });
    expect(await copr.availableChroots()).toHaveLength(3);
    expect(await copr.availableChroots()).toHaveLength(3);
    expect(server.received).toHaveLength(2);
  });

  it('are not invented when Copr was never there', async () => {
    server.failNext('reset');
    expect(await failureOf(copr.availableChroots())).toMatchObject({ name: 'TransientFailure', kind: 'network' });
  });
});

describe('projects', () => {
  it('are created in one call, and not edited when nothing differs', async () => {
    await copr.ensureProject(settings);
    await copr.ensureProject(settings);
    expect(writes().map(({ method }) => method)).toEqual(['POST']);
    expect(stored()).toMatchObject({
      chroots: [f43, rawhide],
      additional_repos: ['copr://acme/deps'],
      unlisted_on_hp: true,
      follow_fedora_branching: false,
      contact: 'https://contact.example',
    });
  });

  it.each([
    [undefined, undefined],
    [true, -1],
    [false, 60],
  ])('are kept as preserve_project %s says: %s days', async (preserveProject, days) => {
    await copr.ensureProject({ ...settings, preserveProject });
    expect(stored()?.delete_after_days).toBe(days);
    await copr.ensureProject({ ...settings, preserveProject: !preserveProject });
    expect(stored()?.delete_after_days).toBe(days);
  });

  it('gain chroots and lose none', async () => {
    const project = projectOf('packit', { name: 'acme-hello-42', chroots: ['epel-9-x86_64', f43] });
    server.projects.set('packit/acme-hello-42', project);
    await copr.ensureProject(settings);
    expect(project).toMatchObject({
      chroots: ['epel-9-x86_64', f43, rawhide],
      additional_repos: ['copr://acme/deps'],
      description: 'Continuous builds',
      unlisted_on_hp: true,
    });
  });

  it('survive a race of two creations', async () => {
    server.failNext({ status: 400, json: { error: 'name: project acme-hello-42 already exists' } }, isCreation);
    await copr.ensureProject(settings);
    expect(stored()).toBeDefined();
    expect(clock.slept).toEqual([1_000]);
  });

  it('end the race after two minutes', async () => {
    for (let n = 0; n < 20; n++) server.failNext({ status: 400, json: { error: 'name: already exists' } }, isCreation);
    expect(await failureOf(copr.ensureProject(settings))).toMatchObject({ kind: 'invalid', status: 400 });
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(120_000);
  });

  it('are read again when another job has added a chroot meanwhile', async () => {
    const project = projectOf('packit', { name: 'acme-hello-42', chroots: [f43] });
    server.projects.set('packit/acme-hello-42', project);
    const meanwhile = { status: 409, json: { error: "Can't drop chroot from project" } };
    server.failNext(meanwhile, ({ path }) => {
      const isEdit = path.includes('/edit/');
      if (isEdit) project.chroots = [f43, 'epel-9-x86_64'];
      return isEdit;
    });
    await copr.ensureProject(settings);
    expect(project.chroots).toEqual(['epel-9-x86_64', f43, rawhide]);
    expect(clock.slept).toEqual([3_000]);
  });

  it('give up after three attempts to add a chroot, and tell what was to be changed', async () => {
    const project = projectOf('packit', { name: 'acme-hello-42', chroots: [f43], bootstrap: 'on' });
    server.projects.set('packit/acme-hello-42', project);
    const conflict = { status: 409, json: { error: "Can't drop chroot from project" } };
    for (let n = 0; n < 3; n++) server.failNext(conflict, ({ path }) => path.includes('/edit/'));
    expect(await refusalOf(copr.ensureProject(settings))).toMatchObject({
      code: 'project-busy',
      changes: expect.arrayContaining([
        { field: 'chroots', old: f43, new: `${f43}, ${rawhide}` },
        { field: 'bootstrap', old: 'on', new: 'default' },
      ]),
    });
    expect(server.calls('PUT', /edit/)).toHaveLength(3);
  });

  it('have nothing left from before, in any of their chroots', async () => {
    const project = projectOf('packit', {
      name: 'acme-hello-42',
      chroots: [f43, 'epel-9-x86_64'],
      additional_repos: ['https://evil.example'],
      packit_forge_projects_allowed: ['github.com/evil/*'],
      module_hotfixes: true,
      bootstrap: 'image',
      isolation: 'simple',
      enable_net: true,
      perChroot: {
        [f43]: { additional_packages: ['evil'], with_opts: ['evil'], comps_name: 'comps.xml' },
        'epel-9-x86_64': {
          additional_repos: ['https://evil.example'],
          additional_modules: ['evil:1'],
          without_opts: ['check'],
          isolation: 'nspawn',
        },
      },
    });
    server.projects.set('packit/acme-hello-42', project);
    await copr.ensureProject({ ...settings, chroots: [f43], perChroot: { [f43]: { withOpts: ['docs'] } } });
    expect(project).toMatchObject({
      chroots: [f43, 'epel-9-x86_64'],
      additional_repos: ['copr://acme/deps'],
      packit_forge_projects_allowed: [],
      module_hotfixes: false,
      bootstrap: 'default',
      isolation: 'default',
      enable_net: false,
      perChroot: {
        [f43]: { additional_packages: [], with_opts: ['docs'], delete_comps: true },
        'epel-9-x86_64': {
          additional_repos: [],
          additional_modules: '',
          without_opts: [],
          isolation: 'unchanged',
        },
      },
    });
    const before = writes().length;
    project.perChroot[f43] = { ...project.perChroot[f43], comps_name: null };
    await copr.ensureProject({ ...settings, chroots: [f43], perChroot: { [f43]: { withOpts: ['docs'] } } });
    expect(writes()).toHaveLength(before);
  });

  it('list the repository that chose their name, and no other', async () => {
    await copr.ensureProject({ ...settings, forgeProject: 'github.com/acme/hello' });
    expect(stored()?.packit_forge_projects_allowed).toEqual(['github.com/acme/hello']);
    stored()!.packit_forge_projects_allowed = ['github.com/*'];
    await copr.ensureProject({ ...settings, forgeProject: 'github.com/acme/hello' });
    expect(stored()?.packit_forge_projects_allowed).toEqual(['github.com/acme/hello']);
  });

  it('that Copr refuses are refused with what it says', async () => {
    server.failNext({ status: 400, json: { error: 'repos: no such thing' } }, ({ path }) => path.includes('/add/'));
    expect(await refusalOf(copr.ensureProject(settings))).toEqual({
      code: 'refused',
      doing: 'project',
      answer: 'repos: no such thing',
    });
  });

  it('have settings per chroot, edited only where they differ', async () => {
    const perChroot = { [f43]: { additionalPackages: ['make'], additionalModules: 'a:1,b:2' }, [rawhide]: {} };
    await copr.ensureProject({ ...settings, perChroot });
    await copr.ensureProject({ ...settings, perChroot });
    expect(server.calls('PUT', /project-chroot\/edit/)).toHaveLength(1);
    expect(stored()?.perChroot).toEqual({ [f43]: { additional_packages: ['make'], additional_modules: 'a:1,b:2' } });
    await copr.ensureProject({ ...settings, perChroot: { [f43]: {} } });
    expect(stored()?.perChroot[f43]).toEqual({ additional_packages: [], additional_modules: '' });
  });

  it('are brought in line one after the other', async () => {
    const jobs = [[f43], [rawhide], ['epel-9-x86_64']].map((chroots) => copr.ensureProject({ ...settings, chroots }));
    await Promise.all(jobs);
    expect(stored()?.chroots).toEqual(['epel-9-x86_64', f43, rawhide]);
    expect(clock.slept).toEqual([]);
  });

  it('can be looked up', async () => {
    const allowed = ['github.com/acme/*'];
    server.projects.set(
      'bob/own',
      projectOf('bob', { name: 'own', chroots: [f43], packit_forge_projects_allowed: allowed }),
    );
    const found = { owner: 'bob', project: 'own', chroots: [f43], forgeProjectsAllowed: allowed };
    expect(await copr.getProject('bob', 'own')).toEqual(found);
    expect(await copr.getProject('bob', 'gone')).toBeUndefined();
  });

  it('can be asked permission for', async () => {
    server.projects.set('@group/own', projectOf('@group', { name: 'own' }));
    await copr.requestPermission('@group', 'own', 'builder');
    expect(server.received[0]).toMatchObject({
      path: '/api_3/project/permissions/request/%40group/own',
      json: { builder: true },
    });
    expect(server.projects.get('@group/own')?.permissions).toEqual({ builder: 'request', admin: 'nothing' });
  });
});

describe('projects of others', () => {
  const forgeProject = 'github.com/acme/hello';
  const theirs = { ...settings, owner: '@team', project: 'nightly', chroots: [f43], forgeProject };
  const approved = 'approved' as const;
  const nothing = 'nothing' as const;
  const page = 'https://copr.example/coprs/g/team/nightly/permissions/';
  const permissionsPage = { code: 'builder-missing', requested: false, page };

  function given(change: Partial<Parameters<typeof projectOf>[1]> = {}) {
    const project = projectOf('@team', {
      name: 'nightly',
      description: 'Their own words',
      instructions: 'Ask first',
      additional_repos: ['https://team.example'],
      bootstrap: 'on',
      module_hotfixes: true,
      chroots: [f43],
      perChroot: { [f43]: { additional_packages: ['gcc'] } },
      packit_forge_projects_allowed: ['github.com/acme/*'],
      permissions: { builder: approved, admin: nothing },
      ...change,
    });
    server.projects.set('@team/nightly', project);
    return project;
  }

  it('are left as they are by a builder', async () => {
    const project = given();
    const before = structuredClone(project);
    const perChroot = { [f43]: { additionalPackages: ['evil'] } };
    expect(await copr.ensureProject({ ...theirs, perChroot })).toEqual(['builder']);
    expect([project, writes()]).toEqual([before, []]);
  });

  it('gain the chroots that are missing from an admin, and nothing else', async () => {
    const project = given({ permissions: { builder: nothing, admin: approved } });
    const before = structuredClone(project);
    const perChroot = { [rawhide]: { additionalPackages: ['evil'] } };
    expect(await copr.ensureProject({ ...theirs, chroots: [rawhide], perChroot })).toEqual(['builder', 'admin']);
    expect(project).toEqual({ ...before, chroots: [f43, rawhide] });
    expect(writes().map(({ json }) => json)).toEqual([{ chroots: [f43, rawhide] }]);
  });

  it('gain them from a member of the group, who needs no permission', async () => {
    server.groups.add('@team');
    const project = given({ permissions: undefined });
    await copr.ensureProject({ ...theirs, chroots: [rawhide] });
    expect(project.chroots).toEqual([f43, rawhide]);
  });

  it('with missing chroots are not written to by a builder', async () => {
    given();
    expect(await refusalOf(copr.ensureProject({ ...theirs, chroots: [rawhide, f43] }))).toEqual({
      code: 'admin-missing',
      requested: false,
      page,
      settings: 'https://copr.example/coprs/g/team/nightly/edit/',
      enabled: [f43],
      missing: [rawhide],
    });
    expect(writes()).toEqual([]);
  });

  it('are not built in without permission', async () => {
    given({ permissions: undefined });
    expect(await refusalOf(copr.ensureProject(theirs))).toEqual(permissionsPage);
    given({ permissions: { builder: 'request', admin: nothing } });
    expect(await refusalOf(copr.ensureProject(theirs))).toEqual(permissionsPage);
    expect(writes()).toEqual([]);
  });

  it('are not touched when they do not list the repository', async () => {
    given({
      packit_forge_projects_allowed: ['github.com/other/*'],
      permissions: { builder: nothing, admin: approved },
    });
    expect(await refusalOf(copr.ensureProject({ ...theirs, chroots: [rawhide] }))).toEqual({
      code: 'forge-project-forbidden',
      forgeProject,
      settings: 'https://copr.example/coprs/g/team/nightly/edit/#packit_forge_projects_allowed',
    });
    expect(writes()).toEqual([]);
  });

  it('that do not exist are not created below another account', async () => {
    const refusal = await refusalOf(copr.ensureProject({ ...theirs, owner: 'bob' }));
    expect(refusal).toEqual({ code: 'project-missing', answer: 'Project does not exist.' });
    expect(writes()).toEqual([]);
  });

  it('are created in a group of ours, with all that the configuration says', async () => {
    server.groups.add('@team');
    const perChroot = { [f43]: { additionalPackages: ['make'] } };
    expect(await copr.ensureProject({ ...theirs, perChroot })).toEqual(['builder', 'admin']);
    expect(server.projects.get('@team/nightly')).toMatchObject({
      chroots: [f43],
      packit_forge_projects_allowed: [forgeProject],
      perChroot: { [f43]: { additional_packages: ['make'] } },
    });
  });

  it('are not created in a group of others', async () => {
    const refusal = await refusalOf(copr.ensureProject(theirs));
    expect(refusal).toEqual({ code: 'project-missing', answer: "User 'packit' doesn't have access" });
    expect([...server.projects]).toEqual([]);
  });

  it.each([
    [403, "You don't have permissions to build in this copr.", permissionsPage],
    [403, 'User packit is not allowed to build in the copr: @team/nightly', permissionsPage],
    [
      403,
      `Forge project ${forgeProject} can't build in this Copr via Packit.`,
      {
        code: 'forge-project-forbidden',
        forgeProject,
        settings: 'https://copr.example/coprs/g/team/nightly/edit/#packit_forge_projects_allowed',
      },
    ],
    [
      404,
      'Project @team/nightly does not exist.',
      { code: 'project-missing', answer: expect.stringContaining('@team') },
    ],
    [400, 'Bad request parameters: {}', { code: 'refused', doing: 'build', answer: 'Bad request parameters: {}' }],
  ])('refuse a submission with %s %s', async (status, error, refusal) => {
    server.failNext({ status, json: { error } });
    const theirBuild = { ...submission, owner: '@team', project: 'nightly', forgeProject };
    expect(await refusalOf(copr.submitBuild(theirBuild))).toEqual(refusal);
  });
});

describe('builds', () => {
  it('are submitted with the key after the line that names the interpreter', async () => {
    expect(await copr.submitBuild({ ...submission, forgeProject: 'github.com/acme/hello' })).toEqual({
      buildId: 100,
      url: 'https://copr.example/coprs/build/100/',
    });
    const body = server.builds[0]?.body ?? {};
    expect(body).toMatchObject({
      ownername: 'packit',
      projectname: 'acme-hello-42',
      chroot: f43,
      builddeps: ['packit'],
      chroots: [f43],
      repos: 'copr://packit/packit-stable',
      enable_net: false,
      packit_forge_project: 'github.com/acme/hello',
    });
    expect(body.script).toMatch(/^#!\/bin\/sh\n# .*build-0001\n\npackit prepare-sources\n$/);
  });

  it('are found again under their key, and started when there is none', async () => {
    await copr.submitBuild({ ...submission, key: 'build-00010' });
    const first = await copr.submitBuild(submission);
    await copr.submitBuild({ ...submission, key: 'build-0002' });
    expect(await copr.submitBuild({ ...submission, mayExist: true })).toEqual(first);
    expect(server.builds).toHaveLength(3);
    await copr.submitBuild({ ...submission, key: 'build-0003', mayExist: true });
    expect(server.builds).toHaveLength(4);
  });

  it('are looked for by their key without being started', async () => {
    const { owner, project, key, since } = submission;
    expect(await copr.findBuild({ owner, project, key, since })).toBeUndefined();
    const started = await copr.submitBuild(submission);
    expect(await copr.findBuild({ owner, project, key, since })).toEqual(started);
    expect(await copr.findBuild({ owner, project, key: `${key}0`, since })).toBeUndefined();
    expect(server.builds).toHaveLength(1);
  });

  it('are not looked for among those that are older than the first attempt', async () => {
    for (const [minutes, key] of [
      [-600, 'old'],
      [-60, 'older'],
      [-1, 'near'],
    ] as const) {
      await copr.submitBuild({ ...submission, key });
      server.builds.at(-1)!.submittedOn = Date.parse(submission.since) / 1000 + minutes * 60;
    }
    const asked = () => server.calls('GET', /source-build-config/).length;
    const { owner, project, since } = submission;
    expect(await copr.findBuild({ owner, project, key: 'old', since })).toBeUndefined();
    expect(asked()).toBe(1);
    expect(await copr.findBuild({ owner, project, key: 'near', since })).toBeDefined();
  });

  it('are found after the answer to the submission was lost', async () => {
    const isCreate = ({ path }: { path: string }) => path.endsWith('/custom');
    const body = { ownername: 'packit', projectname: 'acme-hello-42', chroots: [] };
    server.failNext('reset', (request) => {
      if (!isCreate(request)) return false;
      const { script } = (request as { json?: unknown }).json as { script: string };
      server.builds.push({ id: 77, state: 'pending', source: 'pending', body: { ...body, script }, chroots: {} });
      return true;
    });
    expect(await failureOf(copr.submitBuild(submission))).toMatchObject({ name: 'TransientFailure', kind: 'network' });
    expect(await copr.submitBuild({ ...submission, mayExist: true })).toMatchObject({ buildId: 77 });
  });

  it('are not even tried with a script that is too long', async () => {
    const failure = await failureOf(copr.submitBuild({ ...submission, script: 'x'.repeat(4_090) }));
    expect(failure).toMatchObject({ name: 'PermanentFailure', kind: 'invalid' });
    expect((failure as Error).message).toContain('4096');
    expect(server.received).toEqual([]);
  });

  it('tell the states of source and chroots', async () => {
    await copr.submitBuild({ ...submission, chroots: [f43, rawhide] });
    Object.assign(server.builds[0] ?? {}, {
      state: 'running',
      source: 'succeeded',
      chroots: { [f43]: 'running', [rawhide]: 'brand-new' },
    });
    expect(await copr.getBuild(100)).toEqual({
      buildId: 100,
      state: 'running',
      source: { state: 'succeeded', url: 'https://results/srpm' },
      srpmUrl: undefined,
      chroots: {
        [f43]: { state: 'running', resultUrl: undefined },
        [rawhide]: { state: 'unknown', resultUrl: undefined },
      },
    });
    expect(await copr.getBuild(4)).toBeUndefined();
    expect(await copr.builtPackages(100, f43)).toEqual([
      { name: 'hello', epoch: null, version: '1.0', release: '1.fc43', arch: 'x86_64' },
    ]);
  });

  it('are cancelled, and finished or unknown ones count as cancelled', async () => {
    await copr.submitBuild(submission);
    await copr.cancelBuild(100);
    expect(server.builds[0]?.state).toBe('canceled');
    Object.assign(server.builds[0] ?? {}, { state: 'succeeded' });
    await copr.cancelBuild(100);
    await copr.cancelBuild(5);
    expect(server.builds[0]?.state).toBe('succeeded');
  });
});

describe('when Copr is not itself', () => {
  it.each([
    ['a cut connection', 'reset', 'network'],
    ['silence', 'hang', 'timeout'],
  ] as const)('%s is an outage', async (_name, reaction, kind) => {
    server.failNext(reaction);
    const failure = await failureOf(copr.submitBuild(submission));
    expect(failure).toMatchObject({ name: 'TransientFailure', kind });
    expect((failure as Error).message).toContain(`Unable to connect to ${server.url}`);
  });

  it('a server that is not there is an outage', async () => {
    await server.stop();
    const failure = await failureOf(copr.ensureProject(settings));
    expect((failure as Error).message).toContain(`Unable to connect to ${server.url}`);
  });

  it.each([
    [504, '<html>gateway</html>', 'TransientFailure', 'server'],
    [500, '{"error":"Database error, contact admin"}', 'TransientFailure', 'server'],
    [200, '<html>maintenance</html>', 'TransientFailure', 'unreadable'],
    [200, '{"surprise":1}', 'TransientFailure', 'unreadable'],
    [401, '{"error":"Login invalid/expired."}', 'PermanentFailure', 'unauthorized'],
    [403, '{"error":"You don\'t have permissions to build in this copr."}', 'CoprRefused', 'forbidden'],
    [400, '{"error":"Bad request parameters: {}"}', 'CoprRefused', 'invalid'],
  ])('%s %s is a %s (%s)', async (status, text, name, kind) => {
    server.failNext({ status, text });
    const failure = await failureOf(copr.submitBuild(submission));
    expect(failure).toMatchObject({ name, kind });
    if (name !== 'TransientFailure')
      expect((failure as Error).message).toContain((JSON.parse(text) as { error: string }).error);
  });

  it('shows no credentials', async () => {
    server.failNext({ status: 400, json: { error: `bad ${coprAccount.token}`, login: server.url } });
    const failure = (await failureOf(copr.submitBuild(submission))) as Error;
    expect(JSON.stringify({ ...failure, message: failure.message })).not.toContain(coprAccount.token);
  });
});
