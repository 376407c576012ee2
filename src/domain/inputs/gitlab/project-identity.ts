import { parseProjectUrl, type ProjectRef } from '../../forge/project-ref.js';
import { numberAt, valueAt } from '../payload.js';

/** Where a body names its project otherwise than in its first address. */
export interface Contradiction {
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** Addresses of the project, the first of them being the one that is acted on. */
const ADDRESSES = ['web_url', 'git_http_url', 'http_url'] as const;

/**
 * The project that a webhook of GitLab is about: what its token is checked against and what is acted on are read here and nowhere
 * else. Undefined: it names none. Never throws.
 */
export function gitlabProject(body: unknown): ProjectRef | undefined {
  for (const name of ADDRESSES) {
    const address = valueAt(body, ['project', name]);
    if (address !== undefined && address !== null && address !== '')
      return typeof address === 'string' ? parseProjectUrl(address) : undefined;
  }
  return undefined;
}

/** Host, path and `.git` of a project of GitLab: nothing that two readers could understand in two ways. */
const PLAIN = /^https?:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?)\/((?:\w[\w.-]*\/)+\w[\w.-]*?)(?:\.git)?$/i;
/** Characters that an address or path may have. */
const LONGEST = 2_048;
const PAGE_OF_PROJECT = /^(?:\/|#|$)/;

const repositories = ['project', 'repository'];
const targets = [
  ['object_attributes', 'target'],
  ['merge_request', 'target'],
];
const places: readonly (readonly string[])[] = [
  ...repositories.flatMap((place) => ['web_url', 'git_http_url', 'http_url', 'homepage'].map((name) => [place, name])),
  ...targets.flatMap((place) => ['web_url', 'git_http_url', 'http_url', 'homepage'].map((name) => [...place, name])),
];
const paths: readonly (readonly string[])[] = [
  ['project', 'path_with_namespace'],
  ...targets.map((place) => [...place, 'path_with_namespace']),
];
const pages: readonly (readonly string[])[] = [
  ['object_attributes', 'url'],
  ['merge_request', 'url'],
  ['issue', 'url'],
  ['commit', 'url'],
];
const ids: readonly (readonly string[])[] = [
  ['project_id'],
  ['object_attributes', 'project_id'],
  ['object_attributes', 'target_project_id'],
  ['merge_request', 'target_project_id'],
  ['issue', 'project_id'],
];

/**
 * Where a body of GitLab contradicts itself about its project: another host or path in one of its addresses, an address that can
 * be read in two ways (credentials, a trailing dot, encoded characters, `..`), or another id. Undefined: nowhere. Never throws.
 */
export function gitlabContradiction(body: unknown): Contradiction | undefined {
  const project = gitlabProject(body);
  if (!project) return undefined;
  const { host, namespace, repo } = project;
  const key = `${host}/${namespace}/${repo}`;
  return (
    firstOther(body, places, key, plainKey) ??
    firstOther(body, paths, `${namespace}/${repo}`, (path) => path) ??
    firstOther(body, pages, key, (page) => projectOfPage(page, key)) ??
    otherId(body)
  );
}

function firstOther(
  body: unknown,
  fields: readonly (readonly string[])[],
  expected: string,
  read: (text: string) => string | undefined,
): Contradiction | undefined {
  for (const path of fields) {
    const found = valueAt(body, path);
    if (found === undefined || found === null || found === '') continue;
    if (typeof found === 'string' && found.length <= LONGEST && read(found) === expected) continue;
    return { field: path.join('.'), found: shown(found), expected };
  }
  return undefined;
}

/** `host/namespace/repo` of a plain address; undefined: it is none. */
function plainKey(address: string): string | undefined {
  const [, host, path] = PLAIN.exec(address) ?? [];
  return host === undefined ? undefined : `${withoutStandardPort(address, host)}/${path}`;
}

function withoutStandardPort(address: string, host: string): string {
  return host.toLowerCase().replace(/^https:/i.test(address) ? /:443$/ : /:80$/, '');
}

/** The project, if the page is one of it. */
function projectOfPage(page: string, key: string): string | undefined {
  const [, rest] = /^https?:\/\/(.*)$/is.exec(page) ?? [];
  if (rest === undefined) return undefined;
  const start = rest.slice(0, key.length);
  const slash = key.indexOf('/');
  const same = start.slice(0, slash).toLowerCase() === key.slice(0, slash) && start.slice(slash) === key.slice(slash);
  return same && PAGE_OF_PROJECT.test(rest.slice(key.length)) ? key : undefined;
}

function otherId(body: unknown): Contradiction | undefined {
  const id = numberAt(body, 'project', 'id');
  if (id === undefined) return undefined;
  for (const path of ids) {
    const found = valueAt(body, path);
    if (found !== undefined && found !== null && found !== id)
      return { field: path.join('.'), found: shown(found), expected: String(id) };
  }
  return undefined;
}

/** What a person is shown of a value that a stranger wrote. */
function shown(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200);
}
