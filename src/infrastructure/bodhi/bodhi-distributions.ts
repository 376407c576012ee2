import type { Clock } from '../../application/ports/clock.js';
import { Distributions } from '../../application/ports/distributions.js';
import type { BodhiRelease } from '../../domain/targets/release-table.js';
import type { FetchLimits } from '../shared/fetch-with-limits.js';
import { HttpClient } from '../shared/http-client.js';
import { fetchReleases } from './bodhi-releases.js';
import { type ReleaseList, SavedReleases } from './saved-releases.js';

const FRESH_MS = 12 * 60 * 60_000;
const RETRY_MS = 60_000;
/** A webhook waits no longer than this while there is an older list. */
const PATIENCE_MS = 1_000;
/** The very first list is worth more patience: the bundled one may be months old. */
const FIRST_PATIENCE_MS = 10_000;

export interface BodhiDistributionsOptions extends FetchLimits {
  /** `https://bodhi.fedoraproject.org` */
  readonly baseUrl: string;
  /** Where the last good list is kept. Undefined: only in memory. */
  readonly file?: string;
  /** The list that comes with the program. */
  readonly bundled: ReleaseList;
  readonly clock: Clock;
  readonly userAgent?: string;
  /** Hears of what went wrong without anybody having to wait for it. */
  readonly warn?: (message: string, error: unknown) => void;
}

type Source = 'bodhi' | 'saved' | 'bundled';

/** Fedora's and EPEL's releases as Bodhi lists them; when it does not answer, what it said last, however old. */
export class BodhiDistributions extends Distributions {
  private readonly http: HttpClient;
  private readonly saved?: SavedReleases;
  private known?: { readonly list: ReleaseList; readonly source: Source; readonly freshUntil: number };
  private refreshing?: Promise<void>;

  constructor(private readonly options: BodhiDistributionsOptions) {
    super();
    this.http = new HttpClient({ timeoutMs: 30_000, ...options, service: 'Bodhi' });
    this.saved = options.file === undefined ? undefined : new SavedReleases(options.file);
  }

  async releases(): Promise<{ releases: readonly BodhiRelease[]; source: Source; at: string }> {
    const { clock } = this.options;
    if (!this.known) await this.recall();
    const before = this.known;
    if (!before || before.freshUntil <= clock.now().getTime()) {
      this.refreshing ??= this.refresh().finally(() => (this.refreshing = undefined));
      await this.atMost(before ? PATIENCE_MS : FIRST_PATIENCE_MS, this.refreshing);
      // Still nothing new: nobody waits again for a while, and the answer may come in between.
      if (this.known === before) this.goOnWithoutBodhi();
    }
    const { list, source } = this.known ?? this.goOnWithoutBodhi();
    return { ...list, source };
  }

  /** What an earlier run of the program learnt. It is due for a refresh at once, but good enough to go on with. */
  private async recall(): Promise<void> {
    const list = await this.saved?.read();
    if (list && !this.known) this.known = { list, source: 'saved', freshUntil: 0 };
  }

  private async refresh(): Promise<void> {
    const { clock, warn } = this.options;
    try {
      const releases = await fetchReleases(this.http);
      if (releases.length === 0) throw new Error('Bodhi listed no release at all');
      const now = clock.now();
      const list = { releases, at: now.toISOString() };
      this.known = { list, source: 'bodhi', freshUntil: now.getTime() + FRESH_MS };
      await this.saved?.write(list).catch((error: unknown) => warn?.('The list of releases was not saved', error));
    } catch (error) {
      warn?.("Bodhi's list of releases is not to be had; an older one is used", error);
      this.goOnWithoutBodhi();
    }
  }

  private goOnWithoutBodhi() {
    const { list, source } = this.known ?? { list: this.options.bundled, source: 'bundled' as const };
    const freshUntil = this.options.clock.now().getTime() + RETRY_MS;
    this.known = { list, source: source === 'bodhi' ? 'saved' : source, freshUntil };
    return this.known;
  }

  private async atMost(milliseconds: number, work: Promise<void>): Promise<void> {
    const over = new AbortController();
    await Promise.race([work, this.options.clock.sleep(milliseconds, over.signal)]);
    over.abort();
  }
}
