import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';
import { CheckStateData, ProjectData } from '../planning/job.js';

/** What was published of one check of one commit. These names and shapes are on disk for ever: add, never edit. */
export const checkEvents = defineEvents('check', {
  CheckPublished: z.object({
    project: ProjectData,
    commitSha: z.string(),
    name: z.string(),
    attempt: z.string(),
    /** The forge's id of the check run. */
    checkId: z.string(),
    state: CheckStateData,
    title: z.string(),
    /** SHA-256 of everything that was published, to see whether it is still what is wanted. */
    digest: z.string(),
    at: z.iso.datetime(),
  }),
  /** The forge refuses this content for good. */
  CheckPublicationRefused: z.object({
    project: ProjectData,
    commitSha: z.string(),
    name: z.string(),
    attempt: z.string(),
    digest: z.string(),
    error: z.string(),
    at: z.iso.datetime(),
  }),
});
export type CheckEvent = EventOf<typeof checkEvents>;
