import type { ProjectData, SubjectData } from './job.js';

/** Name of the Copr project of a job that does not name one: namespace, repository, pull request or branch, identifier. */
export function defaultCoprProject(project: ProjectData, subject: SubjectData, identifier: string | null): string {
  const host = project.host === 'github.com' ? [] : [project.host];
  const name = [...host, project.namespace.replaceAll('/', '-'), project.repo, reference(subject)];
  if (identifier) name.push(identifier);
  return name.join('-').replace(/[^\w.-]/g, '-');
}

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
