import { z } from 'zod';
import type { Repository } from '../input.js';
import { id, maybe, projectUrl } from '../payload.js';

/** What every delivery of a repository carries. */
export const aboutRepository = {
  repository: z.object({
    html_url: projectUrl,
    private: maybe(z.boolean()),
    default_branch: maybe(z.string()),
  }),
  installation: maybe(z.object({ id })),
};

interface AboutRepository {
  readonly repository: {
    readonly html_url: Repository['project'];
    readonly private?: boolean;
    readonly default_branch?: string;
  };
  readonly installation?: { readonly id: number };
}

/** The repository of a delivery, told by its address: names alone lag behind after a transfer. */
export function repositoryOf({ repository, installation }: AboutRepository): Repository {
  return {
    forge: 'github',
    project: repository.html_url,
    private: repository.private,
    defaultBranch: repository.default_branch,
    installationId: installation?.id,
  };
}
