import type { Forge, ForgeProject, Permission, PullRequestFacts } from '../../src/application/ports/forge.js';

/** What a repository of the forge holds, at every commit alike but those that are named. */
export interface InventedRepository {
  configuration: string;
  readonly specFiles: readonly string[];
  /** Commits whose configuration is another; null: they have none. */
  readonly otherwise: Map<string, string | null>;
  readonly pulls: Map<number, PullRequestFacts>;
}

type Asked = Pick<
  Forge,
  'botLogin' | 'listRoot' | 'readFile' | 'pullRequest' | 'tagCommit' | 'isOnBranch' | 'permission' | 'findOpenIssue'
>;

/** A forge whose answers a story makes up. Nothing can be written to it. */
export class InventedForge implements Asked {
  readonly botLogin = 'packit-as-a-service[bot]';
  readonly repositories = new Map<string, InventedRepository>();

  repository({ namespace, repo }: Pick<ForgeProject, 'namespace' | 'repo'>): InventedRepository {
    const found = this.repositories.get(`${namespace}/${repo}`);
    if (!found) throw new Error(`Expected an invented repository, found ${namespace}/${repo}`);
    return found;
  }

  async listRoot(project: ForgeProject, ref: string): Promise<readonly string[]> {
    const { specFiles, otherwise } = this.repository(project);
    return otherwise.get(ref) === null ? ['README.md'] : ['.packit.yaml', 'README.md', ...specFiles];
  }

  async readFile(project: ForgeProject, path: string, ref: string): Promise<Uint8Array | undefined> {
    const { configuration, otherwise } = this.repository(project);
    const text = otherwise.has(ref) ? otherwise.get(ref) : configuration;
    return path === '.packit.yaml' && text !== null ? Buffer.from(text ?? '') : undefined;
  }

  async pullRequest(project: ForgeProject, number: number): Promise<PullRequestFacts | undefined> {
    return this.repository(project).pulls.get(number);
  }

  async tagCommit(_project: ForgeProject, tag: string): Promise<string | undefined> {
    return tag === 'v404' ? undefined : commitOf(tag);
  }

  async isOnBranch(_project: ForgeProject, branch: string): Promise<boolean> {
    return branch !== 'elsewhere';
  }

  async permission(_project: ForgeProject, login: string): Promise<Permission> {
    return login === 'maintainer' ? 'write' : 'read';
  }

  async findOpenIssue(): Promise<undefined> {
    return undefined;
  }
}

/** A commit hash that only depends on a name. */
export function commitOf(name: string): string {
  return Buffer.from(name.padEnd(20, '.').slice(0, 20)).toString('hex');
}
