import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';

/** A big text beside the events, in parts: stream `blob-{SHA-256 of the text}`. These names and shapes are on disk for ever: add, never edit. */
export const blobEvents = defineEvents('blob', {
  BlobPartStored: z.object({
    /** From 0; equal to the revision. */
    index: z.int(),
    /** How many parts the whole has. */
    parts: z.int(),
    encoding: z.literal('gzip+base64'),
    content: z.string(),
  }),
});
export type BlobEvent = EventOf<typeof blobEvents>;
