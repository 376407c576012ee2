import { z } from 'zod';
import { Coverage } from '../access/coverage.js';
import { commandFactsWithWaivers, situationWithWaivers } from '../access/recorded-access.js';
import { BuildOrder } from '../build/build-order.js';
import { defineEvents, type EventOf } from '../event.js';
import { ShownRepository } from '../forge/visibility.js';
import { SeenHead } from '../planning/head-order.js';
import { CheckStateData, ProjectData, RunOrigin, SubjectData } from '../planning/job.js';
import { SyncOrder } from '../sync-release/sync-order.js';
import { TestedBuild, TestOrder } from '../test-run/test-order.js';

const at = z.iso.datetime();

/** A big text beside the events: stream `blob-{digest}`. */
export const BlobRef = z.object({ digest: z.string(), bytes: z.int() });
export type BlobRef = z.infer<typeof BlobRef>;

/** What a check says although no run stands behind it. */
export const Verdict = z.object({
  check: z.string(),
  state: CheckStateData,
  title: z.string(),
  url: z.string().nullable(),
  summary: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

/** What a planned job does. */
export const PlannedAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('build'), order: BuildOrder }),
  /** Tests of builds that are there (or that need none). */
  z.object({
    do: z.literal('test'),
    runs: z.array(
      z.object({ order: TestOrder, build: TestedBuild.nullable(), additionalBuilds: z.array(TestedBuild) }),
    ),
    /** Tests of builds that are not finished: they start when the build of that stream is. */
    awaited: z.array(
      z.object({ order: TestOrder, buildStream: z.string(), title: z.string(), url: z.string().nullable() }),
    ),
  }),
  /** The build of the same event starts it. */
  z.object({ do: z.literal('wait-for-build') }),
  /** A release is brought to dist-git. */
  z.object({ do: z.literal('sync'), order: SyncOrder }),
]);
export type PlannedAction = z.infer<typeof PlannedAction>;

/** Once a single flag opened all gates for an input; now each waiver names the gate that it opens. Oldest first. */
const deliveryUpcasters = {
  FactsGathered: [situationWithWaivers],
  CancellationRequested: [commandFactsWithWaivers],
  DeliveryIgnored: [commandFactsWithWaivers],
};

/** One webhook, bus message or callback, verbatim, and everything that was decided because of it. On disk for ever: add, never edit. */
export const deliveryEvents = defineEvents(
  'delivery',
  {
    DeliveryReceived: z.object({
      source: z.string(),
      /** Header `X-GitHub-Event`, topic … */
      event: z.string(),
      /** What it is about, as far as a glance tells: deliveries with the same subject are interpreted in order. */
      subject: z.string(),
      body: z.union([z.object({ text: z.string() }), z.object({ blob: BlobRef })]),
      at,
      /** Of the pull request that it shows, as far as a glance tells. */
      head: SeenHead.optional(),
      /** The repositories that it names and who may see them, as far as a glance tells; absent: nobody noted it. */
      repositories: z.array(ShownRepository).optional(),
      /** What its signature or token vouches for. Absent in older events: as much as its source may speak for. */
      covers: Coverage.optional(),
    }),
    /** Nothing follows from it. */
    DeliveryIgnored: z.object({
      reason: z.string(),
      facts: z.record(z.string(), z.unknown()),
      at,
    }),
    /** It reported on a run: the report went to that run's stream. */
    DeliveryInterpreted: z.object({ meaning: z.string(), streams: z.array(z.string()), at }),
    /** What the decisions behind it were made from. */
    FactsGathered: z.object({
      kind: z.string(),
      facts: z.record(z.string(), z.unknown()),
      at,
      /** Of the pull request, as the delivery was read or as the forge named it when it was asked. */
      head: SeenHead.optional(),
    }),
    JobPlanned: z.object({
      origin: RunOrigin,
      /** Checks that say `The task was accepted.` until the run itself reports. */
      checks: z.array(z.string()),
      verdicts: z.array(Verdict),
      action: PlannedAction,
    }),
    JobSkipped: z.object({
      origin: RunOrigin,
      reason: z.string(),
      facts: z.record(z.string(), z.unknown()),
      verdicts: z.array(Verdict),
    }),
    /** A pull request moved on: what is queued or waiting for its older commits is to end. */
    SupersessionRequested: RunOrigin.omit({ job: true }),
    /** Queued and waiting work of older commits was told to end. */
    OlderRunsSuperseded: z.object({ runs: z.array(z.string()), at }),
    /** Somebody asked to end what is queued or running for a commit; `only`: of this job. */
    CancellationRequested: RunOrigin.omit({ job: true }).extend({
      only: z.string().nullable(),
      by: z.string(),
      /** What their permission was decided on. */
      facts: z.record(z.string(), z.unknown()),
    }),
    /** It was told to end; `checks`: those that it concerns. */
    RunsCancelled: z.object({ runs: z.array(z.string()), checks: z.array(z.string()), at }),
    /** The run that a planned job asked for exists: stream `run`. `part` names the job and which of its runs it is. */
    RunStarted: z.object({ part: z.string(), run: z.string() }),
    /** The run is not begun: the gates do not let it in any more. `verdicts`: what its checks say instead. */
    RunRefused: z.object({ part: z.string(), reason: z.string(), verdicts: z.array(Verdict), at }),
    ReactionRequested: z.object({ commentId: z.string(), reaction: z.literal('eyes') }),
    ReactionAdded: z.object({ commentId: z.string() }),
    CommentRequested: z.object({ purpose: z.string(), body: z.string() }),
    CommentPosted: z.object({ purpose: z.string(), commentId: z.string() }),
    CommentSkipped: z.object({ purpose: z.string(), reason: z.string() }),
    /** Where reactions and comments of this delivery go. */
    PlaceFound: z.object({
      project: ProjectData,
      subject: SubjectData.nullable(),
      place: z.discriminatedUnion('on', [
        z.object({ on: z.enum(['pull_request', 'issue']), number: z.int() }),
        z.object({ on: z.literal('commit'), sha: z.string() }),
      ]),
    }),
  },
  deliveryUpcasters,
);
export type DeliveryEvent = EventOf<typeof deliveryEvents>;
