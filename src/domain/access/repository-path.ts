import type { ProjectData } from '../planning/job.js';

/** A repository as the allowlist names it: `github.com/org/repo.git`. */
export function repositoryPath({ host, namespace, repo }: Pick<ProjectData, 'host' | 'namespace' | 'repo'>): string {
  return `${[host, ...(namespace === '' ? [] : [namespace]), repo].join('/')}.git`;
}
