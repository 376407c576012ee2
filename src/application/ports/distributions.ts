/** One release as Bodhi describes it, the fields that matter. */
export interface BodhiRelease {
  readonly name: string;
  readonly long_name: string;
  readonly version: string;
  readonly branch: string;
  readonly id_prefix: string;
  readonly state: string;
}

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
