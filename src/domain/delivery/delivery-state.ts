import type { SeenHead } from '../planning/head-order.js';
import type { RunOrigin } from '../planning/job.js';
import type { RequestedComments } from '../requested-comments.js';
import type { DeliveryEvent, PlannedAction, Verdict } from './delivery.events.js';

type DataOf<Type extends DeliveryEvent['type']> = Extract<DeliveryEvent, { type: Type }>['data'];
export type Place = DataOf<'PlaceFound'>;

/** A job that was planned, without what only its run needs. */
export interface PlannedJob {
  readonly job: RunOrigin['job'];
  readonly does: PlannedAction['do'];
  readonly checks: readonly string[];
  readonly verdicts: readonly Verdict[];
  /** Parts of the job that become runs of their own, and their streams once they exist. */
  readonly parts: Readonly<Record<string, string | null>>;
}

export interface SkippedJob {
  readonly job: RunOrigin['job'];
  readonly reason: string;
  readonly verdicts: readonly Verdict[];
}

export interface ReceivedDelivery {
  readonly status: 'received';
  readonly source: string;
  readonly event: string;
  readonly subject: string;
  /** Repositories and streams that it names beside what it is about: `delivery-names.ts`. */
  readonly names: readonly string[];
  readonly receivedAt: string;
  /** Of the pull request that it is about; null: it shows none, or nobody noted it. */
  readonly head: SeenHead | null;
  /** What became of it; null: not looked at yet. */
  readonly outcome: 'ignored' | 'reported' | 'decided' | null;
  /** Why it was ignored, or what it reported. */
  readonly reason: string | null;
  readonly origin: Omit<RunOrigin, 'job'> | null;
  readonly planned: readonly PlannedJob[];
  readonly skipped: readonly SkippedJob[];
  readonly place: Place | null;
  readonly superseding: 'none' | 'wanted' | 'done';
  readonly cancelling: 'none' | 'wanted' | 'done';
  readonly reaction: { readonly commentId: string; readonly done: boolean } | null;
  readonly comments: RequestedComments;
}

/** Plain JSON. */
export type Delivery = { readonly status: 'unknown' } | ReceivedDelivery;
