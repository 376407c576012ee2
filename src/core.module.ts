import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessGates } from './application/access/access-gates.js';
import { ApprovalIssues } from './application/access/approval-issues.js';
import { Authorisation } from './application/access/authorisation.js';
import { StillAllowed } from './application/access/still-allowed.js';
import { RemoveNamespaceHandler } from './application/commands/allowlist/remove-namespace.js';
import { SetNamespaceStatusHandler } from './application/commands/allowlist/set-namespace-status.js';
import { ReceiveDeliveryHandler } from './application/commands/deliveries/receive-delivery.js';
import { SubjectOf } from './application/commands/deliveries/subject-of.js';
import { ReleaseTodosHandler } from './application/commands/todos/release-todos.js';
import { AddReaction } from './application/effects/add-reaction.js';
import { CancelCoprBuild } from './application/effects/cancel-copr-build.js';
import { CancelRuns } from './application/effects/cancel-runs.js';
import { CancelTestingFarmRequest } from './application/effects/cancel-testing-farm-request.js';
import { CloseApprovalIssue } from './application/effects/close-approval-issue.js';
import { CoprClaims } from './application/effects/copr-claims.js';
import { CoprRefusals } from './application/effects/copr-refusals.js';
import { CoprReports } from './application/effects/copr-reports.js';
import type { Effect } from './application/effects/effect.js';
import { FindDroppedBuild } from './application/effects/find-dropped-build.js';
import { FindDroppedRequest } from './application/effects/find-dropped-request.js';
import { InterpretDelivery } from './application/effects/interpret-delivery.js';
import { OpenApprovalIssue } from './application/effects/open-approval-issue.js';
import { PlanRefusedAgain } from './application/effects/plan-refused-again.js';
import { PollCoprBuild } from './application/effects/poll-copr-build.js';
import { PollTestingFarm } from './application/effects/poll-testing-farm.js';
import { PostComment } from './application/effects/post-comment.js';
import { PublishCheck } from './application/effects/publish-check.js';
import { RequestBuild } from './application/effects/request-build.js';
import { RequestPlannedTests } from './application/effects/request-planned-tests.js';
import { RequestTests } from './application/effects/request-tests.js';
import { SubmitBuild } from './application/effects/submit-build.js';
import { SubmitTests } from './application/effects/submit-tests.js';
import { SupersedeOlderRuns } from './application/effects/supersede-older-runs.js';
import { RequestSync } from './application/effects/request-sync.js';
import { InformRelease } from './application/effects/inform-release.js';
import { SyncBranchEffect } from './application/effects/sync-branch.js';
import { ReportReleaseFailure } from './application/effects/report-release-failure.js';
import { CloseReleaseIssue } from './application/effects/close-release-issue.js';
import { Worker } from './application/effects/worker.js';
import { CancelCommand } from './application/interpretation/cancel-command.js';
import { CheckReruns } from './application/interpretation/check-reruns.js';
import { CommandAccess } from './application/interpretation/command-access.js';
import { CommitComments } from './application/interpretation/commit-comments.js';
import { CoprMessages } from './application/interpretation/copr-messages.js';
import { Decisions } from './application/interpretation/decisions.js';
import { ExplainCommand } from './application/interpretation/explain-command.js';
import { FasVerification } from './application/interpretation/fas-verification.js';
import { Installations } from './application/interpretation/installations.js';
import { IssueCommands } from './application/interpretation/issue-commands.js';
import { IssueComments } from './application/interpretation/issue-comments.js';
import { JobPlanning } from './application/interpretation/job-planning.js';
import { KnownChecks } from './application/interpretation/known-checks.js';
import { KnownHeads } from './application/interpretation/known-heads.js';
import { KnownRuns } from './application/interpretation/known-runs.js';
import { PackageConfigs } from './application/interpretation/package-configs.js';
import { PlanAgain } from './application/interpretation/plan-again.js';
import { PlanningCommands } from './application/interpretation/planning-commands.js';
import { PullRequestComments } from './application/interpretation/pull-request-comments.js';
import { ClaimedPullRequests } from './application/interpretation/claimed-pull-requests.js';
import { PullRequestEvents } from './application/interpretation/pull-request-events.js';
import { PushEvents } from './application/interpretation/push-events.js';
import { ReleaseEvents } from './application/interpretation/release-events.js';
import { ServedRepositories } from './application/interpretation/served-repositories.js';
import { Situations } from './application/interpretation/situations.js';
import { StatusCommand } from './application/interpretation/status-command.js';
import { ToldRefusals } from './application/interpretation/told-refusals.js';
import { TestingFarmCallbacks } from './application/interpretation/testing-farm-callbacks.js';
import { Clock } from './application/ports/clock.js';
import { CrashJournal } from './application/ports/crash-journal.js';
import { EventStore } from './application/ports/event-store.js';
import { Log } from './application/ports/log.js';
import { ReadModels } from './application/ports/read-models.js';
import { Settings } from './application/ports/settings.js';
import { CurrentStates } from './application/projections/current-states.js';
import { streamModels } from './application/projections/models.js';
import { Projector } from './application/projections/projector.js';
import { FindAllowlistEntryHandler, ListAllowlistHandler } from './application/queries/allowlist/allowlist-entries.js';
import { LiveEvents } from './application/queries/audience/live-events.js';
import { SeenEvents } from './application/queries/audience/seen-events.js';
import { Visibility } from './application/queries/audience/sight.js';
import { StreamFamily } from './application/queries/audience/stream-family.js';
import { Allowlist } from './application/queries/allowlist/allowlist.js';
import { ListDeliveriesHandler } from './application/queries/deliveries/list-deliveries.js';
import { ShowDeliveryHandler } from './application/queries/deliveries/show-delivery.js';
import { ExplainHandler } from './application/queries/explain/explain.js';
import { FollowEventsHandler } from './application/queries/timeline/follow-events.js';
import { StateAtHandler } from './application/queries/state/state-at.js';
import { ReplayEventsHandler } from './application/queries/timeline/replay-events.js';
import { TimelineHandler } from './application/queries/timeline/timeline.js';
import { ListTodosHandler } from './application/queries/todos/list-todos.js';
import { Blobs } from './application/streams/blobs.js';
import { PlannedJobs } from './application/streams/planned-jobs.js';
import { Streams } from './application/streams/streams.js';
import { GATES, type Gates } from './domain/access/gates.js';
import { subjectOf } from './domain/inputs/subject.js';
import type { TodoType } from './domain/todo.js';

/** Effects that only read what is outside, if they look there at all: their outcome is in the log alone. */
const inward = {
  'interpret-delivery': InterpretDelivery,
  'request-build': RequestBuild,
  'request-planned-tests': RequestPlannedTests,
  'request-tests': RequestTests,
  'request-sync': RequestSync,
  'inform-release': InformRelease,
  'supersede-older-runs': SupersedeOlderRuns,
  'cancel-runs': CancelRuns,
  'plan-refused-again': PlanRefusedAgain,
} satisfies Partial<Effects>;

/** How each type of todo is performed: one that is left out does not compile. */
type Effects = { readonly [Each in TodoType]: Type<Effect<Each>> };
const effectsByType: Effects = {
  ...inward,
  'submit-build': SubmitBuild,
  'poll-copr-build': PollCoprBuild,
  'find-dropped-build': FindDroppedBuild,
  'cancel-copr-build': CancelCoprBuild,
  'submit-tests': SubmitTests,
  'poll-testing-farm': PollTestingFarm,
  'find-dropped-request': FindDroppedRequest,
  'cancel-testing-farm-request': CancelTestingFarmRequest,
  'sync-branch': SyncBranchEffect,
  'report-release-failure': ReportReleaseFailure,
  'close-release-issue': CloseReleaseIssue,
  'publish-check': PublishCheck,
  'post-comment': PostComment,
  'add-reaction': AddReaction,
  'open-approval-issue': OpenApprovalIssue,
  'close-approval-issue': CloseApprovalIssue,
};

export const inwardEffects: readonly Type<Effect>[] = Object.values(inward);
export const allEffects: readonly Type<Effect>[] = Object.values(effectsByType);

const services: Type[] = [
  Streams,
  Blobs,
  PlannedJobs,
  Allowlist,
  CoprClaims,
  CoprRefusals,
  ApprovalIssues,
  Authorisation,
  StillAllowed,
  CommandAccess,
  CoprReports,
  KnownHeads,
  KnownRuns,
  PackageConfigs,
  Situations,
  Decisions,
  ClaimedPullRequests,
  PullRequestEvents,
  PullRequestComments,
  PlanningCommands,
  CancelCommand,
  ExplainCommand,
  StatusCommand,
  CommitComments,
  IssueCommands,
  ServedRepositories,
  JobPlanning,
  KnownChecks,
  PushEvents,
  ReleaseEvents,
  CheckReruns,
  CoprMessages,
  TestingFarmCallbacks,
  FasVerification,
  Installations,
  IssueComments,
  PlanAgain,
  ToldRefusals,
  ReceiveDeliveryHandler,
  SetNamespaceStatusHandler,
  RemoveNamespaceHandler,
  ListAllowlistHandler,
  FindAllowlistEntryHandler,
  Visibility,
  SeenEvents,
  StreamFamily,
  StateAtHandler,
  TimelineHandler,
  FollowEventsHandler,
  ReplayEventsHandler,
  ListDeliveriesHandler,
  ShowDeliveryHandler,
  ExplainHandler,
  ListTodosHandler,
  ReleaseTodosHandler,
];

/** The application layer: streams, projector, worker, effects, use cases. */
@Global()
@Module({})
export class CoreModule {
  /** `gates`: every one of them, but in tests of what each is good for. */
  static create(gates: Gates = GATES): DynamicModule {
    const states = {
      provide: CurrentStates,
      inject: [EventStore, ReadModels, Settings],
      useFactory: (store: EventStore, readModels: ReadModels, settings: Settings) =>
        new CurrentStates(streamModels(settings), store, readModels),
    };
    const worker = {
      provide: Worker,
      inject: [Projector, Streams, Clock, Log, CrashJournal, ...allEffects],
      useFactory: (
        projector: Projector,
        streams: Streams,
        clock: Clock,
        log: Log,
        journal: CrashJournal,
        ...all: Effect[]
      ) => new Worker(all, projector, streams, clock, log, journal),
    };
    const access = { provide: AccessGates, useValue: gates };
    const subjects = { provide: SubjectOf, useValue: { subjectOf } };
    return {
      module: CoreModule,
      imports: [CqrsModule.forRoot()],
      providers: [...services, ...allEffects, states, Projector, LiveEvents, worker, subjects, access],
      exports: [...services, CurrentStates, Projector, Worker, SubjectOf, AccessGates, CqrsModule],
    };
  }
}
