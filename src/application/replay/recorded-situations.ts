import { loadPackageConfig } from '../../domain/package-config/load-package-config.js';
import type { PackageConfig } from '../../domain/package-config/package-config.js';
import type { Situation } from '../../domain/planning/situation.js';
import { buildReleaseTable, type BodhiRelease, type ReleaseTable } from '../../domain/targets/release-table.js';
import type { BlobRef } from '../../domain/delivery/delivery.events.js';
import type { Blobs } from '../streams/blobs.js';

/** What `FactsGathered` keeps: the situation, and where the big texts of it are. */
export interface RecordedFacts {
  readonly situation: Omit<Situation, 'config' | 'releases' | 'offeredChroots'>;
  readonly config: { readonly path: string; readonly rootSpecFiles: readonly string[]; readonly text: BlobRef };
  readonly releases: { readonly list: BlobRef };
  readonly offeredChroots: BlobRef;
}

/** How many texts stay parsed: pull requests of one repository share their configuration. */
const REMEMBERED = 1_000;

/** Makes situations again from what was recorded, by today's reading of the configuration. */
export class RecordedSituations {
  private readonly parsed = new Map<string, unknown>();

  constructor(private readonly blobs: Blobs) {}

  /** Rejects when a text is missing or the configuration is not valid any more. */
  async again({ situation, config, releases, offeredChroots }: RecordedFacts): Promise<Situation> {
    const repoName = situation.project.repo;
    const context = { repoName, configFilePath: config.path, rootSpecFiles: config.rootSpecFiles };
    return {
      ...situation,
      config: await this.read(config.text, `config ${JSON.stringify(context)}`, (text): PackageConfig => {
        const loaded = loadPackageConfig(text, context);
        if (!loaded.valid) throw new Error(loaded.message);
        return loaded.config;
      }),
      releases: await this.read(releases.list, 'releases', (text): ReleaseTable =>
        buildReleaseTable(JSON.parse(text) as BodhiRelease[]),
      ),
      offeredChroots: await this.read(offeredChroots, 'chroots', (text) => JSON.parse(text) as string[] | null),
    };
  }

  private async read<Value>(ref: BlobRef, use: string, parse: (text: string) => Value): Promise<Value> {
    const key = `${ref.digest} ${use}`;
    if (this.parsed.has(key)) return this.parsed.get(key) as Value;
    const value = parse(await this.blobs.get(ref));
    this.parsed.set(key, value);
    if (this.parsed.size > REMEMBERED) this.parsed.delete(this.parsed.keys().next().value!);
    return value;
  }
}
