import { z } from 'zod';

/** A repository on a forge, as events name it. */
export const ProjectData = z.object({
  host: z.string(),
  namespace: z.string(),
  repo: z.string(),
  /** Where people look at it, e.g. `https://github.com/packit/ogr`. */
  url: z.string(),
});
export type ProjectData = z.infer<typeof ProjectData>;

/** What a run is about. */
export const SubjectData = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pull_request'),
    number: z.int(),
    author: z.string(),
    source: ProjectData.nullable(),
    sourceBranch: z.string(),
    targetBranch: z.string(),
  }),
  z.object({ kind: z.literal('branch'), branch: z.string() }),
  z.object({ kind: z.literal('release'), tag: z.string() }),
]);
export type SubjectData = z.infer<typeof SubjectData>;

/** Which entry of `packit.yaml` a run comes from. */
export const JobData = z.object({
  /** Place among the jobs after trigger splitting, from 0. */
  index: z.int(),
  type: z.string(),
  trigger: z.string(),
  /** Null in a repository with one package. */
  package: z.string().nullable(),
  identifier: z.string().nullable(),
});
export type JobData = z.infer<typeof JobData>;

/**
 * What every run carries: where it comes from and what it is about. `attempt` orders runs of the same check: the time its
 * delivery was received (ISO 8601), a slash, and the delivery's id; later texts are newer attempts.
 */
export const RunOrigin = z.object({
  delivery: z.string(),
  attempt: z.string(),
  project: ProjectData,
  subject: SubjectData,
  commitSha: z.string(),
  job: JobData,
});
export type RunOrigin = z.infer<typeof RunOrigin>;

/** The states a check can show. */
export const CheckStateData = z.enum(['pending', 'running', 'success', 'failure', 'error', 'neutral', 'canceled']);

/** Key of the thing that the runs of one pull request share. */
export function pullRequestKey({ host, namespace, repo }: Omit<ProjectData, 'url'>, number: number): string {
  return `${host}/${namespace}/${repo}#${number}`;
}

/** Key of the thing that the runs of one pull request, branch or release share. */
export function subjectKey(project: ProjectData, subject: SubjectData): string {
  const base = `${project.host}/${project.namespace}/${project.repo}`;
  switch (subject.kind) {
    case 'pull_request':
      return pullRequestKey(project, subject.number);
    case 'branch':
      return `${base}@${subject.branch}`;
    case 'release':
      return `${base}!${subject.tag}`;
  }
}

/** The key of the repository that a subject is about: `github.com/ns/repo` of `github.com/ns/repo#42`; undefined: of none. */
export function projectOfSubject(subject: string): string | undefined {
  const [project = ''] = subject.split(/[#@!\s]/, 1);
  return /^[^:/]+(:\d+)?(\/[^/]*)*\/[^/]+$/.test(project) ? project.replace('//', '/') : undefined;
}
