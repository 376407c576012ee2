import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Isolation,
  IsolationUnavailable,
  actionLimits,
  type Availability,
  type IsolatedCommand,
  type IsolatedEnd,
  type IsolatedOutcome,
} from '../../application/ports/isolation.js';
import { bubblewrapArguments } from './bubblewrap-arguments.js';
import { checkFolder, closedFoldersAbove, contentOf, giveTo } from './run-folder.js';
import { runToEnd, type RawOutcome } from './run-to-end.js';

/** Users that exist nowhere: one for each run of a service that is root, so that limits count its own processes only. */
const FIRST_USER = 1_879_048_192;
const USERS = 65_536;

const [SIGXCPU, SIGXFSZ] = [24, 25];

/** Programs of Debian's packages util-linux, coreutils and bubblewrap. */
const isRoot = (): boolean => process.getuid?.() === 0;

/** Runs commands in bubblewrap, with namespaces of their own: user, mounts, processes, network, IPC and host name. */
export class BubblewrapIsolation extends Isolation {
  #works = false;
  #nextUser = Math.floor(Math.random() * USERS);

  /** `program` is bwrap, or where it is. */
  constructor(private readonly program = 'bwrap') {
    super();
  }

  /** Tries it once; what works is not tried again. */
  async available(): Promise<Availability> {
    if (this.#works) return { available: true };
    if (process.platform !== 'linux')
      return { available: false, reason: `bubblewrap runs on Linux, this is ${process.platform}` };
    const folder = await mkdtemp(join(tmpdir(), 'isolation-'));
    try {
      const outcome = await this.#start({
        command: ['/bin/true'],
        folder,
        limits: { ...actionLimits, wallSeconds: 20 },
      });
      this.#works = outcome.exitCode === 0;
      if (this.#works) return { available: true };
      return { available: false, reason: reasonOf(outcome) };
    } catch (error) {
      return { available: false, reason: this.#missing(error) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async run(command: IsolatedCommand): Promise<IsolatedOutcome> {
    await checkFolder(command.folder);
    const { shared } = await contentOf(command.folder);
    if (shared !== undefined)
      throw new Error(`expected a folder that shares nothing, found a file with hard links to other places: ${shared}`);
    const here = await this.available();
    if (!here.available) throw new IsolationUnavailable(here.reason);
    const outcome = await this.#start(command);
    const { exitCode, stdout, stderr } = outcome;
    const end = endOf(outcome, command);
    // Without a word of bwrap about the command, it was never begun.
    if (end.kind === 'exited' && exitCode === undefined) throw new IsolationUnavailable(reasonOf(outcome));
    return { end, stdout: stdout.text(), stderr: stderr.text(), truncated: stdout.truncated || stderr.truncated };
  }

  async #start(command: IsolatedCommand): Promise<RawOutcome> {
    const { folder, limits, signal } = command;
    const inside = [...bubblewrapArguments(command), ...command.command];
    const watched = { folder, limits, signal };
    if (!isRoot()) return runToEnd([this.program, ...inside], watched);
    // Root is not counted against limits of processes, and could do more harm if it got out.
    const user = FIRST_USER + (this.#nextUser++ % USERS);
    const closed = await closedFoldersAbove(folder);
    if (closed.length > 0)
      throw new Error(
        `expected folders that other users can pass through above ${folder}, for its commands do not run as root; chmod o+x ${closed.join(' ')}`,
      );
    await giveTo(user, folder);
    const drop = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--no-new-privs', '--'];
    return runToEnd([...drop, this.program, ...inside], watched);
  }

  #missing(error: unknown): string {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return `${path ?? this.program} is not installed; install bubblewrap and util-linux`;
    return message;
  }
}

const reasonOf = ({ stderr, signal }: RawOutcome): string => {
  const said = stderr.text().trim() || `it ended by ${signal ?? 'itself'}`;
  return `bubblewrap cannot isolate commands here: ${said.slice(0, 500)}`;
};

function endOf({ exitCode, passed, aborted }: RawOutcome, { limits }: IsolatedCommand): IsolatedEnd {
  if (passed) return { kind: 'limit', ...passed };
  if (aborted) return { kind: 'aborted' };
  const signal = (exitCode ?? 0) - 128;
  if (signal === SIGXCPU)
    return { kind: 'limit', limit: 'cpu-time', message: `expected at most ${limits.cpuSeconds} s of processor time` };
  if (signal === SIGXFSZ)
    return { kind: 'limit', limit: 'file-size', message: `expected files of at most ${limits.diskBytes} bytes` };
  if (signal > 0 && signal <= 64) return { kind: 'signalled', signal };
  return { kind: 'exited', code: exitCode ?? 1 };
}
