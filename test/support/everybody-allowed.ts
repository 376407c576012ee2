import type { StillAllowed } from '../../src/application/access/still-allowed.js';

/** An allowlist that never changes its mind: whatever was let in may go on. */
export const everybodyAllowed = { refusal: async () => undefined } as unknown as StillAllowed;
