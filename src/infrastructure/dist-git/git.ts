import { simpleGit, type SimpleGit } from 'simple-git';
import { PermanentFailure, TransientFailure } from '../../application/ports/failure.js';
import { redact } from '../shared/redaction.js';

/** How git authenticates itself where we push. */
export interface GitCredentials {
  /** Path of a private key; with `knownHosts` for connections over ssh. */
  readonly sshKey?: string;
  /** Path of a file of known hosts; without it no host is trusted. */
  readonly knownHosts?: string;
}

export interface GitOptions {
  readonly credentials?: GitCredentials;
  /** Milliseconds without output after which git is ended. */
  readonly silenceMs?: number;
  readonly secrets?: readonly string[];
}

const SILENCE_MS = 5 * 60_000;

/** Nobody's own configuration, no questions, no hooks, no programs that a repository names, only the protocols we use. */
const SAFE_CONFIGURATION = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.editor=true',
  'commit.gpgsign=false',
  'tag.gpgsign=false',
  'gc.auto=0',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'protocol.allow=never',
  'protocol.https.allow=always',
  'protocol.http.allow=always',
  'protocol.ssh.allow=always',
  'protocol.file.allow=always',
  'http.followRedirects=false',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
];

/** The system's git in one folder. Failures say what git was asked to do, without secrets. */
export class Git {
  constructor(
    readonly folder: string,
    private readonly options: GitOptions = {},
  ) {}

  /** What git printed, without the last line end. Names that begin with a dash come after `--` or a ref's full name. */
  async run(...args: string[]): Promise<string> {
    const configuration = SAFE_CONFIGURATION.flatMap((setting) => ['-c', setting]);
    try {
      return (await this.client().raw([...configuration, ...args])).replace(/\n$/, '');
    } catch (error) {
      throw this.failure(args, error);
    }
  }

  /** Undefined where git answers that there is no such thing. */
  async maybe(...args: string[]): Promise<string | undefined> {
    try {
      return await this.run(...args);
    } catch (error) {
      if (error instanceof PermanentFailure) return undefined;
      throw error;
    }
  }

  /** The folder has to be there by now. */
  private client(): SimpleGit {
    return simpleGit({
      baseDir: this.folder,
      // Its own rule lets pass what fails without a word on stderr.
      errors: (error, { exitCode, stdErr, stdOut }) =>
        error ?? (exitCode === 0 ? undefined : Buffer.concat(stdErr.length > 0 ? stdErr : stdOut)),
      timeout: { block: this.options.silenceMs ?? SILENCE_MS },
      allowEnvironment: [
        'PATH',
        'HOME',
        'LC_ALL',
        'GIT_CONFIG_GLOBAL',
        'GIT_SSH_COMMAND',
        'GIT_CONFIG_NOSYSTEM',
        'GIT_TERMINAL_PROMPT',
      ],
      unsafe: {
        allowUnsafeSshCommand: true,
        allowUnsafeHooksPath: true,
        allowUnsafeFsMonitor: true,
        allowUnsafePager: true,
        allowUnsafeEditor: true,
        allowUnsafeProtocolOverride: true,
        allowUnsafeConfigPaths: true,
      },
    }).env(environmentOf(this.options.credentials ?? {}));
  }

  private failure(args: readonly string[], error: unknown): PermanentFailure | TransientFailure {
    const text = redact(error instanceof Error ? error.message : String(error), this.options.secrets);
    const said = text.trim().split('\n').slice(-3).join('\n');
    const message = `git ${args[0] ?? ''}: ${said}`;
    const details = { service: 'git', cause: error };
    return isOutage(text)
      ? new TransientFailure(message, { ...details, kind: 'network' })
      : new PermanentFailure(message, { ...details, kind: 'invalid' });
  }
}

/** What git prints when the other side does not answer, or is not itself. */
const OUTAGE =
  /could not resolve host|connection (?:refused|reset|timed out)|operation timed out|failed to connect|couldn't connect|early EOF|remote end hung up|returned error: (?:5\d\d|429)|block timeout|temporary failure|network is unreachable|empty reply/i;

function isOutage(text: string): boolean {
  return OUTAGE.test(text);
}

function environmentOf({ sshKey, knownHosts }: GitCredentials): Record<string, string> {
  const path = process.env.PATH ?? '/usr/bin:/bin';
  const ssh = [
    'ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10',
    ...(sshKey === undefined ? [] : [`-o IdentitiesOnly=yes -i ${quoted(sshKey)}`]),
    `-o UserKnownHostsFile=${knownHosts === undefined ? '/dev/null' : quoted(knownHosts)}`,
  ].join(' ');
  return {
    PATH: path,
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: ssh,
  };
}

const quoted = (path: string) => `'${path.replaceAll("'", `'\\''`)}'`;
