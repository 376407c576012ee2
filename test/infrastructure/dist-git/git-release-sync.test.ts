import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ReleaseWorld, specOf, TOKEN } from './release-world.js';

const WORK = 'rawhide-update-propose_downstream';
const FORK = 'forks/packit/rpms/hello';
const sha512 = (text: string) => createHash('sha512').update(text).digest('hex');

let world: ReleaseWorld;
beforeEach(async () => {
  world = await ReleaseWorld.start();
  const old = specOf('1.3.0', world.source);
  await world.distGit.addPackage('hello', ['rawhide', 'f43'], {
    'hello.spec': old,
    sources: `SHA512 (hello-1.3.0.tar.gz) = ${sha512('old')}\n`,
    '.gitignore': '/hello-1.3.0.tar.gz\n',
  });
  await world.upstream('1.4.0', { 'hello.spec': specOf('1.4.0', world.source, ''), '.packit.yaml': 'jobs: []\n' });
});
afterEach(() => world.end());

describe('a release for a branch', () => {
  it('becomes a pull request with the new version, its archive and a changelog entry', async () => {
    const { outcome, pullRequests, log } = await world.bring('rawhide');
    expect(outcome).toEqual({ outcome: 'succeeded', alreadyThere: false });
    expect(pullRequests).toEqual([
      expect.objectContaining({ number: 1, targetBranch: 'rawhide', fastForward: false, how: 'opened' }),
    ]);
    const archive = sha512('archive of 1.4.0');
    expect(await world.distGit.file(FORK, WORK, 'sources')).toBe(`SHA512 (hello-1.4.0.tar.gz) = ${archive}`);
    expect(await world.distGit.file(FORK, WORK, '.gitignore')).toBe('/hello-1.3.0.tar.gz\n/hello-1.4.0.tar.gz');
    expect(world.distGit.lookaside.names()).toEqual(['rpms/hello/hello-1.4.0.tar.gz']);
    const spec = await world.distGit.file(FORK, WORK, 'hello.spec');
    expect(spec).toContain('Version:        1.4.0');
    expect(spec).toContain('* Tue Jan 20 2026 Packit <hello@packit.dev> - 1.4.0-1\n- Update to version 1.4.0\n');
    expect(spec).toContain('* Mon Jan 05 2026 A Packager');
    expect(world.distGit.pullRequests[0]).toMatchObject({
      title: 'Update rawhide to upstream release 1.4.0',
      branch_from: WORK,
      user: 'packit',
    });
    expect(world.distGit.pullRequests[0]?.initial_comment).toMatch(
      /^Upstream tag: \[1\.4\.0\]\(https:\/\/github\.com\//,
    );
    expect(log).toContain('uploads hello-1.4.0.tar.gz');
    expect(log).not.toContain(TOKEN);
    expect(await world.leftovers()).toEqual([]);
  });

  it('is left alone when it was brought before, also on another day', async () => {
    await world.bring('rawhide');
    const head = await world.distGit.head(FORK, WORK);
    world.later(3);
    const again = await world.bring('rawhide');
    expect(again.pullRequests).toEqual([expect.objectContaining({ number: 1, how: 'unchanged' })]);
    expect(await world.distGit.head(FORK, WORK)).toBe(head);
    expect(world.distGit.http.callsByRoute()['POST /api/0/rpms/{name}/pull-request/{id}']).toBeUndefined();
  });

  it('is there already when the branch holds the version', async () => {
    await world.bring('rawhide');
    await world.distGit.merge(1);
    const { outcome, pullRequests } = await world.bring('rawhide');
    expect(outcome).toEqual({ outcome: 'succeeded', alreadyThere: true });
    expect(pullRequests).toEqual([]);
  });

  it('is written over in the open pull request when dist-git has moved on', async () => {
    await world.bring('rawhide');
    await world.distGit.commit('hello', 'rawhide', { 'extra.patch': 'x' }, 'Something else');
    const { pullRequests } = await world.bring('rawhide');
    expect(pullRequests).toEqual([expect.objectContaining({ number: 1, how: 'updated' })]);
    expect(await world.distGit.file(FORK, WORK, 'extra.patch')).toBe('x');
    expect(world.distGit.pullRequests).toHaveLength(1);
  });

  it('is skipped where dist-git is ahead, and where the mask differs on a released branch', async () => {
    await world.distGit.commit('hello', 'rawhide', { 'hello.spec': specOf('2.0', world.source) });
    expect((await world.bring('rawhide')).outcome).toEqual({
      outcome: 'skipped',
      reason: 'downstream-newer',
      text: 'Downstream specfile version 2.0 is higher than the version to propose (1.4.0). Skipping the update.',
    });
    await world.upstream('1.5.0', { 'hello.spec': specOf('1.4.0', world.source, ''), '.packit.yaml': '' });
    const masked = await world.bring('f43', { tag: '1.5.0', settings: { versionUpdateMask: '\\d+\\.\\d+' } });
    expect(masked.outcome).toMatchObject({ outcome: 'skipped', reason: 'version-update-mask' });
  });

  it('gives the same commits to branches that follow', async () => {
    const { pullRequests } = await world.bring('rawhide', { fastForwardInto: ['f43', 'f99'] });
    expect(pullRequests).toMatchObject([
      { targetBranch: 'rawhide', fastForward: false },
      { targetBranch: 'f43', fastForward: true },
    ]);
    expect(world.distGit.pullRequests[1]).toMatchObject({ branch: 'f43', branch_from: WORK });
    expect(world.distGit.pullRequests[1]?.initial_comment).not.toContain('Packit dashboard');
  });

  it('lets those push to the fork who may push to the package', async () => {
    await world.bring('rawhide');
    expect(world.distGit.http.callsByRoute()['POST /api/0/fork/{user}/rpms/{name}/git/modifyacls']).toBe(2);
  });
});

describe('what cannot be brought', () => {
  const failed = async (options: Parameters<ReleaseWorld['bring']>[1] = {}) => {
    const { outcome } = await world.bring('rawhide', options);
    expect(world.distGit.pullRequests).toEqual([]);
    expect(await world.leftovers()).toEqual([]);
    return outcome.outcome === 'failed' || outcome.outcome === 'archive-missing'
      ? `${outcome.outcome}: ${outcome.error}`
      : outcome.outcome;
  };
  const upstreamSource = (source: string) =>
    world.upstream('1.4.0', { 'hello.spec': specOf('1.4.0', source, ''), '.packit.yaml': '' });

  it('waits for an archive that is not there yet', async () => {
    world.archives.failNext({ status: 404 });
    expect(await failed()).toBe(
      `archive-missing: Failed to download source from ${world.archives.url}/hello-1.4.0.tar.gz:\nthe server answered 404`,
    );
  });

  it('names a branch that is missing, a tag that is, and a tag that the template does not fit', async () => {
    const { outcome } = await world.bring('f12');
    expect(outcome).toEqual({ outcome: 'failed', error: 'Branch f12 does not exist in the origin remote.' });
    expect(await failed({ tag: '9.9' })).toBe('failed: the repository has no tag 9.9');
    expect(await failed({ settings: { upstreamTagTemplate: 'v{version}' } })).toBe(
      'failed: Unable to extract "version" from 1.4.0 using v{version}',
    );
  });

  it.each([
    ['file:///etc/passwd', 'expected an address of http or https, found file:'],
    ['http://169.254.169.254/latest/hello.tar.gz', 'expected a public address, found 169.254.169.254'],
    ['http://[::1]/hello.tar.gz', 'expected a public address, found ::1'],
    ['http://localhost/hello.tar.gz', 'expected a public address, found localhost at an internal one'],
  ])('does not fetch %s', async (source, why) => {
    await upstreamSource(source);
    expect(await failed()).toBe(`failed: Failed to download source from ${source}:\n${why}`);
  });

  it('does not follow a redirection to an internal address', async () => {
    world.archives.on('GET', /^\/away\.tar\.gz$/, () => ({
      status: 302,
      headers: { location: 'http://127.0.0.1:1/hello.tar.gz' },
    }));
    await upstreamSource(`${world.archives.url}/away.tar.gz`);
    expect(await failed()).toContain('failed: Failed to download source from');
    expect(await failed()).toContain('expected a public address, found 127.0.0.1');
  });

  it('does not take an archive that is too large, announced or not', async () => {
    expect(await failed({ maxBytes: 5 })).toContain('failed: Failed to download source from');
    const pieces = (function* () {
      for (let at = 0; at < 100; at++) yield Buffer.alloc(100_000);
    })();
    world.archives.failNext({ pieces });
    expect(await failed({ maxBytes: 1_000_000 })).toContain('it has more than 1 MiB');
  });

  it('does not run what a spec file would run', async () => {
    const marker = join(world.folder, 'ran');
    await upstreamSource(`https://example.org/%(touch ${marker})/hello.tar.gz`);
    expect(await failed()).toContain('Source0 cannot be expanded without running code');
    expect(existsSync(marker)).toBe(false);
  });

  it('does not read through a link out of the repository, nor write through one', async () => {
    await world.upstream('1.4.0', { '.packit.yaml': '' }, { 'hello.spec': '/etc/hostname' });
    expect(await failed()).toBe('failed: "hello.spec" leads out of the repository by a symbolic link');
    await world.upstream('1.4.0', { 'hello.spec': specOf('1.4.0', world.source, ''), '.packit.yaml': '' });
    await world.upstream(
      '1.4.0',
      { 'hello.spec': specOf('1.4.0', world.source, ''), '.packit.yaml': '' },
      { secrets: '/etc' },
    );
    const files = (src: string, dest: string) => [{ src: [src], dest, mkpath: false, delete: false, filters: [] }];
    expect(await failed({ settings: { filesToSync: files('secrets', 'secrets') } })).toBe(
      'failed: "secrets" leads out of the repository by a symbolic link',
    );
    expect(await failed({ settings: { filesToSync: files('.packit.yaml', '../../escape') } })).toBe(
      'failed: expected a path inside of the repository, found "../../escape"',
    );
    expect(await failed({ settings: { filesToSync: files('.packit.yaml', '.git/hooks/post-commit') } })).toBe(
      'failed: expected a path inside of the repository, found ".git/hooks/post-commit"',
    );
    expect(await failed({ settings: { specfilePath: '../../../etc/passwd' } })).toContain('expected a path inside');
  });

  it('that needs code of the repository to run, or a signature to be checked', async () => {
    expect(await failed({ settings: { actions: { 'pre-sync': ['make spec'] } } })).toContain('(pre-sync)');
    await world.distGit.commit('hello', 'rawhide', { '.packit.yaml': 'allowed_gpg_keys: ["0123"]\n' });
    expect(await failed()).toContain('`allowed_gpg_keys`, which this service cannot check yet');
  });

  it('says what dist-git refuses', async () => {
    world.distGit.refusals.set('rawhide', 'Pull requests are closed');
    expect(await failed()).toContain('Pull requests are closed');
  });
});

describe('an outage in the middle', () => {
  it('of the lookaside cache is over when it is tried again, and nothing is doubled', async () => {
    world.distGit.lookaside.failures = 1;
    await expect(world.bring('rawhide')).rejects.toMatchObject({ name: 'TransientFailure' });
    expect(world.distGit.pullRequests).toEqual([]);
    const { outcome } = await world.bring('rawhide');
    expect(outcome).toEqual({ outcome: 'succeeded', alreadyThere: false });
    expect(world.distGit.pullRequests).toHaveLength(1);
  });

  it('of the forge after the push leaves one pull request', async () => {
    world.distGit.http.faults.next({ kind: 'lost-answer' }, { where: 'POST /api/0/rpms/{name}/pull-request/new' });
    await expect(world.bring('rawhide')).rejects.toMatchObject({ name: 'TransientFailure' });
    const { pullRequests } = await world.bring('rawhide');
    expect(pullRequests).toEqual([expect.objectContaining({ number: 1, how: 'unchanged' })]);
    expect(world.distGit.pullRequests).toHaveLength(1);
  });
});
