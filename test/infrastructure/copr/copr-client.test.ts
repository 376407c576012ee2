import type { CoprBuildSubmission, CoprProjectSettings } from '../../../src/application/ports/copr.js';
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
    expect(writes().map(({ method }) => method)).toEqual(['POST', 'POST']);
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

  it('of somebody else keep their switches', async () => {
    const project = projectOf('bob', { name: 'own', chroots: [f43], module_hotfixes: true, unlisted_on_hp: false });
    server.projects.set('bob/own', project);
    await copr.ensureProject({ ...settings, owner: 'bob', project: 'own', chroots: [f43] });
    expect(project).toMatchObject({ module_hotfixes: true, unlisted_on_hp: false, description: 'Continuous builds' });
  });

  it('of somebody else that cannot be edited tell what was to be changed', async () => {
    server.projects.set('bob/own', projectOf('bob', { name: 'own', chroots: [] }));
    const refusal = { status: 403, json: { error: 'Only owners and admins may update their projects.' } };
    server.failNext(refusal, ({ path }) => path.includes('/edit/'));
    const failure = await failureOf(copr.ensureProject({ ...settings, owner: 'bob', project: 'own', chroots: [f43] }));
    expect(failure).toMatchObject({ name: 'PermanentFailure', kind: 'forbidden', status: 403 });
    expect((failure as Error).message).toContain('Only owners and admins may update their projects.');
    expect(failure).toMatchObject({
      body: { changes: expect.arrayContaining([{ field: 'chroots', old: [], new: [f43] }]) },
    });
  });

  it('survive a race of two creations', async () => {
    server.failNext({ status: 400, json: { error: 'name: project acme-hello-42 already exists' } });
    await copr.ensureProject(settings);
    expect(stored()).toBeDefined();
    expect(clock.slept).toEqual([1_000]);
  });

  it('end the race after two minutes', async () => {
    for (let n = 0; n < 20; n++) server.failNext({ status: 400, json: { error: 'name: already exists' } });
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

  it('give up after three attempts to add a chroot', async () => {
    server.projects.set('packit/acme-hello-42', projectOf('packit', { name: 'acme-hello-42', chroots: [f43] }));
    const conflict = { status: 409, json: { error: "Can't drop chroot from project" } };
    for (let n = 0; n < 3; n++) server.failNext(conflict, ({ path }) => path.includes('/edit/'));
    expect(await failureOf(copr.ensureProject(settings))).toMatchObject({ kind: 'conflict' });
    expect(server.calls('PUT', /edit/)).toHaveLength(3);
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
    await copr.requestPermission('@group', 'own', 'builder');
    expect(server.received[0]).toMatchObject({
      path: '/api_3/project/permissions/request/%40group/own',
      json: { builder: true },
    });
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
    [403, '{"error":"You don\'t have permissions to build in this copr."}', 'PermanentFailure', 'forbidden'],
    [400, '{"error":"Bad request parameters: {}"}', 'PermanentFailure', 'invalid'],
  ])('%s %s is a %s (%s)', async (status, text, name, kind) => {
    server.failNext({ status, text });
    const failure = await failureOf(copr.submitBuild(submission));
    expect(failure).toMatchObject({ name, kind });
    if (name === 'PermanentFailure')
      expect((failure as Error).message).toContain((JSON.parse(text) as { error: string }).error);
  });

  it('shows no credentials', async () => {
    server.failNext({ status: 400, json: { error: `bad ${coprAccount.token}`, login: server.url } });
    const failure = (await failureOf(copr.submitBuild(submission))) as Error;
    expect(JSON.stringify({ ...failure, message: failure.message })).not.toContain(coprAccount.token);
  });
});
