import { z } from 'zod';
import type { Repository } from '../input.js';
import { maybe, projectUrl } from '../payload.js';

/** What every delivery of a repository carries. */
export const repository = z.object({
  html_url: projectUrl,
  private: maybe(z.boolean()),
  default_branch: maybe(z.string()),
});

export function repositoryOf(shown: z.infer<typeof repository>): Repository {
  return {
    forge: 'forgejo',
    project: shown.html_url,
    private: shown.private,
    defaultBranch: shown.default_branch,
  };
}
