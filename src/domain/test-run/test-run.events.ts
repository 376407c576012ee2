import { z } from 'zod';
import { RefusedRun } from '../access/refused-run.js';
import { defineEvents, type EventOf } from '../event.js';
import { RunOrigin } from '../planning/job.js';
import { TestedBuild, TestOrder } from './test-order.js';

const finished = z.object({
  at: z.iso.datetime(),
  artifactsUrl: z.string().nullable(),
  summary: z.string().nullable(),
});

/** One request to Testing Farm, for one test target. These names and shapes are on disk for ever: add, never edit. */
export const testRunEvents = defineEvents('testRun', {
  TestsRequested: z.object({
    origin: RunOrigin,
    order: TestOrder,
    /** Null: the tests need no build. */
    build: TestedBuild.nullable(),
    /** Builds of other pull requests that are installed as well. */
    additionalBuilds: z.array(TestedBuild),
    deployment: z.enum(['prod', 'stg']),
    at: z.iso.datetime(),
  }),
  /** Testing Farm or the forge did not answer; the submission is tried again at `retryAt`. */
  TestsSubmissionPostponed: z.object({
    error: z.string(),
    tries: z.int(),
    delaySeconds: z.int(),
    retryAt: z.iso.datetime(),
    at: z.iso.datetime(),
  }),
  TestsSubmitted: z.object({ requestId: z.string(), installability: z.boolean(), at: z.iso.datetime() }),
  /** Nothing was submitted and nothing will be: no compose, no FMF metadata, refused by Testing Farm. */
  TestsNotSubmitted: z.object({
    reason: z.enum([
      'no-fmf-metadata',
      'arch-not-available',
      'composes-not-available',
      'compose-not-available',
      'compose-not-yet-available',
      'refused',
      'submission-failed',
    ]),
    state: z.enum(['neutral', 'error', 'failure']),
    description: z.string(),
    details: z.string().nullable(),
    at: z.iso.datetime(),
  }),
  TestsStarted: z.object({ at: z.iso.datetime(), artifactsUrl: z.string().nullable(), summary: z.string().nullable() }),
  TestsPassed: finished,
  TestsFailed: finished,
  /** Something else than the package is wrong. `result` is Testing Farm's word: `error`, `skipped`, `needs_inspection` … */
  TestsErrored: finished.extend({ result: z.string() }),
  /** Cancelled by us (superseded, `/packit cancel`) or by somebody in Testing Farm. */
  TestsCancelled: finished.extend({ reason: z.string(), by: z.enum(['us', 'testing-farm']) }),
  /** They were let in once and are not any more: nothing is submitted. */
  TestsRefused: z.object({
    refused: RefusedRun,
    /** They may be at Testing Farm without our knowing. */
    maybeSent: z.boolean(),
    at: z.iso.datetime(),
  }),
  /** Testing Farm was told to cancel the request, or needed not be. */
  TestingFarmRequestCancelled: z.object({ at: z.iso.datetime() }),
  /** Cancelled before they were submitted, as far as we knew; Testing Farm was asked and has no such request. */
  TestsNeverSubmitted: z.object({
    /** Why Testing Farm could not be asked after all; null: it was, and has none. */
    refusal: z.string().nullable(),
    at: z.iso.datetime(),
  }),
  CommentRequested: z.object({ purpose: z.string(), body: z.string() }),
  CommentPosted: z.object({ purpose: z.string(), commentId: z.string() }),
  /** Not written: our newest comment there says the same, or the forge refuses. */
  CommentSkipped: z.object({ purpose: z.string(), reason: z.string() }),
});
export type TestRunEvent = EventOf<typeof testRunEvents>;
