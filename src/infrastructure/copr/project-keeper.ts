import type { Clock } from '../../application/ports/clock.js';
import type { CoprProjectSettings, HeldPermissions } from '../../application/ports/copr.js';
import type { CoprApi } from './copr-api.js';
import { ForeignProjects } from './foreign-projects.js';
import { OwnProjects } from './own-projects.js';
import type { ProjectPages } from './project-pages.js';

/** Makes projects ready for a build; one edit of a project at a time. */
export class ProjectKeeper {
  private readonly queues = new Map<string, Promise<HeldPermissions>>();
  private readonly own: OwnProjects;
  private readonly foreign: ForeignProjects;

  constructor(
    api: CoprApi,
    pages: ProjectPages,
    private readonly owner: string,
    clock: Clock,
  ) {
    this.own = new OwnProjects(api, clock);
    this.foreign = new ForeignProjects(api, pages, owner, clock);
  }

  async ensure(settings: CoprProjectSettings): Promise<HeldPermissions> {
    const key = `${settings.owner}/${settings.project}`;
    const before = this.queues.get(key) ?? Promise.resolve([]);
    const done = before.catch(() => undefined).then(() => this.makeReady(settings));
    this.queues.set(key, done);
    try {
      return await done;
    } finally {
      if (this.queues.get(key) === done) this.queues.delete(key);
    }
  }

  private async makeReady(settings: CoprProjectSettings): Promise<HeldPermissions> {
    if (settings.owner !== this.owner) return this.foreign.prepare(settings);
    await this.own.bringInLine(settings);
    return [];
  }
}
