import { covers, type Coverage } from '../access/coverage.js';
import { forges } from '../forge/forge.js';
import { parseProjectKey, parseProjectUrl, projectAt, projectKey } from '../forge/project-ref.js';
import { visibilityKey, type ShownRepository } from '../forge/visibility.js';
import { openEnvelope } from './bus/envelope.js';
import { textAt, valueAt } from './payload.js';

/** An installation may have more; those that are left out count as unknown. */
const MOST = 1_000;
/** `visibility_level` of GitLab's public projects. */
const GITLAB_PUBLIC = 20;

interface Places {
  /** Fields with the address of a repository. Other fields, such as GitHub's `homepage`, are whatever their owner likes. */
  readonly addresses: readonly string[];
  readonly repositories: readonly (readonly PropertyKey[])[];
}

const pullRequest = [
  ['pull_request', 'base', 'repo'],
  ['pull_request', 'head', 'repo'],
] as const;

/** Where the payloads of each forge describe repositories. */
const PLACES: Readonly<Record<string, Places>> = {
  github: {
    addresses: ['html_url'],
    repositories: [['repository'], ['forkee'], ['workflow_run', 'head_repository'], ...pullRequest],
  },
  gitlab: {
    addresses: ['web_url', 'homepage'],
    repositories: [
      ['project'],
      ['repository'],
      ['object_attributes', 'source'],
      ['object_attributes', 'target'],
      ['merge_request', 'source'],
      ['merge_request', 'target'],
    ],
  },
  forgejo: { addresses: ['html_url'], repositories: [['repository'], ['run', 'repository'], ...pullRequest] },
  pagure: {
    addresses: ['full_url'],
    repositories: [['repo'], ['pullrequest', 'project'], ['pullrequest', 'repo_from']],
  },
};

/** Where GitHub lists the repositories of an installation, by name alone. */
const LISTS = ['repositories', 'repositories_added', 'repositories_removed'];

/**
 * The repositories that a delivery names and what it says about who may see them, as far as a glance tells. With its coverage, those
 * that it may not speak for are marked. Never throws.
 */
export function shownRepositories(
  source: string,
  event: string,
  body: unknown,
  coverage?: Coverage,
): ShownRepository[] {
  const { forge, payload } = senderOf(source, event, body);
  const places = Object.hasOwn(PLACES, forge) ? PLACES[forge] : undefined;
  if (!places) return [];
  const shown = [
    ...places.repositories.flatMap((place) => described(valueAt(payload, place), places.addresses)),
    ...(forge === 'github' ? [...listed(payload), ...formerName(payload)] : []),
  ];
  const known = new Map<string, ShownRepository>();
  for (const one of shown) known.set(one.project, stricter(known.get(one.project), one));
  return [...known.values()]
    .slice(0, MOST)
    .map((one) => (coverage && !mayBeCovered(coverage, one) ? { ...one, unvouched: true } : one));
}

/** Keys are in small letters, and so is what they are compared with. */
function mayBeCovered(coverage: Coverage, { project: key, movedTo = key }: ShownRepository): boolean {
  const lower: Coverage =
    coverage.by === 'forge'
      ? {
          ...coverage,
          namespace: coverage.namespace?.toLowerCase() ?? null,
          repo: coverage.repo?.toLowerCase() ?? null,
        }
      : coverage;
  return [key, movedTo].every((name) => {
    const project = parseProjectKey(name);
    return project && forges.some((forge) => covers(lower, { of: 'project', forge, ...project }));
  });
}

function senderOf(source: string, event: string, body: unknown): { forge: string; payload: unknown } {
  const isForgejo = source === 'forgejo' && valueAt(body, ['repository']) === undefined;
  if (isForgejo) return { forge: 'forgejo', payload: valueAt(body, ['body']) ?? body };
  if (source !== 'fedora-messaging' && source !== 'pagure') return { forge: source, payload: body };
  const { topic, payload } = openEnvelope(event, body);
  if (topic.startsWith('forgejo.')) return { forge: 'forgejo', payload: valueAt(payload, ['body']) };
  return { forge: topic.startsWith('pagure.') ? 'pagure' : '', payload };
}

function described(repository: unknown, addresses: readonly string[]): ShownRepository[] {
  const address = addresses.map((name) => textAt(repository, name)).find((text) => text !== undefined);
  const project = address === undefined ? undefined : parseProjectUrl(address);
  if (!project) return [];
  const changedAt = Date.parse(textAt(repository, 'updated_at') ?? '');
  return [
    {
      project: visibilityKey(projectKey(project)),
      ...saidOf(repository),
      ...(!Number.isNaN(changedAt) && { changedAt: new Date(changedAt).toISOString() }),
    },
  ];
}

function listed(payload: unknown): ShownRepository[] {
  const page = textAt(payload, 'installation', 'account', 'html_url') ?? '';
  const host = URL.canParse(page) ? new URL(page).origin : 'https://github.com';
  const items = LISTS.flatMap((list) => {
    const found = valueAt(payload, [list]);
    return Array.isArray(found) ? (found as unknown[]).slice(0, MOST) : [];
  });
  return items.flatMap((item) => {
    const name = textAt(item, 'full_name');
    const project = name === undefined ? undefined : projectAt(host, name);
    return project ? [{ project: visibilityKey(projectKey(project)), ...saidOf(item) }] : [];
  });
}

/** GitHub says which name or owner a repository had before. */
function formerName(payload: unknown): ShownRepository[] {
  const [now] = described(valueAt(payload, ['repository']), ['html_url']);
  const owner =
    textAt(payload, 'changes', 'owner', 'from', 'user', 'login') ??
    textAt(payload, 'changes', 'owner', 'from', 'organization', 'login');
  const name = textAt(payload, 'changes', 'repository', 'name', 'from');
  if (!now || (owner === undefined && name === undefined)) return [];
  const [host = '', namespace = '', repo = ''] = now.project.split('/');
  const project = visibilityKey([host, owner ?? namespace, name ?? repo].join('/'));
  return project === now.project ? [] : [{ ...now, project, movedTo: now.project }];
}

/** GitHub's and Forgejo's `private`, and `visibility` or `internal` beside it; GitLab's `visibility_level`. */
function saidOf(repository: unknown): Pick<ShownRepository, 'visibility'> {
  const [word, level, closed, internal] = ['visibility', 'visibility_level', 'private', 'internal'].map((name) =>
    valueAt(repository, [name]),
  );
  const isPublic = [
    ...(typeof word === 'string' ? [word === 'public'] : []),
    ...(typeof level === 'number' ? [level === GITLAB_PUBLIC] : []),
    ...(typeof closed === 'boolean' ? [!closed] : []),
    ...(internal === true ? [false] : []),
  ];
  if (isPublic.length === 0) return {};
  return { visibility: isPublic.includes(false) ? 'private' : 'public' };
}

/** Of two descriptions of one repository: private, if either says so. */
function stricter(one: ShownRepository | undefined, other: ShownRepository): ShownRepository {
  if (!one) return other;
  const isPrivate = one.visibility === 'private' || other.visibility === 'private';
  const visibility = isPrivate ? 'private' : (one.visibility ?? other.visibility);
  return { ...other, ...one, ...(visibility && { visibility }) };
}
