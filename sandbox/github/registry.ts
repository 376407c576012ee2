import { join } from 'node:path';
import { BareRepository } from '../git/bare-repository.js';
import type { Account, Installation, Permission, Repository } from './state.js';
import { fullName } from './state.js';

export const timestamp = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

export interface NewRepository {
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly hasIssues?: boolean;
  /** False: the App is not installed on it. Forks have it never. */
  readonly installed?: boolean;
  readonly ownerType?: 'User' | 'Organization';
  /** Login → permission; the owner is an admin by itself. */
  readonly collaborators?: Readonly<Record<string, Permission>>;
}

/** Accounts, installations and repositories of the sandbox's GitHub. */
export class Registry {
  readonly bot: Account;
  readonly #accounts = new Map<string, Account>();
  readonly #repositories = new Map<string, Repository>();
  readonly #installations = new Map<string, Installation>();
  #lastId = 1_000;

  constructor(
    private readonly gitFolder: string,
    botLogin: string,
  ) {
    this.bot = { id: this.nextId(), login: botLogin, type: 'Bot' };
    this.#accounts.set(botLogin.toLowerCase(), this.bot);
  }

  nextId(): number {
    return (this.#lastId += 1);
  }

  account(login: string, type: Account['type'] = 'User'): Account {
    const known = this.#accounts.get(login.toLowerCase());
    if (known) return known;
    const account: Account = { id: this.nextId(), login, type };
    this.#accounts.set(login.toLowerCase(), account);
    return account;
  }

  findAccount(login: string): Account | undefined {
    return this.#accounts.get(login.toLowerCase());
  }

  async create(
    name: string,
    { collaborators = {}, ...options }: NewRepository = {},
    parent?: Repository,
  ): Promise<Repository> {
    const [ownerLogin, repoName, ...rest] = name.split('/');
    if (!ownerLogin || !repoName || rest.length > 0)
      throw new Error(`A repository is called owner/name, found ${name}.`);
    if (this.#repositories.has(name.toLowerCase())) throw new Error(`The repository ${name} exists already.`);
    const owner = this.account(ownerLogin, options.ownerType ?? (parent ? 'User' : 'Organization'));
    const defaultBranch = options.defaultBranch ?? parent?.defaultBranch ?? 'main';
    const repository: Repository = {
      id: this.nextId(),
      owner,
      name: repoName,
      private: options.private ?? false,
      parent,
      defaultBranch,
      hasIssues: options.hasIssues ?? parent === undefined,
      git: await BareRepository.create(join(this.gitFolder, ownerLogin, `${repoName}.git`), defaultBranch),
      createdAt: timestamp(),
      collaborators: new Map(Object.entries(collaborators)),
      pullRequests: new Map(),
      issues: new Map(),
      comments: [],
      checkRuns: [],
      statuses: [],
      nextNumber: 1,
    };
    for (const login of repository.collaborators.keys()) this.account(login);
    this.#repositories.set(name.toLowerCase(), repository);
    if (!parent && options.installed !== false) this.install(owner);
    return repository;
  }

  install(account: Account): Installation {
    const known = this.#installations.get(account.login);
    if (known) return known;
    const installation: Installation = { id: this.nextId(), account, createdAt: timestamp(), suspendedAt: null };
    this.#installations.set(account.login, installation);
    return installation;
  }

  uninstall(account: Account): void {
    this.#installations.delete(account.login);
  }

  remove(repository: Repository): void {
    repository.git.close();
    this.#repositories.delete(fullName(repository).toLowerCase());
    for (const other of this.#repositories.values()) {
      for (const { head } of other.pullRequests.values()) {
        if (head.repository === repository) head.repository = undefined;
      }
    }
  }

  repository(name: string): Repository | undefined {
    return this.#repositories.get(name.toLowerCase());
  }

  repositories(): Repository[] {
    return [...this.#repositories.values()];
  }

  installationOf(repository: Repository): Installation | undefined {
    return this.#installations.get(repository.owner.login);
  }

  installations(): Installation[] {
    return [...this.#installations.values()];
  }

  /** What a login may do in a repository; anybody may read a public one. */
  permission(repository: Repository, login: string): Permission {
    if (login === repository.owner.login) return 'admin';
    return repository.collaborators.get(login) ?? (repository.private ? 'none' : 'read');
  }
}
