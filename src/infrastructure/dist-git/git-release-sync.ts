import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PermanentFailure, TransientFailure } from '../../application/ports/failure.js';
import { ReleaseSync, type BranchSync, type BranchSyncReport } from '../../application/ports/release-sync.js';
import { SpecFileError } from '../../domain/spec-file/spec-error.js';
import type { DownstreamPullRequest } from '../../domain/sync-release/sync-order.js';
import type { BranchOutcome } from '../../domain/sync-release/sync-release.js';
import { ArchiveNotThere, ArchiveRefused } from './archive-download.js';
import { BranchWork, type BranchWorkshop } from './branch-work.js';
import { RunLog } from './run-log.js';
import { SyncFailure } from './sync-failure.js';

/** Longest error that a check shows; the log has all of it. */
const LONGEST_ERROR = 1_000;

/** Brings releases to dist-git with the system's git, one folder a branch and run. */
export class GitReleaseSync extends ReleaseSync {
  /** `folder`: for runs; nothing is written elsewhere but into the mirrors. `secrets` never get into a log. */
  constructor(
    private readonly shop: BranchWorkshop,
    private readonly folder: string,
    private readonly secrets: readonly string[],
  ) {
    super();
  }

  override async defaultBranch(namespace: string, packageName: string): Promise<string | undefined> {
    try {
      return await this.shop.forge.defaultBranch({ namespace, name: packageName });
    } catch (error) {
      // An outage of dist-git holds up the work, not the decision.
      if (error instanceof TransientFailure || error instanceof PermanentFailure) return undefined;
      throw error;
    }
  }

  override async syncBranch(
    sync: BranchSync,
    onPullRequest: (pullRequest: DownstreamPullRequest) => Promise<void>,
  ): Promise<BranchSyncReport> {
    const log = new RunLog(this.shop.now, this.secrets);
    await mkdir(this.folder, { recursive: true });
    const folder = await mkdtemp(join(this.folder, 'run-'));
    try {
      log.line(`release ${sync.order.tag} for branch ${sync.branch.branch}`);
      const outcome = await new BranchWork(this.shop, sync, folder, log, onPullRequest).run();
      return { outcome, log: log.text() };
    } catch (error) {
      const outcome = failureOf(error);
      if (!outcome) throw error;
      log.line(error instanceof Error ? error.message : String(error));
      return { outcome, log: log.text() };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** What a failure means for the branch; undefined: it is none of the branch's, and the work is tried again. */
function failureOf(error: unknown): BranchOutcome | undefined {
  if (error instanceof ArchiveNotThere) return { outcome: 'archive-missing', error: cut(error.message) };
  const isTheirs =
    error instanceof SyncFailure ||
    error instanceof SpecFileError ||
    error instanceof ArchiveRefused ||
    error instanceof PermanentFailure;
  return isTheirs ? { outcome: 'failed', error: cut(error.message) } : undefined;
}

const cut = (text: string) => (text.length > LONGEST_ERROR ? `${text.slice(0, LONGEST_ERROR)} …` : text);
