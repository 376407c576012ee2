import type { Clock } from '../../application/ports/clock.js';
import {
  type BuiltPackage,
  Copr,
  type CoprBuildStatus,
  type CoprBuildSubmission,
  type CoprProject,
  type CoprProjectSettings,
  type HeldPermissions,
} from '../../application/ports/copr.js';
import { PermanentFailure } from '../../application/ports/failure.js';
import type { CoprRefusal } from '../../domain/build/copr-refusal.js';
import type { CoprPermission } from '../../domain/copr-project/copr-project.js';
import { CachedAnswer } from '../shared/cached-answer.js';
import {
  Anything,
  Build,
  BuildChroots,
  Builds,
  BuiltPackages,
  MockChroots,
  Project,
  SourceBuildConfig,
  SourceChroot,
} from './copr-answers.js';
import { CoprApi, type CoprApiOptions, ifKnown, segment } from './copr-api.js';
import { ProjectKeeper } from './project-keeper.js';
import { ProjectPages } from './project-pages.js';
import { isNotABuilder, isNotListed, refused, says } from './refusals.js';
import { carriesKey, scriptWithKey } from './submission-script.js';

const CHROOTS_FRESH_MS = 12 * 60 * 60_000;
/** How many of a project's newest builds may be ours from an attempt whose answer was lost. */
const LOOKED_THROUGH = 100;
/** By so much Copr's clock and ours may differ. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

export interface CoprClientOptions extends CoprApiOptions {
  /** Our own account: only its projects have all their settings enforced. */
  readonly owner: string;
  /** Where people look at builds; default: `baseUrl`. */
  readonly publicUrl?: string;
  readonly clock: Clock;
}

/** Fedora Copr through its API v3. */
export class CoprClient extends Copr {
  private readonly api: CoprApi;
  private readonly keeper: ProjectKeeper;
  private readonly chroots: CachedAnswer<readonly string[]>;
  private readonly publicUrl: string;
  private readonly pages: ProjectPages;

  constructor(private readonly options: CoprClientOptions) {
    super();
    this.api = new CoprApi(options);
    this.publicUrl = (options.publicUrl ?? this.api.webUrl).replace(/\/+$/, '');
    this.pages = new ProjectPages(this.publicUrl);
    this.keeper = new ProjectKeeper(this.api, this.pages, options.owner, options.clock);
    this.chroots = new CachedAnswer({
      clock: options.clock,
      freshMs: CHROOTS_FRESH_MS,
      load: async () => {
        const listed = await this.api.read(MockChroots, '/mock-chroots/list');
        return Object.keys(listed).filter((name) => !name.startsWith('_'));
      },
    });
  }

  availableChroots(): Promise<readonly string[]> {
    return this.chroots.get();
  }

  async getProject(owner: string, project: string): Promise<CoprProject | undefined> {
    const query = { ownername: owner, projectname: project };
    const found = await ifKnown(() => this.api.read(Project, '/project/', query));
    return (
      found && {
        owner: found.ownername,
        project: found.name,
        chroots: Object.keys(found.chroot_repos),
        forgeProjectsAllowed: found.packit_forge_projects_allowed ?? [],
      }
    );
  }

  ensureProject(settings: CoprProjectSettings): Promise<HeldPermissions> {
    return this.keeper.ensure(settings);
  }

  async submitBuild(submission: CoprBuildSubmission): Promise<{ readonly buildId: number; readonly url: string }> {
    const script = scriptWithKey(submission.script, submission.key);
    const existing = submission.mayExist ? await this.findBuild(submission) : undefined;
    if (existing) return existing;
    const { id } = await this.create(submission, script);
    return this.started(id);
  }

  private async create(submission: CoprBuildSubmission, script: string): Promise<Build> {
    const json = {
      ownername: submission.owner,
      projectname: submission.project,
      script,
      chroot: submission.scriptChroot,
      builddeps: submission.builddeps,
      repos: submission.repos,
      chroots: submission.chroots,
      enable_net: submission.enableNet,
      packit_forge_project: submission.forgeProject,
    };
    try {
      return await this.api.write(Build, 'POST', '/build/create/custom', { json });
    } catch (error) {
      throw refused(error, (answer) => this.refusalOfBuild(submission, error, answer));
    }
  }

  private refusalOfBuild(submission: CoprBuildSubmission, error: unknown, answer: string): CoprRefusal {
    const { owner, project, forgeProject } = submission;
    if (isNotListed(error) && forgeProject !== undefined)
      return { code: 'forge-project-forbidden', forgeProject, settings: this.pages.forgeProjects(owner, project) };
    if (isNotABuilder(error) && owner !== this.options.owner)
      return { code: 'builder-missing', requested: false, page: this.pages.permissions(owner, project) };
    if (error instanceof PermanentFailure && error.kind === 'not-found') return { code: 'project-missing', answer };
    return { code: 'refused', doing: 'build', answer };
  }

  /** Newest first, because a lost answer is seldom old, and none that is older than the first attempt. */
  async findBuild({ owner, project, key, since }: Pick<CoprBuildSubmission, 'key' | 'owner' | 'project' | 'since'>) {
    const newest = { limit: LOOKED_THROUGH, order: 'id', order_type: 'DESC' };
    const query = { ownername: owner, projectname: project, ...newest };
    const builds = await ifKnown(() => this.api.read(Builds, '/build/list', query));
    const from = Date.parse(since) - CLOCKS_DIFFER_MS;
    const young = (builds?.items ?? []).filter(({ submitted_on: at }) => (at ?? Infinity) * 1000 >= from);
    const ids = young.map(({ id }) => id).sort((a, b) => b - a);
    for (const id of ids.slice(0, LOOKED_THROUGH)) {
      const config = await ifKnown(() => this.api.read(SourceBuildConfig, `/build/source-build-config/${id}`));
      if (carriesKey(config?.source_dict?.script ?? '', key)) return this.started(id);
    }
    return undefined;
  }

  async getBuild(buildId: number): Promise<CoprBuildStatus | undefined> {
    const build = await ifKnown(() => this.api.read(Build, `/build/${buildId}`));
    if (!build) return undefined;
    const [source, chroots] = await Promise.all([
      ifKnown(() => this.api.read(SourceChroot, `/build/source-chroot/${buildId}`)),
      ifKnown(() => this.api.read(BuildChroots, '/build-chroot/list', { build_id: buildId })),
    ]);
    return {
      buildId,
      state: build.state,
      source: { state: source?.state ?? 'unknown', url: source?.result_url ?? undefined },
      srpmUrl: build.source_package?.url ?? undefined,
      chroots: Object.fromEntries(
        (chroots?.items ?? []).map(({ name, state, result_url }) => [
          name,
          { state, resultUrl: result_url ?? undefined },
        ]),
      ),
    };
  }

  async builtPackages(buildId: number, chroot: string): Promise<readonly BuiltPackage[]> {
    const query = { build_id: buildId, chrootname: chroot };
    const found = await ifKnown(() => this.api.read(BuiltPackages, '/build-chroot/built-packages', query));
    return (found?.packages ?? []).map((built) => ({ ...built, epoch: built.epoch ?? null }));
  }

  async cancelBuild(buildId: number): Promise<void> {
    try {
      await this.api.write(Anything, 'PUT', `/build/cancel/${buildId}`, { json: {} });
    } catch (error) {
      const over = error instanceof PermanentFailure && (error.kind === 'not-found' || error.kind === 'conflict');
      if (!over && !says(error, 'Cannot cancel build')) throw error;
    }
  }

  async requestPermission(owner: string, project: string, permission: CoprPermission): Promise<void> {
    const path = `/project/permissions/request/${segment(owner)}/${segment(project)}`;
    await this.api.write(Anything, 'PUT', path, { json: { [permission]: true } });
  }

  private started(buildId: number) {
    return { buildId, url: `${this.publicUrl}/coprs/build/${buildId}/` };
  }
}
