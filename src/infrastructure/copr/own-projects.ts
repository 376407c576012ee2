import type { Clock } from '../../application/ports/clock.js';
import { CoprRefused, type CoprProjectSettings } from '../../application/ports/copr.js';
import { PermanentFailure } from '../../application/ports/failure.js';
import { Anything, Project, ProjectChroot } from './copr-answers.js';
import { type CoprApi, ifKnown, segment } from './copr-api.js';
import { createProject, editChroot } from './project-creation.js';
import { changesTo, chrootChanges, type SettingChange } from './project-settings.js';
import { isBusy, refused } from './refusals.js';

const EDIT_ATTEMPTS = 3;
const EDIT_PAUSE_MS = 3_000;
/** So many chroots are looked at side by side. */
const LOOKS = 4;

/** Projects below our own account: they have exactly the settings that the configuration gives them, all their chroots included. */
export class OwnProjects {
  constructor(
    private readonly api: CoprApi,
    private readonly clock: Clock,
  ) {}

  async bringInLine(settings: CoprProjectSettings): Promise<void> {
    try {
      const { owner: ownername, project: projectname } = settings;
      const found = await ifKnown(() => this.api.read(Project, '/project/', { ownername, projectname }));
      const project = found ?? (await createProject(this.api, this.clock, settings, true));
      const changed = await this.edit(project, settings);
      // Chroots of a project that is just made have nothing from before.
      const fresh = !found && !changed;
      const enabled = fresh ? [] : Object.keys(project.chroot_repos);
      const wanted = fresh ? Object.keys(settings.perChroot) : settings.chroots;
      await this.editChroots([...new Set([...enabled, ...wanted])].sort(), settings);
    } catch (error) {
      throw refused(error, (answer) => ({ code: 'refused', doing: 'project', answer }));
    }
  }

  /** Answers whether something was different. */
  private async edit(project: Project, settings: CoprProjectSettings): Promise<boolean> {
    const { owner: ownername, project: projectname } = settings;
    const path = `/project/edit/${segment(ownername)}/${segment(projectname)}`;
    for (let attempt = 1; ; attempt++) {
      const changes = changesTo(project, settings);
      if (changes.length === 0) return attempt > 1;
      const json = Object.fromEntries(changes.map((change) => [change.field, change.new]));
      try {
        await this.api.write(Anything, 'PUT', path, { json });
        return true;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (attempt === EDIT_ATTEMPTS) throw busy(error, changes);
        await this.clock.sleep(EDIT_PAUSE_MS);
        project = await this.api.read(Project, '/project/', { ownername, projectname });
      }
    }
  }

  private async editChroots(chroots: readonly string[], settings: CoprProjectSettings): Promise<void> {
    for (let at = 0; at < chroots.length; at += LOOKS) {
      const some = chroots.slice(at, at + LOOKS);
      const found = await Promise.all(some.map((chroot) => this.changesOf(chroot, settings)));
      for (const [index, changes] of found.entries())
        if (changes) await editChroot(this.api, settings, some[index]!, changes);
    }
  }

  private async changesOf(chroot: string, { owner: ownername, project: projectname, perChroot }: CoprProjectSettings) {
    const query = { ownername, projectname, chrootname: chroot };
    const current = await ifKnown(() => this.api.read(ProjectChroot, '/project-chroot/', query));
    return current && chrootChanges(current, perChroot[chroot] ?? {});
  }
}

/** What the changes were that Copr did not take, for people to see. */
export function busy(error: unknown, changes: readonly SettingChange[]): unknown {
  if (!(error instanceof PermanentFailure)) return error;
  const shown = changes.map(({ field, old, new: wanted }) => ({ field, old: textOf(old), new: textOf(wanted) }));
  return new CoprRefused({ code: 'project-busy', changes: shown }, error);
}

const textOf = (value: unknown) => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));
