import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';
import { ProjectData } from '../planning/job.js';
import { ExpectedJob } from '../sync-release/sync-order.js';

const at = z.iso.datetime();

/**
 * What became of a release of a project, over all runs for it, and the issues that tell about it: stream `release-{host/ns/repo!tag}`.
 * These names and shapes are on disk for ever: add, never edit.
 */
export const releaseEvents = defineEvents('release', {
  /** A run was requested: these branches of its job have a newer attempt. */
  ReleaseRunNoted: z.object({
    project: ProjectData,
    tag: z.string(),
    deployment: z.enum(['prod', 'stg']),
    run: z.string(),
    attempt: z.string(),
    job: z.string(),
    package: z.string(),
    packageUrl: z.string(),
    branches: z.array(z.string()),
    /** Every job of the release, with every branch. */
    expected: z.array(ExpectedJob),
    failureIssue: z.object({ create: z.boolean(), message: z.string().nullable() }),
    /** The issue in which somebody asked for it. */
    askedIn: z.int().nullable(),
    at,
  }),
  BranchOutcomeNoted: z.object({
    run: z.string(),
    attempt: z.string(),
    job: z.string(),
    branch: z.string(),
    outcome: z.enum(['succeeded', 'skipped', 'failed', 'cancelled']),
    /** Number of the branch in links: `/jobs/propose-downstream/{target}`. */
    target: z.int(),
    at,
  }),
  /** `failing`: the branches that its text names. `attempt`: the newest of them. */
  FailureIssueOpened: z.object({
    package: z.string(),
    number: z.int(),
    url: z.string(),
    failing: z.array(z.string()),
    attempt: z.string(),
    at,
  }),
  FailureIssueUpdated: z.object({
    package: z.string(),
    number: z.int(),
    failing: z.array(z.string()),
    attempt: z.string(),
    at,
  }),
  /** The forge has no issue tracker for the project, or refuses. */
  FailureIssueRefused: z.object({
    package: z.string(),
    reason: z.string(),
    failing: z.array(z.string()),
    attempt: z.string(),
    at,
  }),
  ReleaseIssueClosed: z.object({ number: z.int(), at }),
  ReleaseIssueNotClosed: z.object({ number: z.int(), reason: z.string(), at }),
});
export type ReleaseEvent = EventOf<typeof releaseEvents>;
