import { z } from 'zod';
import { TestOrder } from '../test-run/test-order.js';

/** Copr settings of one chroot that differ from Copr's defaults. */
export const ChrootSettings = z.object({
  additionalPackages: z.array(z.string()).optional(),
  additionalRepos: z.array(z.string()).optional(),
  additionalModules: z.string().optional(),
  withOpts: z.array(z.string()).optional(),
  withoutOpts: z.array(z.string()).optional(),
});

/** Everything the configuration says about one build: one `copr_build` job, all its chroots. */
export const BuildOrder = z.object({
  owner: z.string(),
  project: z.string(),
  /** The service's own account owns the project. */
  ownProject: z.boolean(),
  /** Chroots to build, each with its check. */
  targets: z.array(z.object({ chroot: z.string(), check: z.string() })),
  /** Chroots that the configuration names and Copr does not offer, each with its checks. */
  unsupported: z.array(z.object({ chroot: z.string(), check: z.string() })),
  /** What Copr offered when the job was planned; only kept where something was not supported. */
  offeredChroots: z.array(z.string()),
  /** Chroots the Copr project gets: those of the whole job family, also when only some are built. */
  projectChroots: z.array(z.string()),
  perChroot: z.record(z.string(), ChrootSettings),
  additionalRepos: z.array(z.string()),
  bootstrap: z.string(),
  moduleHotfixes: z.boolean(),
  listOnHomepage: z.boolean(),
  preserveProject: z.boolean().nullable(),
  enableNet: z.boolean(),
  script: z.string(),
  scriptChroot: z.string(),
  builddeps: z.array(z.string()),
  repos: z.string(),
  /** `host/namespace/repo`, only for a Copr project that the user configured. */
  forgeProject: z.string().nullable(),
  /** Tests that start when their chroot has succeeded. */
  tests: z.array(TestOrder),
  /** `notifications.pull_request.successful_build` */
  commentOnSuccess: z.boolean(),
  failureMessage: z.string().nullable(),
});
export type BuildOrder = z.infer<typeof BuildOrder>;
