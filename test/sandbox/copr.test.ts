import { Sandbox } from '../../sandbox/sandbox.js';

const CHROOTS = ['fedora-44-x86_64', 'fedora-rawhide-x86_64'];
const SCRIPT =
  '#!/bin/sh\npackit -d prepare-sources --result-dir "$resultdir" --pr-id 1 https://github.com/acme/hello\n';

describe('the sandbox Copr', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await Sandbox.start({ pace: 'manual' });
  });
  afterEach(() => sandbox.close());

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const { login, token } = sandbox.copr.credentials;
    const authorization = `Basic ${Buffer.from(`${login}:${token}`).toString('base64')}`;
    const answer = await fetch(`${sandbox.copr.service.url}/api_3${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const addProject = (change: object = {}, query = '') =>
    call('POST', `/project/add/packit${query}`, { name: 'acme-hello-1', chroots: CHROOTS, ...change });
  const submit = (change: object = {}) =>
    call('POST', '/build/create/custom', {
      ownername: 'packit',
      projectname: 'acme-hello-1',
      script: SCRIPT,
      chroots: CHROOTS,
      ...change,
    });
  const state = async (id: unknown) => {
    const build = await call('GET', `/build/${String(id)}`);
    const source = await call('GET', `/build/source-chroot/${String(id)}`);
    const chroots = await call('GET', `/build-chroot/list?build_id=${String(id)}`);
    return [
      build.body.state,
      source.body.state,
      ...(chroots.body.items as { state: string }[]).map((chroot) => chroot.state),
    ];
  };
  const messages = () =>
    sandbox.bus.published.map(
      ({ topic, body }) =>
        `${topic.replace('org.fedoraproject.prod.copr.', '')} ${String(body.chroot)} ${String(body.status)}`,
    );

  it('runs a build through its states, and says so on the bus', async () => {
    await sandbox.github.createRepository('acme/hello', { 'hello.spec': 'Name: hello\nVersion: 2.1\nRelease: 1\n' });
    await addProject();
    const { body: build } = await submit();
    expect(await state(build.id)).toEqual(['pending', 'pending', 'waiting', 'waiting']);
    sandbox.timeline.advance(5);
    expect(await state(build.id)).toEqual(['running', 'running', 'waiting', 'waiting']);
    sandbox.timeline.advance(20);
    for (let tries = 0; tries < 100 && (await state(build.id))[1] !== 'importing'; tries += 1);
    sandbox.timeline.advance(5);
    expect(await state(build.id)).toEqual(['pending', 'succeeded', 'pending', 'pending']);
    sandbox.timeline.advance(5);
    expect(await state(build.id)).toEqual(['running', 'succeeded', 'running', 'running']);
    sandbox.copr.failChroot('fedora-rawhide-*');
    sandbox.timeline.advance(60);
    expect(await state(build.id)).toEqual(['failed', 'succeeded', 'succeeded', 'failed']);
    expect(messages()).toEqual([
      'build.start srpm-builds 3',
      'build.end srpm-builds 1',
      'build.start fedora-44-x86_64 3',
      'chroot.start fedora-44-x86_64 3',
      'build.start fedora-rawhide-x86_64 3',
      'chroot.start fedora-rawhide-x86_64 3',
      'build.end fedora-44-x86_64 1',
      'build.end fedora-rawhide-x86_64 0',
    ]);
    const { body: built } = await call(
      'GET',
      `/build-chroot/built-packages?build_id=${String(build.id)}&chrootname=fedora-44-x86_64`,
    );
    expect(built.packages).toContainEqual(expect.objectContaining({ name: 'hello', version: '2.1', arch: 'x86_64' }));
    expect((await call('GET', `/build/${String(build.id)}`)).body.source_package).toMatchObject({ name: 'hello' });
  });

  it('fails all chroots without a message when the source fails', async () => {
    await addProject();
    sandbox.copr.failSource();
    const { body: build } = await submit();
    sandbox.timeline.advance(100);
    expect(await state(build.id)).toEqual(['failed', 'failed', 'failed', 'failed']);
    expect(messages()).toEqual(['build.start srpm-builds 3', 'build.end srpm-builds 0']);
  });

  it('cancels once; what ran says so on the bus', async () => {
    await addProject();
    const { body: build } = await submit();
    sandbox.timeline.advance(10);
    expect(await call('PUT', `/build/cancel/${String(build.id)}`)).toMatchObject({
      status: 200,
      body: { state: 'canceled' },
    });
    expect(await call('PUT', `/build/cancel/${String(build.id)}`)).toMatchObject({
      status: 409,
      body: { error: `Cannot cancel build ${String(build.id)}` },
    });
    sandbox.timeline.advance(1000);
    expect(await state(build.id)).toEqual(['canceled', 'canceled', 'canceled', 'canceled']);
    expect(messages()).toEqual(['build.start srpm-builds 3', 'build.end srpm-builds 0']);
  });

  it('shows how a build was asked for, and lists builds in pages', async () => {
    await addProject();
    const ids = [(await submit()).body.id, (await submit()).body.id, (await submit()).body.id];
    expect((await call('GET', `/build/source-build-config/${String(ids[0])}`)).body).toMatchObject({
      source_type: 'custom',
      source_dict: { script: SCRIPT },
    });
    const page = await call('GET', '/build/list?ownername=packit&projectname=acme-hello-1&limit=2&order_type=DESC');
    expect((page.body.items as { id: number }[]).map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  });

  describe('refuses', () => {
    it('bad credentials', async () => {
      const authorization = `Basic ${Buffer.from('a:b').toString('base64')}`;
      expect(
        await call('POST', '/project/add/packit', { name: 'x', chroots: CHROOTS }, { authorization }),
      ).toMatchObject({ status: 401, body: { output: 'notok' } });
    });

    it.each([
      ['an unknown chroot', { chroots: ['fedora-99-x86_64'] }, 'Unexpected chroot: fedora-99-x86_64'],
      ['a private chroot', { chroots: ['_internal-1-x86_64'] }, 'Unexpected chroot: _internal-1-x86_64'],
      ['no chroot', { chroots: [] }, 'chroots: At least one chroot must be selected'],
      [
        'a name with a slash',
        { name: 'a/b' },
        'name: Name must contain only letters, digits, underscores, dashes and dots.',
      ],
      ['a field it does not know', { colour: 'red' }, expect.stringContaining('colour') as string],
      [
        'a repository that is no address',
        { additional_repos: ['nonsense'] },
        expect.stringContaining('additional_repos') as string,
      ],
    ])('a project with %s', async (_, change, error) => {
      expect(await addProject(change)).toMatchObject({ status: 400, body: { error } });
    });

    it('a project twice, unless it may exist', async () => {
      await addProject();
      expect(await addProject()).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('already have a project') as string },
      });
      expect(await addProject({ chroots: ['epel-9-x86_64'] }, '?exist_ok=true')).toMatchObject({ status: 400 });
      const { status, body } = await addProject({ chroots: ['epel-9-x86_64'] }, '?exist_ok=True');
      expect([status, Object.keys(body.chroot_repos as object)]).toEqual([200, CHROOTS]);
    });

    it('nothing where a project of others is there and may be: it is answered as it is', async () => {
      sandbox.copr.createProject('bob', 'his', ['epel-9-x86_64'], { description: 'His words' });
      const body = { name: 'his', chroots: ['fedora-99-x86_64'], description: 'Ours' };
      const { status, body: found } = await call('POST', '/project/add/bob?exist_ok=True', body);
      expect([status, found.description, Object.keys(found.chroot_repos as object)]).toEqual([
        200,
        'His words',
        ['epel-9-x86_64'],
      ]);
    });

    it("a project in somebody else's name", async () => {
      expect(await call('POST', '/project/add/bob', { name: 'x', chroots: CHROOTS })).toMatchObject({ status: 403 });
      expect(await call('POST', '/project/add/nobody', { name: 'x', chroots: CHROOTS })).toMatchObject({ status: 404 });
    });

    it('building in and editing of a project of somebody else, until that is allowed', async () => {
      const project = sandbox.copr.createProject('bob', 'his', CHROOTS);
      const build = () => submit({ ownername: 'bob', projectname: 'his' });
      expect(await build()).toMatchObject({
        status: 403,
        body: { error: 'User packit is not allowed to build in the copr: bob/his' },
      });
      expect(await call('PUT', '/project/edit/bob/his', { description: 'x' })).toMatchObject({
        status: 403,
        body: { error: 'Only owners and admins may update their projects.' },
      });
      expect((await call('PUT', '/project/permissions/request/bob/his', { builder: true })).body).toEqual({
        updated: true,
      });
      expect((await call('PUT', '/project/permissions/request/bob/his', { builder: true })).body).toEqual({
        updated: false,
      });
      project.permissions.set('packit', { builder: 'approved', admin: 'nothing' });
      expect((await build()).status).toBe(200);
      expect(
        await submit({ ownername: 'bob', projectname: 'his', packit_forge_project: 'github.com/acme/hello' }),
      ).toMatchObject({ status: 403 });
    });

    it('to show, give or ask for permissions where that is not for the account', async () => {
      const project = sandbox.copr.createProject('bob', 'his', CHROOTS);
      const path = (what: string) => `/project/permissions/${what}/bob/his`;
      const denied = { status: 403, body: { error: expect.stringContaining('missing admin rights') as string } };
      expect(await call('GET', path('get'))).toMatchObject(denied);
      expect(await call('PUT', path('set'), { packit: { admin: 'approved' } })).toMatchObject(denied);
      expect(await call('PUT', path('request'), {})).toMatchObject({ status: 400 });
      await addProject();
      const own = (what: string) => `/project/permissions/${what}/packit/acme-hello-1`;
      expect(await call('PUT', own('request'), { builder: true })).toMatchObject({ status: 400 });
      expect(await call('GET', own('get'))).toMatchObject({ status: 404 });
      expect((await call('PUT', own('set'), { bob: { builder: 'approved' } })).body).toEqual({ updated: ['bob'] });
      expect((await call('PUT', own('set'), { bob: { builder: 'approved' } })).body).toEqual({ updated: [] });
      expect(await call('PUT', own('set'), { nobody: { builder: 'approved' } })).toMatchObject({ status: 400 });
      expect((await call('GET', own('get'))).body).toEqual({
        permissions: { bob: { builder: 'approved', admin: 'nothing' } },
      });
      const may = async (who: string, name: string) =>
        (await call('GET', `/project/permissions/can_build_in/${who}/${name}`)).body.can_build_in;
      expect([await may('bob', 'packit/acme-hello-1'), await may('packit', 'bob/his')]).toEqual([true, false]);
      project.permissions.set('packit', { builder: 'nothing', admin: 'approved' });
      expect([await may('packit', 'bob/his'), (await call('GET', path('get'))).status]).toEqual([true, 200]);
      expect(await call('PUT', path('request'), { admin: true })).toMatchObject({ status: 400 });
    });

    it('projects in groups that the account is no member of', async () => {
      const add = (group: string) => call('POST', `/project/add/${group}`, { name: 'x', chroots: CHROOTS });
      expect([(await add('@copr')).status, (await add('@unknown')).status]).toEqual([403, 404]);
      sandbox.copr.addGroup('@copr', 'packit');
      expect((await add('@copr')).status).toBe(200);
      expect((await call('PUT', '/project/edit/@copr/x', { description: 'ours' })).status).toBe(200);
    });

    it('dropping a chroot that is being built', async () => {
      await addProject();
      const { body: build } = await submit();
      const drop = () => call('PUT', '/project/edit/packit/acme-hello-1', { chroots: ['fedora-44-x86_64'] });
      expect(await drop()).toMatchObject({
        status: 409,
        body: { error: expect.stringContaining("Can't drop chroot") as string },
      });
      await call('PUT', `/build/cancel/${String(build.id)}`);
      expect((await drop()).status).toBe(200);
    });

    it.each([
      ['with a script over 4096 characters', { script: 'x'.repeat(4097) }],
      ['without a script', { script: undefined }],
      ['for a chroot that the project lacks', { chroots: ['epel-9-x86_64'] }],
      ['with a script chroot that is not there', { chroot: 'fedora-99-x86_64' }],
    ])('a build %s', async (_, change) => {
      await addProject();
      expect(await submit(change)).toMatchObject({
        status: 400,
        body: { error: expect.stringMatching(/^Bad request parameters: /) as string },
      });
    });

    it('a build in a project that is not there', async () => {
      expect(await submit()).toMatchObject({ status: 404 });
    });
  });

  it('edits a chroot by multipart only', async () => {
    await addProject();
    const path = '/project-chroot/edit/packit/acme-hello-1/fedora-44-x86_64';
    expect((await call('PUT', path, { additional_packages: ['gcc'] })).status).toBe(400);
    const form =
      '--x\r\ncontent-disposition: form-data; name="json"; filename="json"\r\ncontent-type: application/json\r\n\r\n{"additional_packages":["gcc"]}\r\n--x--\r\n';
    const edited = await call('PUT', path, form, { 'content-type': 'multipart/form-data; boundary=x' });
    expect(edited).toMatchObject({ status: 200, body: { additional_packages: ['gcc'], with_opts: [] } });
  });
});
