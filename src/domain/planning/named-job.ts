import type { JobData } from './job.js';

/** What people call the types of jobs. */
const ALIASES: Readonly<Record<string, string>> = {
  build: 'copr_build',
  'copr-build': 'copr_build',
  test: 'tests',
};

/** Whether a comment that names a job means this one: by type, identifier or package. Null: it names none and means all. */
export function isNamed(job: Pick<JobData, 'type' | 'identifier' | 'package'>, name: string | null): boolean {
  if (name === null) return true;
  return job.type === (ALIASES[name] ?? name) || job.identifier === name || job.package === name;
}
