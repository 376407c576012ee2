import { z } from 'zod';
import { RefusedRun } from '../access/refused-run.js';
import { defineEvents, type EventOf } from '../event.js';
import { RunOrigin } from '../planning/job.js';
import { BuiltPackageData, TestOrder } from '../test-run/test-order.js';
import { BuildOrder } from './build-order.js';
import { CoprRefusal } from './copr-refusal.js';

const at = z.iso.datetime();

/** One build of one job, all its chroots. These names and shapes are on disk for ever: add, never edit. */
export const buildEvents = defineEvents('build', {
  BuildRequested: z.object({ origin: RunOrigin, order: BuildOrder, deployment: z.enum(['prod', 'stg']), at }),
  /** The name that the build was requested with belongs to somebody else: its packages go to this project of the same owner. */
  CoprProjectAssigned: z.object({ project: z.string(), at }),
  /** Copr or the forge did not answer; the submission is tried again at `retryAt`. */
  BuildSubmissionPostponed: z.object({
    outage: z.enum(['copr', 'forge', 'forge-internal']),
    error: z.string(),
    tries: z.int(),
    delaySeconds: z.int(),
    retryAt: at,
    at,
  }),
  BuildSubmitted: z.object({ coprBuildId: z.int(), url: z.string(), at }),
  BuildSubmissionFailed: z.object({
    error: z.string(),
    /** Where Copr did not let the build in. */
    refusal: CoprRefusal.optional(),
    at,
  }),
  SrpmBuildStarted: z.object({ logUrl: z.string().nullable(), at }),
  SrpmBuildSucceeded: z.object({ srpmUrl: z.string().nullable(), at }),
  SrpmBuildFailed: z.object({ at }),
  BuildStarted: z.object({ target: z.string(), logUrl: z.string().nullable(), at }),
  BuildSucceeded: z.object({ target: z.string(), packages: z.array(BuiltPackageData), at }),
  BuildFailed: z.object({ target: z.string(), at }),
  /** Not the package's fault: Copr lost the build, or it took longer than a week. */
  BuildErrored: z.object({ target: z.string(), reason: z.string(), at }),
  /** These chroots will not be built, and these tests (keys of their orders) will not be run. */
  BuildCancelled: z.object({ targets: z.array(z.string()), tests: z.array(z.string()), reason: z.string(), at }),
  /** It was let in once and is not any more: these chroots will not be built, and these tests will not be run. */
  BuildRefused: z.object({
    targets: z.array(z.string()),
    tests: z.array(z.string()),
    refused: RefusedRun,
    /** It may be in Copr without our knowing. */
    maybeSent: z.boolean(),
    at,
  }),
  /** Copr was told to cancel, or needed not be. */
  CoprBuildCancelled: z.object({ at }),
  /** Cancelled before it was submitted, as far as we knew; Copr was asked and has no such build. */
  BuildNeverSubmitted: z.object({
    /** Why Copr could not be asked after all; null: it was, and has none. */
    refusal: z.string().nullable(),
    at,
  }),
  /** Somebody asked for tests of a chroot that is still being built: they belong to the newer attempt. */
  TestsAwaited: z.object({
    test: z.string(),
    attempt: z.string(),
    /** What was asked for; absent: what the build was requested with. */
    order: TestOrder.optional(),
    at,
  }),
  /** The tests of a finished chroot were requested, as stream `testRun`. */
  TestsHandedOver: z.object({ test: z.string(), testRun: z.string() }),
  CommentRequested: z.object({ purpose: z.string(), body: z.string() }),
  CommentPosted: z.object({ purpose: z.string(), commentId: z.string() }),
  CommentSkipped: z.object({ purpose: z.string(), reason: z.string() }),
});
export type BuildEvent = EventOf<typeof buildEvents>;
