import type { Clock } from '../../application/ports/clock.js';
import { CoprRefused, type CoprProjectSettings, type HeldPermissions } from '../../application/ports/copr.js';
import { PermanentFailure } from '../../application/ports/failure.js';
import { matchesGlob } from '../../domain/planning/globs.js';
import { Anything, CanBuildIn, Permissions, Project } from './copr-answers.js';
import { type CoprApi, ifKnown, segment } from './copr-api.js';
import { busy } from './own-projects.js';
import { createProject, editChroot } from './project-creation.js';
import type { ProjectPages } from './project-pages.js';
import { chrootChanges, chrootsChange } from './project-settings.js';
import { isBusy, isNotAnAdmin, refused } from './refusals.js';

/**
 * Projects of others. What the account may do there is found out before anything is written, and nothing is written but chroots
 * that a job lists and that are missing.
 */
export class ForeignProjects {
  constructor(
    private readonly api: CoprApi,
    private readonly pages: ProjectPages,
    /** Name of our account. */
    private readonly account: string,
    private readonly clock: Clock,
  ) {}

  async prepare(settings: CoprProjectSettings): Promise<HeldPermissions> {
    const project = await this.find(settings);
    if (!project) return this.createInGroup(settings);
    this.mustBeListed(project, settings);
    const change = chrootsChange(project, settings);
    if (!change) return this.mustBeBuilder(settings);
    const missing = () => this.adminMissing(project, change.new, settings);
    if ((await this.adminship(settings)) === 'no') throw missing();
    const path = `/project/edit/${segment(settings.owner)}/${segment(settings.project)}`;
    try {
      await this.api.write(Anything, 'PUT', path, { json: { chroots: change.new } });
    } catch (error) {
      if (isNotAnAdmin(error)) throw missing();
      if (isBusy(error)) throw busy(error, [change]);
      throw refused(error, (answer) => ({ code: 'refused', doing: 'project', answer }));
    }
    return ['builder', 'admin'];
  }

  /** Copr creates projects below an account for that account alone; in a group it does for all members. */
  private async find({ owner: ownername, project: projectname }: CoprProjectSettings): Promise<Project | undefined> {
    try {
      return await this.api.read(Project, '/project/', { ownername, projectname });
    } catch (error) {
      const unknown = error instanceof PermanentFailure && error.kind === 'not-found';
      if (unknown && ownername.startsWith('@')) return undefined;
      throw unknown ? refused(error, (answer) => ({ code: 'project-missing', answer })) : error;
    }
  }

  private async createInGroup(settings: CoprProjectSettings): Promise<HeldPermissions> {
    try {
      await createProject(this.api, this.clock, settings, false);
      for (const [chroot, wanted] of Object.entries(settings.perChroot)) {
        const changes = settings.chroots.includes(chroot) && chrootChanges(NOTHING_SET, wanted);
        if (changes) await editChroot(this.api, settings, chroot, changes);
      }
    } catch (error) {
      throw refused(error, (answer) => ({ code: 'project-missing', answer }));
    }
    return ['builder', 'admin'];
  }

  private mustBeListed(found: Project, { owner, project, forgeProject }: CoprProjectSettings): void {
    const allowed = found.packit_forge_projects_allowed ?? [];
    if (forgeProject === null || allowed.some((pattern) => matchesGlob(pattern, forgeProject))) return;
    const settings = this.pages.forgeProjects(owner, project);
    throw new CoprRefused({ code: 'forge-project-forbidden', forgeProject, settings });
  }

  private async mustBeBuilder({ owner, project }: CoprProjectSettings): Promise<HeldPermissions> {
    const path = `/project/permissions/can_build_in/${segment(this.account)}/${segment(owner)}/${segment(project)}`;
    const answer = await ifKnown(() => this.api.read(CanBuildIn, path));
    // Without an answer the submission tells.
    if (answer?.can_build_in === false)
      throw new CoprRefused({
        code: 'builder-missing',
        requested: false,
        page: this.pages.permissions(owner, project),
      });
    return answer ? ['builder'] : [];
  }

  /** Copr shows permissions to those who may edit, members of an owning group among them, who need no permission of their own. */
  private async adminship({ owner, project }: CoprProjectSettings): Promise<'no' | 'maybe'> {
    const path = `/project/permissions/get/${segment(owner)}/${segment(project)}`;
    try {
      const { permissions } = await this.api.readAsAccount(Permissions, path);
      const own = permissions[this.account];
      return own && own.admin !== 'approved' && !owner.startsWith('@') ? 'no' : 'maybe';
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      if (error.kind === 'forbidden') return 'no';
      if (error.kind === 'not-found') return 'maybe';
      throw error;
    }
  }

  private adminMissing(
    found: Project,
    wanted: readonly string[],
    { owner, project }: CoprProjectSettings,
  ): CoprRefused {
    const enabled = Object.keys(found.chroot_repos).sort();
    return new CoprRefused({
      code: 'admin-missing',
      requested: false,
      page: this.pages.permissions(owner, project),
      settings: this.pages.settings(owner, project),
      enabled,
      missing: wanted.filter((chroot) => !enabled.includes(chroot)),
    });
  }
}

const NOTHING_SET = {
  additional_packages: [],
  additional_repos: [],
  additional_modules: [],
  with_opts: [],
  without_opts: [],
};
