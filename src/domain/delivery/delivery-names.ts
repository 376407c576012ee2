import { projectKey, type ProjectRef } from '../forge/project-ref.js';
import { visibilityKey, type ShownRepository } from '../forge/visibility.js';
import { shownRepositories } from '../inputs/shown-repositories.js';
import { projectOfSubject } from '../planning/job.js';
import type { DeliveryEvent } from './delivery.events.js';

type Received = Extract<DeliveryEvent, { type: 'DeliveryReceived' }>['data'];

/** The forge whose app secret signs all of its deliveries: only it speaks of any repository of its own. */
const SIGNING_FORGE = { source: 'github', host: 'github.com' };

/** Repositories that the delivery names, as they were noted or as its body shows them; `later`: its body is somewhere else. */
export function repositoriesIn({ repositories, source, event, body }: Received): readonly ShownRepository[] | 'later' {
  if (repositories) return repositories;
  if (!('text' in body)) return [];
  if (body.text === '') return 'later';
  try {
    return shownRepositories(source, event, JSON.parse(body.text));
  } catch {
    return [];
  }
}

/**
 * What a delivery may say about who may see repositories: of all of them, where the forge signs; otherwise of the one that it is about.
 * Whoever has a webhook token for one project could write anything about others.
 */
export function entitledWords(
  { source, subject }: Pick<Received, 'source' | 'subject'>,
  shown: readonly ShownRepository[],
): ShownRepository[] {
  const vouched = shown.filter(({ unvouched }) => !unvouched);
  if (source === SIGNING_FORGE.source) return vouched;
  if (source !== 'gitlab' && source !== 'forgejo') return [];
  const own = ownProject(subject);
  return vouched.filter(({ project }) => project === own && !project.startsWith(`${SIGNING_FORGE.host}/`));
}

/**
 * What a delivery names besides the repository that it is about: keys of repositories, `!` before one that the delivery alone calls
 * private; and streams. What strangers may have written counts only where it hides the delivery itself: otherwise they would find out
 * which repositories are known here.
 */
export function namesReceived(received: Received): string[] {
  const { repositories = [], subject } = received;
  const entitled = new Set(entitledWords(received, repositories).map(({ project }) => project));
  const own = ownProject(subject);
  return repositories
    .filter(({ project }) => project !== own)
    .flatMap(({ project, visibility }) => {
      if (entitled.has(project)) return [project];
      return visibility === 'private' ? [`!${project}`] : [];
    });
}

/** The same of what followed from it. */
export function namesIn({ type, data }: DeliveryEvent): string[] {
  switch (type) {
    case 'DeliveryInterpreted':
      return [...data.streams];
    case 'JobPlanned':
      return [...originNames(data.origin), ...testedStreams(data.action)];
    case 'JobSkipped':
      return originNames(data.origin);
    default:
      return [];
  }
}

/** Keys of the repositories that a run comes from. */
export function originNames({
  project,
  subject,
}: Extract<DeliveryEvent, { type: 'JobPlanned' }>['data']['origin']): string[] {
  const source = subject.kind === 'pull_request' ? subject.source : null;
  return [project, ...(source ? [source] : [])].map((each: ProjectRef) => visibilityKey(projectKey(each)));
}

/** Streams of builds that are tested, also of other pull requests. */
function testedStreams(action: Extract<DeliveryEvent, { type: 'JobPlanned' }>['data']['action']): string[] {
  if (action.do !== 'test') return [];
  return [
    ...action.runs.flatMap(({ build, additionalBuilds }) => [...(build ? [build] : []), ...additionalBuilds]),
    ...action.awaited.map(({ buildStream: stream }) => ({ stream })),
  ].map(({ stream }) => stream);
}

/** The key, as visibility is known by, of the repository that a subject is about; undefined: of none. */
export function ownProject(subject: string): string | undefined {
  const project = projectOfSubject(subject);
  return project && visibilityKey(project);
}
