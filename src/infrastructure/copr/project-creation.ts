import type { Clock } from '../../application/ports/clock.js';
import type { CoprProjectSettings } from '../../application/ports/copr.js';
import { Anything, Project } from './copr-answers.js';
import { type CoprApi, jsonForm, segment } from './copr-api.js';
import { creationOf } from './project-settings.js';
import { isCreationRace } from './refusals.js';

const RACE_LIMIT_MS = 120_000;

/** Creates the project, or answers the one that somebody has created meanwhile, as it is. */
export async function createProject(
  api: CoprApi,
  clock: Clock,
  settings: CoprProjectSettings,
  ours: boolean,
): Promise<Project> {
  const path = `/project/add/${segment(settings.owner)}`;
  const json = creationOf(settings, ours);
  const giveUpAt = clock.now().getTime() + RACE_LIMIT_MS;
  for (let pause = 1_000; ; pause *= 2) {
    try {
      return await api.write(Project, 'POST', path, { json, query: { exist_ok: 'True' } });
    } catch (error) {
      if (!isCreationRace(error) || clock.now().getTime() + pause > giveUpAt) throw error;
      await clock.sleep(pause);
    }
  }
}

/** Changes settings of one chroot: a form, although no file is in it. */
export async function editChroot(
  api: CoprApi,
  { owner, project }: Pick<CoprProjectSettings, 'owner' | 'project'>,
  chroot: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const path = `/project-chroot/edit/${segment(owner)}/${segment(project)}/${segment(chroot)}`;
  await api.write(Anything, 'PUT', path, { form: jsonForm(changes) });
}
