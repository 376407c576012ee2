import { z } from 'zod';

/** Why Copr, or the service on its behalf, does not let a build in. What people are told follows from it. */
export const CoprRefusal = z.discriminatedUnion('code', [
  /** The project below our own account belongs to somebody else. Nothing was written to Copr. */
  z.object({ code: z.literal('project-of-another') }),
  /** Our account may not build there. `requested`: its owners were asked for the permission. */
  z.object({ code: z.literal('builder-missing'), requested: z.boolean(), page: z.string() }),
  /** Chroots are missing, and our account may not add them. */
  z.object({
    code: z.literal('admin-missing'),
    requested: z.boolean(),
    page: z.string(),
    settings: z.string(),
    enabled: z.array(z.string()),
    missing: z.array(z.string()),
  }),
  /** There is no such project, and it cannot be made. `answer`: what Copr says. */
  z.object({ code: z.literal('project-missing'), answer: z.string() }),
  /** The project does not list the repository. `settings`: where that is changed. */
  z.object({ code: z.literal('forge-project-forbidden'), forgeProject: z.string(), settings: z.string() }),
  /** Chroots of the project cannot be changed while builds run in it. */
  z.object({
    code: z.literal('project-busy'),
    changes: z.array(z.object({ field: z.string(), old: z.string(), new: z.string() })),
  }),
  /** Anything else. `doing`: what was refused. */
  z.object({ code: z.literal('refused'), doing: z.enum(['project', 'build']), answer: z.string() }),
]);
export type CoprRefusal = z.infer<typeof CoprRefusal>;
