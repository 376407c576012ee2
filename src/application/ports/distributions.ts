import type { BodhiRelease } from '../../domain/targets/release-table.js';

/** Releases of Fedora and EPEL, from Bodhi, cached for 12 hours; what was known last when Bodhi does not answer. */
export abstract class Distributions {
  abstract releases(): Promise<{
    readonly releases: readonly BodhiRelease[];
    /** Bodhi's answer, an earlier answer, or the list that comes with the program. */
    readonly source: 'bodhi' | 'saved' | 'bundled';
    /** When that list was true, ISO 8601. */
    readonly at: string;
  }>;
}
