import { z } from 'zod';
import type { Repository } from '../input.js';
import { maybe, projectUrl } from '../payload.js';

/** What every delivery of a project carries. */
export const aboutProject = {
  project: z.object({
    web_url: projectUrl,
    default_branch: maybe(z.string()),
    visibility_level: maybe(z.number()),
  }),
};

const PUBLIC = 20;

interface AboutProject {
  readonly project: {
    readonly web_url: Repository['project'];
    readonly default_branch?: string;
    readonly visibility_level?: number;
  };
}

/** The project of a delivery. Internal projects count as private: not everybody may see them. */
export function repositoryOf({ project }: AboutProject): Repository {
  return {
    forge: 'gitlab',
    project: project.web_url,
    private: project.visibility_level === undefined ? undefined : project.visibility_level < PUBLIC,
    defaultBranch: project.default_branch,
  };
}
