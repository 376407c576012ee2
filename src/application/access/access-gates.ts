import type { Gates } from '../../domain/access/gates.js';

/** The gates that every input passes. */
export abstract class AccessGates implements Gates {
  abstract readonly ofRepository: Gates['ofRepository'];
  abstract readonly ofAccess: Gates['ofAccess'];
  abstract readonly ofInternalTests: Gates['ofInternalTests'];
}
