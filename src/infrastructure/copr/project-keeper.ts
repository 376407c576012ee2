import type { Clock } from '../../application/ports/clock.js';
import type { CoprProjectSettings } from '../../application/ports/copr.js';
import { PermanentFailure } from '../../application/ports/failure.js';
import { Anything, Project, ProjectChroot } from './copr-answers.js';
import { type CoprApi, jsonForm } from './copr-api.js';
import { changesTo, chrootChanges, creationOf, type SettingChange } from './project-settings.js';

const RACE_LIMIT_MS = 120_000;
const EDIT_ATTEMPTS = 3;
const EDIT_PAUSE_MS = 3_000;

/** Creates Copr projects and keeps their settings in line; one edit of a project at a time. */
export class ProjectKeeper {
  private readonly queues = new Map<string, Promise<void>>();

  constructor(
    private readonly api: CoprApi,
    private readonly owner: string,
    private readonly clock: Clock,
  ) {}

  async ensure(settings: CoprProjectSettings): Promise<void> {
    const key = `${settings.owner}/${settings.project}`;
    const before = this.queues.get(key) ?? Promise.resolve();
    const done = before.catch(() => undefined).then(() => this.bringInLine(settings));
    this.queues.set(key, done);
    try {
      await done;
    } finally {
      if (this.queues.get(key) === done) this.queues.delete(key);
    }
  }

  private async bringInLine(settings: CoprProjectSettings): Promise<void> {
    await this.edit(await this.create(settings), settings);
    for (const [chroot, wanted] of Object.entries(settings.perChroot)) {
      const { owner: ownername, project: projectname } = settings;
      const query = { ownername, projectname, chrootname: chroot };
      const changes = chrootChanges(await this.api.read(ProjectChroot, '/project-chroot/', query), wanted);
      const path = `/project-chroot/edit/${segment(ownername)}/${segment(projectname)}/${segment(chroot)}`;
      if (changes) await this.api.write(Anything, 'PUT', path, { form: jsonForm(changes) });
    }
  }

  /** An existing project is answered as it is. Two creations at once make Copr complain in spite of `exist_ok`. */
  private async create(settings: CoprProjectSettings): Promise<Project> {
    const path = `/project/add/${segment(settings.owner)}`;
    const json = creationOf(settings, settings.owner === this.owner);
    const giveUpAt = this.clock.now().getTime() + RACE_LIMIT_MS;
    for (let pause = 1_000; ; pause *= 2) {
      try {
        return await this.api.write(Project, 'POST', path, { json, query: { exist_ok: 'True' } });
      } catch (error) {
        const raced = refusal(error, 400, 'already exists') ?? refusal(error, 400, 'You already have a project');
        if (!raced || this.clock.now().getTime() + pause > giveUpAt) throw error;
        await this.clock.sleep(pause);
      }
    }
  }

  private async edit(project: Project, settings: CoprProjectSettings): Promise<void> {
    const { owner: ownername, project: projectname } = settings;
    const path = `/project/edit/${segment(ownername)}/${segment(projectname)}`;
    for (let attempt = 1; ; attempt++) {
      const changes = changesTo(project, settings, ownername === this.owner);
      if (changes.length === 0) return;
      const json = Object.fromEntries(changes.map((change) => [change.field, change.new]));
      try {
        await this.api.write(Anything, 'PUT', path, { json });
        return;
      } catch (error) {
        // Another job with the same project has added chroots since we read it.
        if (!refusal(error, undefined, "Can't drop chroot") || attempt === EDIT_ATTEMPTS)
          throw explained(error, changes);
        await this.clock.sleep(EDIT_PAUSE_MS);
        project = await this.api.read(Project, '/project/', { ownername, projectname });
      }
    }
  }
}

export const segment = encodeURIComponent;

/** The failure, if Copr refused for this reason. */
export function refusal(error: unknown, status: number | undefined, text: string): PermanentFailure | undefined {
  if (!(error instanceof PermanentFailure) || !error.message.includes(text)) return undefined;
  return status === undefined || error.status === status ? error : undefined;
}

/** The same failure with the changes that were refused, so that people can be told what to change by hand. */
function explained(error: unknown, changes: readonly SettingChange[]): unknown {
  if (!(error instanceof PermanentFailure)) return error;
  const { service, kind, status, reason, body, message } = error;
  return new PermanentFailure(message, {
    service,
    kind,
    status,
    reason,
    body: { answer: body, changes },
    cause: error,
  });
}
