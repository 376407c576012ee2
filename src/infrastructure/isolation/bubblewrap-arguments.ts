import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ISOLATED_FOLDER, type IsolatedCommand } from '../../application/ports/isolation.js';

/** Of /etc, what programs need to start; nothing in it is secret. */
const SYSTEM = ['alternatives', 'ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'rpm', 'localtime', 'java', 'perl'];
/** What they need besides to find others and to trust them. */
const NETWORK = [
  'resolv.conf',
  'hosts',
  'nsswitch.conf',
  'services',
  'ssl',
  'ca-certificates',
  'pki',
  'crypto-policies',
];
/** Where programs are, apart from /usr: links into it, on most systems. */
const PROGRAMS = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

const readOnly = (path: string): string[] => (existsSync(path) ? ['--ro-bind', path, path] : []);

function programs(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

/** A tmpfs of so many bytes. */
const tmpfs = (path: string, bytes: number): string[] => [
  '--size',
  String(Math.max(4096, Math.floor(bytes))),
  '--tmpfs',
  path,
];

/** The user that commands are, as they see themselves. */
const INSIDE = '1000';

/**
 * Arguments of bwrap for a command: namespaces of its own, the system's programs to read, and its folder to write to. What bwrap
 * sets up as tmpfs is writable until it is mounted anew; that would be memory without a limit.
 */
export function bubblewrapArguments({
  folder,
  directory = '.',
  environment = {},
  network = false,
  limits,
}: IsolatedCommand): string[] {
  const etc = network ? [...SYSTEM, ...NETWORK] : SYSTEM;
  const variables = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', LANG: 'C.UTF-8', ...environment };
  return [
    ...[
      '--unshare-user',
      '--disable-userns',
      '--unshare-pid',
      '--unshare-ipc',
      '--unshare-uts',
      '--unshare-cgroup-try',
    ],
    ...(network ? [] : ['--unshare-net']),
    ...[
      '--die-with-parent',
      '--new-session',
      '--cap-drop',
      'ALL',
      '--uid',
      INSIDE,
      '--gid',
      INSIDE,
      '--hostname',
      'isolated',
    ],
    ...['--ro-bind', '/usr', '/usr'],
    ...PROGRAMS.flatMap(programs),
    ...['--dir', '/etc'],
    ...etc.flatMap((name) => readOnly(`/etc/${name}`)),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...tmpfs('/dev/shm', limits.memoryBytes / 8),
    ...tmpfs('/tmp', limits.memoryBytes / 8),
    ...['--bind', folder, ISOLATED_FOLDER, '--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--chdir', join(ISOLATED_FOLDER, directory), '--clearenv'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--json-status-fd', '3', '--'],
    ...limited(limits),
  ];
}

/** What starts a command inside: limits that the kernel keeps for each process, and a place behind the service's own work. */
function limited({ cpuSeconds, memoryBytes, diskBytes, processes }: IsolatedCommand['limits']): string[] {
  return [
    ...['/usr/bin/choom', '-n', '1000', '--', '/usr/bin/nice', '-n', '10', '/usr/bin/prlimit'],
    `--cpu=${cpuSeconds}:${cpuSeconds + 1}`,
    // All processes together are watched; this stops one that is faster than the watch.
    `--data=${4 * memoryBytes}`,
    `--fsize=${diskBytes}`,
    `--nproc=${processes}`,
    ...['--nofile=1024', '--core=0', '--memlock=65536', '--msgqueue=0', '--'],
  ];
}
