import type { Command } from 'commander';
import { allowlistScope, parseAllowlistPath } from '../../domain/allowlist/allowlist-path.js';
import { AllowlistClient, type AllowlistClientEntry } from './allowlist-client.js';

/** Where the commands write, and what they need of the environment. */
export interface AllowlistTerminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  print(line: string): void;
  /** Whether the operator means it. */
  confirm(question: string): Promise<boolean>;
}

interface Options {
  readonly url?: string;
  readonly yes?: boolean;
}

/** `allowlist list|approve|deny|remove`: asks the running service over HTTP. */
export function addAllowlistCommands(program: Command, terminal: AllowlistTerminal): void {
  const allowlist = program.command('allowlist').description('Who may use the service');
  const sub = (nameAndArguments: string, description: string) =>
    allowlist
      .command(nameAndArguments)
      .description(description)
      .option('--url <url>', 'where the service is; default: PUBLIC_URL, else http://HOST:PORT');
  const change = (nameAndArguments: string, description: string) =>
    sub(nameAndArguments, description).option('--yes', 'do not ask whether it is meant');

  sub('list', 'All entries, or those with one status')
    .option('--status <status>', 'waiting, denied, approved_automatically or approved_manually')
    .action(async (options: Options & { status?: string }) => {
      for (const entry of await client(terminal, options).list())
        if (!options.status || entry.status === options.status) terminal.print(lineOf(entry));
    });
  change('approve <path>', 'Approve a host, a namespace or a repository (….git)').action(
    async (path: string, options: Options) => {
      const namespace = await readPath(path, options, terminal);
      const changed = await client(terminal, options).set(namespace, 'approved_manually');
      terminal.print(
        changed ? `Namespace ${namespace} has been approved.` : `Status of namespace ${namespace} has not changed.`,
      );
    },
  );
  change('deny <path>', 'Deny a host, a namespace or a repository (….git)').action(
    async (path: string, options: Options) => {
      const namespace = await readPath(path, options, terminal);
      const changed = await client(terminal, options).set(namespace, 'denied');
      terminal.print(`Namespace ${namespace} ${changed ? 'has been denied.' : 'already denied.'}`);
    },
  );
  change('remove <path>', 'Remove an entry').action(async (path: string, options: Options) => {
    const namespace = await readPath(path, options, terminal);
    const removed = await client(terminal, options).remove(namespace);
    terminal.print(`Namespace ${namespace} ${removed ? 'has been removed.' : 'is not on the allowlist.'}`);
  });
}

function lineOf({ namespace, status, fas_account: fasAccount, by, at }: AllowlistClientEntry): string {
  return `${namespace} ${status}${fasAccount ? ` (${fasAccount})` : ''}${by ? ` by ${by}, ${at}` : ''}`;
}

const SCOPES = { domain: 'the whole domain', namespace: 'the namespace', repository: 'the repository' } as const;

/** The path without its protocol, once the operator has agreed that it is meant. */
async function readPath(text: string, { yes }: Options, terminal: AllowlistTerminal): Promise<string> {
  const bare = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  if (bare !== text) terminal.print(`The protocol was removed from the path: ${bare}`);
  const path = parseAllowlistPath(bare);
  if (!path)
    throw new Error(`Expected a path as github.com, github.com/packit or github.com/packit/ogr.git, found ${text}`);
  if (!yes && !(await terminal.confirm(`This concerns ${SCOPES[allowlistScope(path)]} ${path}. Go on?`)))
    throw new Error('Nothing was changed.');
  return path;
}

function client({ environment }: AllowlistTerminal, options: Options): AllowlistClient {
  const { PUBLIC_URL, HOST, PORT, ADMIN_TOKEN } = environment;
  const url = options.url || PUBLIC_URL || `http://${HOST || '127.0.0.1'}:${PORT || '8080'}`;
  return new AllowlistClient(url, ADMIN_TOKEN ?? '');
}
