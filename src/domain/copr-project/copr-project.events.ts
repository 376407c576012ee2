import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';
import { ProjectData } from '../planning/job.js';

const at = z.iso.datetime();
const permission = z.enum(['builder', 'admin']);

/** Who may build in a project below the service's own account. */
export const CoprClaimant = z.object({
  repository: ProjectData.omit({ url: true }),
  /** What the name was generated for; null: the configuration chose the name, and the whole repository shares the project. */
  subject: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('pull_request'), number: z.int() }),
      z.object({ kind: z.literal('branch'), branch: z.string() }),
      /** All releases of a repository share a project. */
      z.object({ kind: z.literal('release') }),
    ])
    .nullable(),
  /** Where it is part of a generated name. */
  identifier: z.string().nullable(),
});
export type CoprClaimant = z.infer<typeof CoprClaimant>;

/**
 * One Copr project: whose it is, where it lies below the service's own account, and what its owners were asked for, where it
 * lies elsewhere. These names and shapes are on disk for ever: add, never edit.
 */
export const coprProjectEvents = defineEvents('coprProject', {
  /** First event of its stream. `run`: the build that used the project first; with `derived`, before claims were recorded. */
  CoprProjectClaimed: z.object({
    owner: z.string(),
    project: z.string(),
    claimedBy: CoprClaimant,
    run: z.string(),
    derived: z.boolean(),
    at,
  }),
  /** The service's account asked the owners for a permission; not asked for again while it stands. */
  CoprPermissionRequested: z.object({ owner: z.string(), project: z.string(), permission, run: z.string(), at }),
  /** A permission that had been asked for was found to be there. */
  CoprPermissionGranted: z.object({ permission, run: z.string(), at }),
  /** A comment tells the people of a pull request, branch or release (`subject`) why their builds are refused. */
  CoprRefusalTold: z.object({
    owner: z.string(),
    project: z.string(),
    code: z.string(),
    subject: z.string(),
    run: z.string(),
    at,
  }),
  /** A build was let in: what was told of refusals is over. */
  CoprRefusalsOver: z.object({ run: z.string(), at }),
});
export type CoprProjectEvent = EventOf<typeof coprProjectEvents>;
