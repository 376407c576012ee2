import { MOCK_CHROOTS } from '../fedora.js';
import { HttpService } from '../http-service.js';
import type { Random } from '../random.js';
import type { Timeline } from '../timeline.js';
import { refusal } from './access.js';
import { Builder, type TaskMessage } from './builder.js';
import { type CoprBuild, type CoprProject, isFinal, newChroots, SOURCE_CHROOT, type SourcePackage } from './state.js';

/** What the sandbox's Copr keeps: projects, builds, and what it has to offer. */
export class Ledger {
  readonly service: HttpService;
  readonly credentials = { user: 'packit', login: 'sandbox-copr-login', token: 'sandbox-copr-token' };
  /** Accounts that exist. */
  readonly accounts = new Set(['packit', 'bob']);
  /** Groups that exist → their members. */
  readonly groups = new Map<string, Set<string>>([['@copr', new Set(['bob'])]]);
  /** What is offered: chroot → comment. Can be changed. */
  readonly chroots = new Map(Object.entries(MOCK_CHROOTS));
  readonly builder: Builder;
  readonly #projects = new Map<string, CoprProject>();
  readonly #builds = new Map<number, CoprBuild>();
  #lastProject = 4_000;
  #lastBuild = 9_000_000;

  constructor(
    random: Random,
    timeline: Timeline,
    publish: (message: TaskMessage) => void,
    describeSource: (script: string) => Promise<SourcePackage>,
  ) {
    this.service = new HttpService('Copr', random, () => ({
      status: 404,
      body: { error: "Such API endpoint doesn't exist" },
    }));
    this.builder = new Builder(timeline, publish, describeSource);
  }

  get resultsUrl(): string {
    return `${this.service.url}/results`;
  }

  resultUrl({ id, project, package: source }: CoprBuild, chroot: string): string {
    const name = chroot === SOURCE_CHROOT ? '' : `-${source?.name ?? 'unknown'}`;
    return `${this.resultsUrl}/${project.owner}/${project.name}/${chroot}/${String(id).padStart(8, '0')}${name}/`;
  }

  createProject(
    owner: string,
    name: string,
    chroots: readonly string[],
    settings: Record<string, unknown> = {},
  ): CoprProject {
    if (owner.startsWith('@')) this.addGroup(owner);
    else this.accounts.add(owner);
    const project: CoprProject = {
      id: (this.#lastProject += 1),
      owner,
      name,
      chroots: newChroots(chroots),
      settings,
      permissions: new Map(),
      members: this.groups.get(owner) ?? new Set(),
    };
    this.#projects.set(`${owner}/${name}`, project);
    return project;
  }

  /** A group whose members may do everything in its projects; one that is there gains these members. */
  addGroup(name: string, ...members: string[]): void {
    const group = this.groups.get(name) ?? new Set();
    for (const member of members) group.add(member);
    this.groups.set(name, group);
  }

  findProject(owner: string, name: string): CoprProject | undefined {
    return this.#projects.get(`${owner}/${name}`);
  }

  /** Refused with 404 where there is none. */
  project(owner: string, name: string): CoprProject {
    const project = this.findProject(owner, name);
    if (!project) throw refusal(404, `Project ${owner}/${name} does not exist.`);
    return project;
  }

  projects(): CoprProject[] {
    return [...this.#projects.values()];
  }

  /** Every build, oldest first. */
  builds(): CoprBuild[] {
    return [...this.#builds.values()];
  }

  build(id: number | string | undefined): CoprBuild {
    const build = this.#builds.get(Number(id));
    if (!build) throw refusal(404, `Build ${id} does not exist.`);
    return build;
  }

  /** Copr forgets a build, as when somebody deletes it. */
  forget(build: CoprBuild): void {
    this.#builds.delete(build.id);
  }

  submit(
    project: CoprProject,
    submitter: string,
    chroots: readonly string[],
    script: string,
    request: Readonly<Record<string, unknown>>,
  ): CoprBuild {
    const build: CoprBuild = {
      id: (this.#lastBuild += 1),
      project,
      submitter,
      submittedOn: Math.floor(Date.now() / 1000),
      request,
      script,
      source: { state: 'pending', startedOn: null, endedOn: null },
      chroots: new Map(chroots.map((chroot) => [chroot, { state: 'waiting', startedOn: null, endedOn: null }])),
      canceled: false,
      package: undefined,
    };
    this.#builds.set(build.id, build);
    this.builder.start(build);
    return build;
  }

  cancel(build: CoprBuild): void {
    this.builder.cancel(build);
  }

  isBuilding(project: CoprProject, chroot: string): boolean {
    return this.builds().some((build) => {
      const task = build.project === project ? build.chroots.get(chroot) : undefined;
      return task !== undefined && !isFinal(task.state);
    });
  }

  /** A page of a list, as `limit`, `offset` and `order_type` want it. */
  page<T>(query: URLSearchParams, items: readonly T[]): unknown {
    const offset = Number(query.get('offset') ?? 0);
    const limit = query.get('limit') === null ? null : Number(query.get('limit'));
    const descending = query.get('order_type') === 'DESC';
    const ordered = descending ? [...items].reverse() : items;
    return {
      items: ordered.slice(offset, limit === null ? undefined : offset + limit),
      meta: { limit, offset, order: query.get('order') ?? 'id', order_type: query.get('order_type') ?? 'ASC' },
    };
  }
}
