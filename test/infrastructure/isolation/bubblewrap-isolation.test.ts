import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  IsolationUnavailable,
  type IsolatedCommand,
  type IsolatedOutcome,
} from '../../../src/application/ports/isolation.js';
import { BubblewrapIsolation } from '../../../src/infrastructure/isolation/bubblewrap-isolation.js';
import { canIsolate } from '../../support/isolation.js';

const limits = {
  wallSeconds: 20,
  cpuSeconds: 10,
  memoryBytes: 64 * 2 ** 20,
  diskBytes: 8 * 2 ** 20,
  outputBytes: 10_000,
  processes: 24,
};
const SECRET = 'correct horse battery staple';

const isolation = new BubblewrapIsolation();
let top: string;
let folder: string;
beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), 'isolation-test-')));
  await chmod(top, 0o711);
  folder = join(top, 'run');
  await mkdir(folder);
});
afterEach(() => rm(top, { recursive: true, force: true }));

/** Runs a shell script isolated. */
const shell = (script: string, more: Partial<IsolatedCommand> = {}): Promise<IsolatedOutcome> =>
  isolation.run({ command: ['/bin/sh', '-c', script], folder, limits, ...more });
const perl = (script: string, more: Partial<IsolatedCommand> = {}): Promise<IsolatedOutcome> =>
  isolation.run({ command: ['/usr/bin/perl', '-e', script], folder, limits, ...more });

/** Waits for something that happens soon; a test that waits too long fails. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Command lines of all processes of this machine that hold a text. */
async function processesWith(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')));
  return lines.filter((line) => line.includes(text));
}

// Skipped, with a warning that says what is missing, where bubblewrap is not installed or not allowed.
const describeIsolated = canIsolate('isolation of commands') ? describe : describe.skip;

describeIsolated('an isolated command', () => {
  it('runs in its folder, and says how it ended', async () => {
    await writeFile(join(folder, 'given'), 'from outside');
    const { end, stdout, stderr, truncated } = await shell('cat given; echo made > made; pwd; echo oops >&2; exit 3');
    expect({ end, stdout, stderr, truncated }).toEqual({
      end: { kind: 'exited', code: 3 },
      stdout: 'from outside/work\n',
      stderr: 'oops\n',
      truncated: false,
    });
    expect(await readFile(join(folder, 'made'), 'utf8')).toBe('made\n');
  });

  it('starts in a directory of it, with arguments as they are and the variables that it is given', async () => {
    await mkdir(join(folder, 'below'));
    const command = ['/bin/sh', '-c', 'pwd; printf "%s|" "$NAME" "$@"', 'sh', '$(id)', '; ls', '--'];
    const environment = { NAME: 'a b\n"c"' };
    const { stdout } = await isolation.run({ command, folder, directory: 'below', environment, limits });
    expect(stdout).toBe('/work/below\na b\n"c"|$(id)|; ls|--|');
  });

  it('that crashes is said to have crashed', async () => {
    expect((await shell('kill -SEGV $$')).end).toEqual({ kind: 'signalled', signal: 11 });
  });

  it('that is not there is said not to be there', async () => {
    const { end, stderr } = await isolation.run({ command: ['/no/such/program'], folder, limits });
    expect(end).toMatchObject({ kind: 'exited' });
    expect(stderr).toMatch(/no\/such\/program.*No such file/);
  });
});

describeIsolated('an isolated command that looks around', () => {
  it('sees no variable of the service, not in /proc either', async () => {
    process.env.ISOLATION_TEST_TOKEN = SECRET;
    try {
      const { stdout } = await shell('env; cat /proc/*/environ | tr "\\0" "\\n"; cat /proc/*/cmdline | tr "\\0" "\\n"');
      expect(stdout).toContain('HOME=/tmp');
      expect(stdout).not.toContain(SECRET);
      expect(stdout.match(/^[A-Z_]+=/gm)!.every((name) => /^(PATH|HOME|LANG|PWD|OLDPWD|_|SHLVL)=$/.test(name))).toBe(
        true,
      );
    } finally {
      delete process.env.ISOLATION_TEST_TOKEN;
    }
  });

  it('sees no file of the machine but its programs', async () => {
    await writeFile(join(top, 'secret'), SECRET);
    const places = [
      '/etc/shadow',
      '/etc/passwd',
      '/root',
      '/home',
      '/run',
      '/var',
      '/sys',
      '/srv',
      '/mnt',
      '/boot',
      process.cwd(),
      top,
    ];
    const { stdout } = await shell(`for place in ${places.join(' ')}; do ls -d $place 2>/dev/null; done; ls /`);
    expect(
      stdout
        .trim()
        .split('\n')
        .filter((name) => !/^(bin|sbin|lib\w*)$/.test(name)),
    ).toEqual(['dev', 'etc', 'proc', 'tmp', 'usr', 'work']);
  });

  it('sees no process of the machine, and can send a signal to none', async () => {
    const bystander = spawn('sleep', ['600']);
    try {
      const { stdout } = await shell(
        `ls /proc | grep -c '^[0-9]'; kill -9 ${bystander.pid}; kill -9 ${process.pid}; kill -9 -1`,
      );
      expect(Number(stdout.split('\n')[0])).toBeLessThan(8);
      expect(bystander.exitCode).toBeNull();
      expect(process.kill(bystander.pid!, 0)).toBe(true);
    } finally {
      bystander.kill('SIGKILL');
    }
  });

  it('is nobody in particular, and cannot become anybody', async () => {
    const { stdout } = await shell(
      'id -u; grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status; unshare -U true 2>&1; mount -t tmpfs x /tmp 2>&1',
    );
    expect(stdout).toMatch(/^1000\nCapEff:\s0+\nCapBnd:\s0+\nNoNewPrivs:\s1\n/);
    expect(stdout).toMatch(/unshare: unshare failed/);
    expect(stdout).toMatch(/mount: .*(denied|superuser)/i);
  });

  it('holds no descriptor of the service, nor of whoever started the service', async () => {
    const { stdout } = await shell('for fd in /proc/self/fd/*; do readlink $fd; done | sort -u');
    const places = stdout.trim().split('\n');
    // Standard output and error are sockets that Node.js has made for them.
    const sockets = places.filter((place) => place.startsWith('socket:'));
    expect(sockets.length).toBeLessThanOrEqual(2);
    const others = places.filter((place) => !sockets.includes(place));
    expect(others.filter((place) => !/^(\/dev\/null|pipe:\[\d+\]|\/proc\/\d+\/fd)$/.test(place))).toEqual([]);
  });
});

describeIsolated('an isolated command that reaches out', () => {
  let server: Server;
  let connections: number;
  let port: number;
  beforeEach(async () => {
    connections = 0;
    server = createServer((socket) => {
      connections += 1;
      socket.end(SECRET);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const connect = (): string =>
    `use IO::Socket::INET; my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:${port}") or die "no way: $!\\n"; print <$s>`;

  it('finds no network', async () => {
    const { end, stderr } = await perl(connect());
    expect(end).not.toEqual({ kind: 'exited', code: 0 });
    expect(stderr).toMatch(/no way: Connection refused/);
    expect((await shell('cat /proc/net/dev /proc/net/route')).stdout).not.toMatch(/eth|ens|wlan/);
    expect(connections).toBe(0);
  });

  it('finds it where the operator wants that', async () => {
    expect((await perl(connect(), { network: true })).stdout).toBe(SECRET);
  });

  it('can write to no place but its folder', async () => {
    const { stdout } = await shell(
      'for place in / /usr /usr/bin /etc /dev /proc /proc/sys/kernel /bin /lib; do touch $place/new 2>/dev/null && echo $place; done; ' +
        'echo x > /proc/sys/kernel/hostname && echo hostname; mknod /work/null c 1 3 && echo device; touch /work/new && echo done',
    );
    expect(stdout).toBe('done\n');
  });

  it('does not get out through links', async () => {
    await writeFile(join(top, 'secret'), SECRET);
    await symlink(top, join(folder, 'given'));
    const { stdout } = await shell(
      `cat given/secret; echo x > given/secret; ln -s ${top} made; cat made/secret; ln ${join(top, 'secret')} hard; cat ../secret; ln -s /etc/shadow shadow`,
    );
    expect(stdout).toBe('');
    expect(await readFile(join(top, 'secret'), 'utf8')).toBe(SECRET);
    expect((await lstat(join(folder, 'shadow'))).isSymbolicLink()).toBe(true);
    expect((await shell('cat shadow')).stdout).toBe('');
  });

  it('does not change the owner of what its links lead to', async () => {
    await writeFile(join(top, 'theirs'), SECRET);
    const before = await lstat(join(top, 'theirs'));
    await symlink(join(top, 'theirs'), join(folder, 'link'));
    await symlink(top, join(folder, 'folder'));
    await shell('true');
    const after = await lstat(join(top, 'theirs'));
    expect([after.uid, after.gid, after.mode]).toEqual([before.uid, before.gid, before.mode]);
  });
});

describeIsolated('an isolated command that takes too much', () => {
  const name = `isolated-${process.pid}-${Math.floor(performance.now())}`;

  it('of time ends with all that it began', async () => {
    const sleeper = `sh -c 'sleep 600; :' ${name}`;
    const script = `${sleeper} & setsid ${sleeper} & (setsid ${sleeper} &); touch begun; ${sleeper}`;
    const running = shell(script, { limits: { ...limits, wallSeconds: 5 } });
    await until(async () => (await processesWith(`:\0${name}`)).length === 4);
    expect((await running).end).toEqual({
      kind: 'limit',
      limit: 'wall-time',
      message: 'expected an end after at most 5 s',
    });
    expect(await processesWith(name)).toEqual([]);
  });

  it('of time is not saved by what it ignores', async () => {
    const { end } = await perl('$SIG{$_} = "IGNORE" for keys %SIG; close STDOUT; close STDERR; sleep 600', {
      limits: { ...limits, wallSeconds: 1 },
    });
    expect(end).toMatchObject({ kind: 'limit', limit: 'wall-time' });
  });

  it('of the processor ends', async () => {
    const { end } = await perl('1 while 1', { limits: { ...limits, cpuSeconds: 1 } });
    expect(end).toEqual({ kind: 'limit', limit: 'cpu-time', message: 'expected at most 1 s of processor time' });
  });

  it('of memory ends', async () => {
    const { end } = await perl('my $all = "x" x (100 * 2**20); sleep 600');
    expect(end).toMatchObject({
      kind: 'limit',
      limit: 'memory',
      message: expect.stringMatching(/^expected at most 64 MiB of memory, found \d+ MiB$/),
    });
  });

  it('of memory in many processes ends', async () => {
    const { end } = await perl('for (1..10) { last unless fork } my $all = "x" x (16 * 2**20); sleep 600');
    expect(end).toMatchObject({ kind: 'limit', limit: 'memory' });
  });

  it('of memory faster than anybody looks gets none', async () => {
    const { end } = await perl('my $all = "x" x (2**30); sleep 600');
    expect(end).not.toEqual({ kind: 'exited', code: 0 });
    expect(['exited', 'signalled', 'limit']).toContain(end.kind);
  });

  it('of memory that is a file system gets none', async () => {
    const { stdout, end } = await shell(
      'for place in /tmp /dev/shm; do head -c 50000000 /dev/zero > $place/big || echo full; done',
    );
    expect(end).toEqual({ kind: 'exited', code: 0 });
    expect(stdout).toMatch(/^full\nfull\n$/);
  });

  it('of the disk in one file ends', async () => {
    const { end } = await shell('exec head -c 20000000 /dev/zero > big');
    expect(end).toEqual({
      kind: 'limit',
      limit: 'file-size',
      message: `expected files of at most ${limits.diskBytes} bytes`,
    });
    expect((await lstat(join(folder, 'big'))).size).toBeLessThanOrEqual(limits.diskBytes);
  });

  it('of the disk in many files ends', async () => {
    const { end } = await shell('for i in 1 2 3 4; do head -c 4000000 /dev/zero > big$i; done; sleep 600');
    expect(end).toMatchObject({
      kind: 'limit',
      limit: 'disk',
      message: expect.stringMatching(/^expected at most 8 MiB on the disk, found \d+ MiB$/),
    });
  });

  it('of the disk in files without a name ends', async () => {
    const { end } = await perl(
      'for (1..4) { open(my $f, ">", "f$_"); syswrite($f, "x" x 4000000); unlink "f$_"; push @all, $f } sleep 600',
    );
    expect(end).toMatchObject({ kind: 'limit', limit: 'disk' });
  });

  it('of processes gets no more', async () => {
    const { end, stdout } = await perl(
      'my $n = 0; while (1) { my $pid = fork; if (!defined $pid) { print "$n\\n"; last } if (!$pid) { sleep 600 } $n++; die if $n > 1000 } kill 9, -1',
    );
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThanOrEqual(limits.processes);
    expect(end.kind).not.toBe('limit');
  });

  it('of processes by a fork bomb ends when its time is over', async () => {
    const bomb = `cat > bomb <<'X'\nsh bomb ${name}-bomb & sh bomb ${name}-bomb & wait\nX\nsh bomb; sleep 600`;
    const { end } = await shell(bomb, { limits: { ...limits, wallSeconds: 2 } });
    expect(['limit', 'exited', 'signalled']).toContain(end.kind);
    expect(await processesWith(`${name}-bomb`)).toEqual([]);
  });

  it('to say is cut in the middle', async () => {
    const { end, stdout, truncated } = await shell('echo first; head -c 40000 /dev/zero | tr "\\0" x; echo; echo last');
    expect(end).toEqual({ kind: 'exited', code: 0 });
    expect(truncated).toBe(true);
    expect(stdout).toMatch(/^first\nx{4994}\n… 30012 bytes left out …\nx{4994}\nlast\n$/);
  });

  it('to say, for ever, ends', async () => {
    const { end } = await shell('exec yes >&2');
    expect(end).toEqual({ kind: 'limit', limit: 'output', message: 'expected at most 100000 bytes of output' });
  });

  it('ends when nobody wants it any more', async () => {
    const stop = new AbortController();
    const running = shell(`sh -c 'sleep 600; :' ${name}`, { signal: stop.signal });
    await until(async () => (await processesWith(`:\0${name}`)).length === 1);
    stop.abort();
    expect((await running).end).toEqual({ kind: 'aborted' });
    expect(await processesWith(name)).toEqual([]);
    expect((await shell('true', { signal: stop.signal })).end).toEqual({ kind: 'aborted' });
  });
});

describeIsolated('an isolated command of a service that dies', () => {
  it('dies with it', async () => {
    const name = `orphan-${process.pid}`;
    const script = fileURLToPath(new URL('../../support/isolated-sleep.ts', import.meta.url));
    const loader = fileURLToPath(new URL('../../../tools/run-typescript.mjs', import.meta.url));
    const service = spawn(process.execPath, ['--import', loader, script, folder, name], { stdio: 'ignore' });
    const gone = once(service, 'exit');
    await until(async () => (await processesWith(`:\0${name}`)).length === 1);
    service.kill('SIGKILL');
    await gone;
    await until(async () => (await processesWith(`:\0${name}`)).length === 0);
  });
});

const thisFile = fileURLToPath(import.meta.url);
const jest = fileURLToPath(new URL('../../../node_modules/jest/bin/jest.js', import.meta.url));
const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];

/** Whether somebody who is not root can read this file and start Node.js. */
function othersCanRunIt(): boolean {
  if (process.getuid?.() !== 0) return false;
  const { status } = spawnSync('setpriv', [
    ...asNobody,
    process.execPath,
    '-e',
    `require('fs').readFileSync(${JSON.stringify(thisFile)})`,
  ]);
  if (status !== 0)
    console.warn('SKIPPED: isolation for a service that is not root: its user cannot read this repository.');
  return status === 0;
}

// Skipped, with a warning, for the same reasons, and where another account cannot run it.
(canIsolate('isolation for a service that is not root') && othersCanRunIt() ? describe : describe.skip)(
  'all of this',
  () => {
    it('holds for a service that is not root, too', async () => {
      const home = join(top, 'nobody');
      await mkdir(home);
      await chown(home, 65534, 65534);
      const args = [
        '--experimental-vm-modules',
        jest,
        '--ci',
        '--runInBand',
        `--cacheDirectory=${join(home, 'cache')}`,
        '--runTestsByPath',
        thisFile,
      ];
      const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home };
      const cwd = fileURLToPath(new URL('../../..', import.meta.url));
      const child = spawn('setpriv', [...asNobody, process.execPath, ...args], {
        cwd,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const [said] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
      if (child.exitCode !== 0) console.error(said);
      expect(child.exitCode).toBe(0);
    }, 240_000);
  },
);

describe('isolation', () => {
  it('that is not there says what to install, and runs nothing', async () => {
    const none = new BubblewrapIsolation('/no/such/bwrap');
    const availability = await none.available();
    expect(availability).toMatchObject({ available: false });
    expect((availability as { reason: string }).reason).toMatch(/bwrap/);
    await expect(none.run({ command: ['/bin/sh', '-c', 'touch made'], folder, limits })).rejects.toThrow(
      IsolationUnavailable,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('that does not work says what bwrap says, and runs nothing', async () => {
    const broken = join(top, 'bwrap');
    await writeFile(broken, '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n');
    await chmod(broken, 0o755);
    const isolationHere = new BubblewrapIsolation(broken);
    expect(await isolationHere.available()).toEqual({
      available: false,
      reason: 'bubblewrap cannot isolate commands here: bwrap: No permissions to create new namespace',
    });
    await expect(isolationHere.run({ command: ['/bin/true'], folder, limits })).rejects.toThrow(/No permissions/);
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ['a relative path', async () => 'run', /found something else: "run"/],
    ['the root of the file system', async () => '/', /found what others live in/],
    ['a folder that all use', async () => '/tmp', /found (what others live in|a link)/],
    ['the folder of the service', async () => process.cwd(), /found what others live in/],
    ['nothing', async () => join(top, 'none'), /found nothing/],
    [
      'a link',
      async () => {
        await symlink(folder, join(top, 'link'));
        return join(top, 'link');
      },
      /found a link to/,
    ],
    [
      'a folder that shares a file with another place',
      async () => {
        await writeFile(join(top, 'object'), 'x');
        await link(join(top, 'object'), join(folder, 'object'));
        return folder;
      },
      /expected a folder that shares nothing, found a file with hard links to other places/,
    ],
  ])('does not take %s for the folder of a run', async (_, path, message) => {
    await expect(isolation.run({ command: ['/bin/true'], folder: await path(), limits })).rejects.toThrow(message);
  });
});
