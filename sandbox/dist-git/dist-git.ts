import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { git } from '../git/git.js';
import { HttpService, Refusal, type Call } from '../http-service.js';
import type { Random } from '../random.js';
import { Lookaside } from './lookaside.js';

/** A pull request in dist-git. */
export interface PullRequestRecord {
  readonly id: number;
  readonly package: string;
  title: string;
  initial_comment: string;
  status: 'Open' | 'Closed' | 'Merged';
  readonly branch: string;
  readonly branch_from: string;
  readonly user: string;
}

/** Fedora's dist-git: packages and forks are real bare repositories in a folder, the forge speaks as Pagure does. */
export class DistGit {
  readonly http: HttpService;
  readonly lookaside: Lookaside;
  readonly pullRequests: PullRequestRecord[] = [];
  /** People who may push to a package, by its name. */
  readonly committers = new Map<string, Set<string>>();
  readonly #forkCommitters = new Map<string, Set<string>>();
  /** Texts with which the next new pull requests into a branch are refused. */
  readonly refusals = new Map<string, string>();

  constructor(
    readonly folder: string,
    random: Random,
    readonly token: string,
    readonly account = 'packit',
  ) {
    this.http = new HttpService('dist-git', random, () => refusal(404, 'Project not found', 'ENOPROJECT').answer);
    this.lookaside = new Lookaside((name) => existsSync(this.repository(name)));
    this.#routes();
    this.lookaside.serve(this.http);
  }

  /** What git clones from and pushes to starts with. */
  get gitUrl(): string {
    return pathToFileURL(this.folder).href;
  }

  get apiUrl(): string {
    return `${this.http.url}/api/0`;
  }

  get lookasideUrl(): string {
    return `${this.http.url}/repo/pkgs`;
  }

  /** Folder of `rpms/hello` or `forks/packit/rpms/hello`. */
  repository(name: string): string {
    return join(this.folder, `${name}.git`);
  }

  /** A package with the same files on every branch; the first is the default branch. */
  async addPackage(name: string, branches: readonly string[], files: Readonly<Record<string, string>>): Promise<void> {
    const path = this.repository(`rpms/${name}`);
    await mkdir(dirname(path), { recursive: true });
    await git(this.folder, ['init', '--quiet', '--bare', `--initial-branch=${branches[0] ?? 'rawhide'}`, path]);
    for (const branch of branches) await this.commit(name, branch, files);
    this.committers.set(name, new Set(['maintainer']));
  }

  /** Adds a commit with these files to a branch of a package. */
  async commit(
    name: string,
    branch: string,
    files: Readonly<Record<string, string>>,
    message = 'Import',
  ): Promise<void> {
    const path = this.repository(`rpms/${name}`);
    const work = await mkdtemp(join(this.folder, 'work-'));
    try {
      await git(work, ['clone', '--quiet', path, '.']);
      const start = (await this.branches(`rpms/${name}`)).includes(branch) ? [`origin/${branch}`] : [];
      await git(
        work,
        start.length > 0
          ? ['checkout', '--quiet', '-B', branch, ...start]
          : ['checkout', '--quiet', '--orphan', branch],
      );
      for (const [file, text] of Object.entries(files)) {
        await mkdir(dirname(join(work, file)), { recursive: true });
        await writeFile(join(work, file), text);
      }
      await git(work, ['add', '--all', '--force']);
      await git(work, ['commit', '--quiet', '--allow-empty', '-m', message]);
      await git(work, ['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  /** Merges an open pull request, as a packager does. */
  async merge(id: number): Promise<void> {
    const pull = this.pullRequests.find((each) => each.id === id)!;
    const fork = this.repository(`forks/${pull.user}/rpms/${pull.package}`);
    await git(this.folder, [
      '-C',
      this.repository(`rpms/${pull.package}`),
      'fetch',
      '--quiet',
      fork,
      `+refs/heads/${pull.branch_from}:refs/heads/${pull.branch}`,
    ]);
    pull.status = 'Merged';
  }

  /** Text of a file of a repository; undefined: there is none. */
  async file(repository: string, ref: string, path: string): Promise<string | undefined> {
    return git(this.folder, ['-C', this.repository(repository), 'show', `${ref}:${path}`]).catch(() => undefined);
  }

  async branches(repository: string): Promise<string[]> {
    const listed = await git(this.folder, [
      '-C',
      this.repository(repository),
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads',
    ]);
    return listed.split('\n').filter(Boolean);
  }

  async head(repository: string, branch: string): Promise<string | undefined> {
    return git(this.folder, [
      '-C',
      this.repository(repository),
      'rev-parse',
      '--verify',
      '--quiet',
      `refs/heads/${branch}`,
    ]).catch(() => undefined);
  }

  listen(port = 0): Promise<void> {
    return this.http.listen(port);
  }

  close(): Promise<void> {
    return this.http.close();
  }

  #routes(): void {
    const { http } = this;
    http.before = (call) => {
      if (call.method === 'GET' || !call.path.startsWith('/api/')) return;
      if (call.headers.authorization !== `token ${this.token}`)
        throw refusal(
          401,
          'Invalid or expired token. Please visit https://src.fedoraproject.org/ to get or renew your API token.',
          'EINVALIDTOK',
        );
    };
    for (const [prefix, isFork] of [
      ['/api/0/fork/{user}/rpms/{name}', true],
      ['/api/0/rpms/{name}', false],
    ] as const) {
      const on = (
        method: string,
        path: string,
        answer: (repository: string, call: Call) => Promise<unknown> | unknown,
      ) =>
        http.on(method, `${prefix}${path}`, async (call) => {
          const { name, user } = call.params;
          const repository = isFork ? `forks/${user}/rpms/${name}` : `rpms/${name}`;
          if (!existsSync(this.repository(repository))) throw refusal(404, 'Project not found', 'ENOPROJECT');
          return { status: 200, body: await answer(repository, call) };
        });
      on('GET', '', (repository) => this.#project(repository));
      on('GET', '/git/urls', (repository) => ({
        total_urls: 2,
        urls: { git: `${this.gitUrl}/${repository}.git`, ssh: `ssh://{username}@pkgs.example.org/${repository}` },
      }));
      on('GET', '/git/branches', (repository) => this.#branches(repository));
      on('POST', '/git/modifyacls', (repository, call) => this.#modifyAcls(repository, call));
      on('GET', '/pull-requests', (repository, call) => this.#list(repository, call));
      on('POST', '/pull-request/new', (repository, call) => this.#create(repository, call));
      on('POST', '/pull-request/{id}', (repository, call) => this.#update(repository, call));
    }
    http.on('POST', '/api/0/fork', async (call) => ({ status: 200, body: await this.#fork(call) }));
  }

  #project(repository: string): object {
    const parts = repository.split('/');
    const name = parts.at(-1)!;
    const isFork = parts[0] === 'forks';
    const commit = isFork ? this.#forkCommitters.get(repository) : this.committers.get(name);
    return {
      name,
      namespace: 'rpms',
      fullname: repository,
      access_users: { owner: [isFork ? parts[1] : 'owner'], admin: [], commit: [...(commit ?? [])] },
      access_groups: { admin: [], commit: [] },
    };
  }

  async #branches(repository: string): Promise<object> {
    const branches = await this.branches(repository);
    const head = await git(this.folder, ['-C', this.repository(repository), 'symbolic-ref', '--short', 'HEAD']);
    return { branches, default: head, total_branches: branches.length };
  }

  async #fork(call: Call): Promise<object> {
    const { repo, namespace } = fieldsOf(call, ['repo']);
    const source = `${namespace ?? 'rpms'}/${repo}`;
    if (!existsSync(this.repository(source))) throw refusal(404, 'Project not found', 'ENOPROJECT');
    const fork = `forks/${this.account}/${source}`;
    if (existsSync(this.repository(fork))) throw refusal(400, `Repo "${fork}" already exists`, 'ENOCODE');
    await mkdir(dirname(this.repository(fork)), { recursive: true });
    await git(this.folder, ['clone', '--quiet', '--bare', this.repository(source), this.repository(fork)]);
    this.#forkCommitters.set(fork, new Set());
    return { message: `Repo "${source}" cloned to "${this.account}/${source}"` };
  }

  #modifyAcls(repository: string, call: Call): object {
    const { name, acl = '' } = fieldsOf(call, ['user_type', 'name']);
    const people = this.#forkCommitters.get(repository);
    if (!people) throw refusal(401, 'You are not allowed to modify ACL’s', 'EMODIFYACLNOTALLOWED');
    if (acl === 'commit') people.add(name!);
    else people.delete(name!);
    return { project: this.#project(repository) };
  }

  #list(repository: string, call: Call): object {
    const status = call.query.get('status') ?? 'Open';
    const author = call.query.get('author');
    const [page, size] = [Number(call.query.get('page') ?? 1), Number(call.query.get('per_page') ?? 20)];
    const all = this.pullRequests.filter(
      (pull) =>
        repository === `rpms/${pull.package}` &&
        (status === 'All' || pull.status === status) &&
        (author === null || pull.user === author),
    );
    const requests = all.slice((page - 1) * size, page * size).map((pull) => this.#pull(pull));
    return { requests, total_requests: all.length };
  }

  async #create(repository: string, call: Call): Promise<object> {
    const fields = fieldsOf(call, ['title', 'branch_to', 'branch_from']);
    const { title, branch_to: branch, branch_from: from, initial_comment = '', repo_from_username: user } = fields;
    const name = repository.split('/').at(-1)!;
    const refused = this.refusals.get(branch!);
    if (refused !== undefined) throw refusal(400, refused, 'ENOCODE');
    const target = await this.head(repository, branch!);
    if (!target) throw refusal(400, `Branch ${branch} could not be found in the target repo`, 'EINVALIDREQ');
    const source = await this.head(`forks/${user}/rpms/${name}`, from!);
    if (!source) throw refusal(400, `Branch ${from} does not exist`, 'EINVALIDREQ');
    if (source === target) throw refusal(400, 'No commits', 'EINVALIDREQ');
    const id = this.pullRequests.length + 1;
    const pull: PullRequestRecord = {
      id,
      package: name,
      title: title!,
      initial_comment,
      status: 'Open',
      branch: branch!,
      branch_from: from!,
      user: user!,
    };
    this.pullRequests.push(pull);
    return this.#pull(pull);
  }

  #update(repository: string, call: Call): object {
    const { title, initial_comment } = fieldsOf(call, ['title']);
    const name = repository.split('/').at(-1);
    const pull = this.pullRequests.find(({ id, package: of }) => id === Number(call.params.id) && of === name);
    if (!pull) throw refusal(404, 'Pull-Request not found', 'ENOREQ');
    pull.title = title!;
    pull.initial_comment = initial_comment ?? pull.initial_comment;
    return this.#pull(pull);
  }

  #pull({ package: name, user, ...pull }: PullRequestRecord): object {
    return { ...pull, user: { name: user }, full_url: `${this.http.url}/rpms/${name}/pull-request/${pull.id}` };
  }
}

function fieldsOf(call: Call, required: readonly string[]): Record<string, string | undefined> {
  const isJson = String(call.headers['content-type']).split(';')[0] === 'application/json';
  const fields = isJson
    ? (call.json() as Record<string, string>)
    : Object.fromEntries(new URLSearchParams(call.raw.toString('utf8')));
  const missing = required.filter((name) => !fields[name]);
  if (missing.length > 0)
    throw new Refusal({
      status: 400,
      body: {
        error: 'Invalid or incomplete input submitted',
        error_code: 'EINVALIDREQ',
        errors: Object.fromEntries(missing.map((name) => [name, ['This field is required.']])),
      },
    });
  return fields;
}

function refusal(status: number, error: string, code: string): Refusal {
  return new Refusal({ status, body: { error, error_code: code } });
}
