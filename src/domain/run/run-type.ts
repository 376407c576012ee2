import type { CheckContribution } from '../check/contribution.js';
import type { Decider, EventDefinitions } from '../event.js';
import type { RunOrigin } from '../planning/job.js';
import type { CommentCommand, RequestedComments } from '../requested-comments.js';
import type { Todo } from '../todo.js';

/** What the state of every run holds from the event on that requested it. */
export interface RequestedRun {
  readonly status: 'requested';
  readonly origin: RunOrigin;
  readonly deployment: 'prod' | 'stg';
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly comments: RequestedComments;
}

/** State of the stream of a run. Plain JSON. */
export type RunState<Requested extends RequestedRun> = { readonly status: 'unknown' } | Requested;

/** Why and when (ISO 8601) a run is to end. */
export interface Ending {
  readonly reason: string;
  readonly at: string;
}

/** Ends what has not begun: a newer commit is there. What already runs goes on, and reports to its own commit. */
export interface Supersede extends Ending {
  readonly type: 'Supersede';
}

/** Commands that the decider of every run type takes. */
export type RunCommand = CommentCommand | Supersede;

/** When outside services are asked for the first time what became of something, in seconds after its submission. */
export interface PollDelays {
  readonly coprPollSeconds: number;
  readonly testingFarmPollSeconds: number;
}

/** What a run is found by: a column each, beside those that all runs have. */
export interface RunSearch<Requested> {
  readonly columns: Readonly<Record<string, 'text' | 'number'>>;
  /** Columns with an index. */
  readonly lookups: readonly string[];
  columnsOf(run: Requested): Readonly<Record<string, string | number | null>>;
  /** Version of the table: a new one builds all read models anew. */
  readonly version: number;
}

/** Whose stream is named in a column of the run: `{ category: 'build', column: 'build' }`. */
export interface StartedBy {
  readonly category: string;
  readonly column: string;
}

/** What a run is made of and how each part stands, for people and for the API. */
export type RunParts = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** Everything that the product knows of one kind of run. The registry of them is `run-types.ts`. */
export interface RunType<Requested extends RequestedRun, Command extends { type: string }, Event> {
  /** Of its streams: `build` for `build-6f1c…`. */
  readonly category: string;
  /** The word for it in the API. */
  readonly kind: string;
  readonly definitions: EventDefinitions;
  readonly decider: Decider<RunState<Requested>, Command | RunCommand, Event>;
  readonly search: RunSearch<Requested>;
  readonly startedBy?: StartedBy;
  /** True when nothing more is to be expected of it. */
  isSettled(run: Requested): boolean;
  /** True while it may be outside without our knowing its id there. */
  isUnsent(run: Requested): boolean;
  todosOf(stream: string, run: Requested, delays: PollDelays): Todo[];
  checksOf(run: Requested): CheckContribution[];
  /** What ends it on request, all of it or only what belongs to the job named `only`; undefined: nothing of it does. */
  cancellation(run: Requested, only: string | null, ending: Ending): Command | undefined;
  /** Checks of what these events ended. */
  endedChecks(run: Requested, events: readonly Event[]): readonly string[];
  describe(run: Requested): RunParts;
  /** Streams of other runs that it names: who may not see those may not see it. */
  names(run: Requested): readonly string[];
}

/** A run type whose own types are erased, so that different ones fit into one list. */
export interface AnyRunType {
  readonly category: string;
  readonly kind: string;
  readonly definitions: EventDefinitions;
  readonly decider: Decider<RunState<RequestedRun>, { type: string }, { type: string; data: unknown }>;
  readonly search: RunSearch<RequestedRun>;
  readonly startedBy?: StartedBy;
  isSettled(run: RequestedRun): boolean;
  isUnsent(run: RequestedRun): boolean;
  todosOf(stream: string, run: RequestedRun, delays: PollDelays): Todo[];
  checksOf(run: RequestedRun): CheckContribution[];
  cancellation(run: RequestedRun, only: string | null, ending: Ending): { type: string } | undefined;
  endedChecks(run: RequestedRun, events: readonly { type: string; data: unknown }[]): readonly string[];
  describe(run: RequestedRun): RunParts;
  names(run: RequestedRun): readonly string[];
}

/** Declares a run type: checked as a whole here, held with its types erased in the registry. */
export function defineRunType<
  Requested extends RequestedRun,
  Command extends { type: string },
  Event extends { type: string; data: unknown },
>(type: RunType<Requested, Command, Event>): AnyRunType {
  return type as unknown as AnyRunType;
}
