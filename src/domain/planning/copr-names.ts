import type { ProjectData, SubjectData } from './job.js';

/** Copr keeps names of this length at most. */
const LONGEST_NAME = 100;
/** Enough to tell claimants apart, and short enough to be read. */
const SUFFIX_LENGTH = 6;

/** Name of the Copr project of a job that does not name one: namespace, repository, pull request or branch, identifier. */
export function defaultCoprProject(project: ProjectData, subject: SubjectData, identifier: string | null): string {
  const name = [...repositoryParts(project), reference(subject)];
  if (identifier) name.push(identifier);
  return withoutSpecialCharacters(name.join('-'));
}

/** Whether an owner and a project may be called so in Copr: what else is written there is refused. */
export function areCoprNames(owner: string, project: string): boolean {
  const isName = (text: string) => /^[\w.-]+$/.test(text) && text.length <= LONGEST_NAME && !/^\.{1,2}$/.test(text);
  return isName(owner.replace(/^@/, '')) && isName(project) && !/^\d+$/.test(project);
}

/**
 * Whether a name that the configuration of a repository chose could one day be generated for something else: for another
 * repository, or for a pull request or the releases of its own. Generated names have at least three parts. The one form that is
 * left to configurations is `{namespace}-{repository}-{word}` of the repository itself.
 */
export function isKeptForGeneration(name: string, project: ProjectData): boolean {
  if (!/^.+-.+-.+$/.test(name)) return false;
  const prefix = `${withoutSpecialCharacters(repositoryParts(project).join('-'))}-`.toLowerCase();
  if (!name.toLowerCase().startsWith(prefix)) return true;
  const rest = name.slice(prefix.length);
  return rest === '' || rest.includes('-') || /^\d+$/.test(rest) || rest.toLowerCase() === 'releases';
}

/** A name that tells a claimant apart from whoever has the generated one. `digest`: of the claimant, hexadecimal. */
export function nameWithSuffix(generated: string, digest: string): string {
  const suffix = `-${digest.slice(0, SUFFIX_LENGTH)}`;
  return generated.slice(0, LONGEST_NAME - suffix.length) + suffix;
}

/** Whether Copr can have a project of this name at all. */
export function fitsCopr(name: string): boolean {
  return name.length <= LONGEST_NAME;
}

function repositoryParts({ host, namespace, repo }: ProjectData): string[] {
  return [...(host === 'github.com' ? [] : [host]), namespace.replaceAll('/', '-'), repo];
}

const withoutSpecialCharacters = (name: string) => name.replace(/[^\w.-]/g, '-');

function reference(subject: SubjectData): string {
  switch (subject.kind) {
    case 'pull_request':
      return String(subject.number);
    case 'branch':
      return subject.branch;
    case 'release':
      return 'releases';
  }
}
