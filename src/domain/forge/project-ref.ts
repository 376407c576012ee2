/**
 * A repository on a forge. `namespace` may have several segments (GitLab groups, Pagure forks) and is empty where
 * the forge has projects without one (pagure.io). `url` is the address people see, without `.git`.
 */
export interface ProjectRef {
  readonly host: string;
  readonly namespace: string;
  readonly repo: string;
  readonly url: string;
}

const WEB = /^(https?):\/\/(?:[^/@\s]*@)?([^/\s?#]+)\/([^\s?#]+)/i;
const SCP = /^(?:ssh:\/\/)?(?:[^@/\s]+@)([^:/\s]+)(?::\d+\/|[:/])([^\s?#]+)$/i;
/** Characters of an address. Forges have limits far below; strangers have none. */
const LONGEST = 2_048;
const SEGMENT = /^(?!\.{1,2}$)[^\s/\\]+$/;

/**
 * Reads the address of a repository, as a browser or git writes it; what follows `/-/` (GitLab's pages of a project)
 * is no part of it. Undefined when it is not one.
 */
export function parseProjectUrl(url: string): ProjectRef | undefined {
  if (url.length > LONGEST) return undefined;
  const text = url.trim();
  const web = WEB.exec(text);
  if (web) return fromPath(web[1]!.toLowerCase(), web[2]!, web[3]!);
  const scp = SCP.exec(text);
  return scp ? fromPath('https', scp[1]!, scp[2]!) : undefined;
}

/** The project at `path` (`ns/repo`, `group/subgroup/repo`) of a forge whose base address is `baseUrl`. */
export function projectAt(baseUrl: string, path: string): ProjectRef | undefined {
  return parseProjectUrl(`${baseUrl.replace(/\/+$/, '')}/${path}`);
}

/** The key of a project: `github.com/ns/repo`. */
export function projectKey({ host, namespace, repo }: ProjectRef): string {
  return [host, ...(namespace === '' ? [] : [namespace]), repo].join('/');
}

/** The key of a project's namespace: `github.com/ns`; of a project without one, its host. */
export function namespaceKey({ host, namespace }: ProjectRef): string {
  return namespace === '' ? host : `${host}/${namespace}`;
}

/** Reads what {@link projectKey} wrote. */
export function parseProjectKey(key: string): ProjectRef | undefined {
  return key.includes('://') ? undefined : parseProjectUrl(`https://${key}`);
}

/** `ns/repo`, the way forges print a project. */
export function fullName({ namespace, repo }: ProjectRef): string {
  return namespace === '' ? repo : `${namespace}/${repo}`;
}

/** Whether two references mean the same repository, whatever the scheme and the case of their host. */
export function sameProject(one: ProjectRef, other: ProjectRef): boolean {
  return projectKey(one) === projectKey(other);
}

function fromPath(scheme: string, host: string, path: string): ProjectRef | undefined {
  const [project = ''] = path.split('/-/');
  const segments = project
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/');
  if (!segments.every((segment) => SEGMENT.test(segment))) return undefined;
  const repo = segments.at(-1)!;
  const lowerHost = host.toLowerCase();
  return {
    host: lowerHost,
    namespace: segments.slice(0, -1).join('/'),
    repo,
    url: `${scheme}://${lowerHost}/${segments.join('/')}`,
  };
}
