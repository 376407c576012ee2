import type { Decider } from '../event.js';
import type { BlobEvent } from './blob.events.js';

/** How many parts are there. What they hold follows from the name of the stream. */
export interface Blob {
  readonly stored: number;
}

/** All parts of the text, compressed, in order. */
export interface StoreBlob {
  readonly type: 'StoreBlob';
  readonly parts: readonly string[];
}

/** Characters of one append; the store takes 1,000,000 bytes with everything around them. */
const MAX_APPEND_CHARACTERS = 950_000;

/**
 * Stores the parts that are missing, as many as one append takes: the command is repeated until nothing is missing.
 * So a writer that died half-way, or another one at the same time, does no harm.
 */
export const blobDecider: Decider<Blob, StoreBlob, BlobEvent> = {
  initialState: { stored: 0 },
  decide({ parts }, { stored }) {
    const events: BlobEvent[] = [];
    let room = MAX_APPEND_CHARACTERS;
    for (const [offset, content] of parts.slice(stored).entries()) {
      room -= content.length + 600;
      if (room < 0 && offset > 0) break;
      const index = stored + offset;
      events.push({ type: 'BlobPartStored', data: { index, parts: parts.length, encoding: 'gzip+base64', content } });
    }
    return events;
  },
  evolve: ({ stored }) => ({ stored: stored + 1 }),
};
