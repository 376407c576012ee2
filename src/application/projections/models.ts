import { namespaceDecider } from '../../domain/allowlist/namespace.js';
import { namespaceEvents } from '../../domain/allowlist/allowlist.events.js';
import { todosOfNamespace } from '../../domain/allowlist/namespace-todos.js';
import { buildDecider } from '../../domain/build/build.js';
import { checksOfBuild } from '../../domain/build/build-checks.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { isSettled } from '../../domain/build/build-state.js';
import { todosOfBuild } from '../../domain/build/build-todos.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { checksOfDelivery } from '../../domain/delivery/delivery-checks.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { ReceivedDelivery } from '../../domain/delivery/delivery-state.js';
import { todosOfDelivery } from '../../domain/delivery/delivery-todos.js';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { checksOfTestRun } from '../../domain/test-run/test-run-checks.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import { isOver as isTestRunOver } from '../../domain/test-run/test-run-state.js';
import { todosOfTestRun } from '../../domain/test-run/test-run-todos.js';
import type { Settings } from '../ports/settings.js';
import { subjectKey } from '../../domain/planning/job.js';
import type { ColumnValue } from '../ports/read-models.js';
import { streamModel, type StreamModel } from './stream-model.js';

const none: Readonly<Record<string, ColumnValue>> = {};

const runColumns = {
  subject: 'text',
  commit: 'text',
  attempt: 'text',
  delivery: 'text',
  open: 'number',
  unsent: 'number',
} as const;

/** Every delivery and what became of it. `waiting`: nobody has looked at it yet. `notAllowed`: it left checks that say so, because its namespace was not approved. */
const deliveries = streamModel({
  definitions: deliveryEvents,
  decider: deliveryDecider,
  version: 7,
  lookups: ['subject', 'receivedAt'],
  flags: ['waiting', 'notAllowed'],
  columns: {
    source: 'text',
    event: 'text',
    subject: 'text',
    commit: 'text',
    outcome: 'text',
    reason: 'text',
    receivedAt: 'text',
    planned: 'number',
    skipped: 'number',
    waiting: 'number',
    notAllowed: 'number',
  },
  columnsOf: (delivery) =>
    delivery.status === 'unknown'
      ? none
      : {
          source: delivery.source,
          event: delivery.event,
          subject: delivery.subject,
          commit: delivery.origin?.commitSha ?? null,
          outcome: delivery.outcome ?? 'waiting',
          reason: delivery.reason,
          receivedAt: delivery.receivedAt,
          planned: delivery.planned.length,
          skipped: delivery.skipped.length,
          waiting: delivery.outcome === null ? 1 : null,
          notAllowed: leftRefusals(delivery) ? 1 : null,
        },
  blank: ['body.text'],
  isAtRest: (delivery) =>
    delivery.status !== 'unknown' && (delivery.outcome === 'reported' || delivery.outcome === 'ignored'),
  todosOf: (stream, delivery) => (delivery.status === 'unknown' ? [] : todosOfDelivery(stream, delivery)),
  checksOf: (_stream, delivery) => (delivery.status === 'unknown' ? [] : checksOfDelivery(delivery)),
});

/** Every build. `unsent`: it may be in Copr without our knowing its id. */
const builds = (pollAfterSeconds: number) =>
  streamModel({
    definitions: buildEvents,
    decider: buildDecider,
    version: 4,
    lookups: ['subject', 'coprBuildId'],
    flags: ['unsent'],
    columns: { ...runColumns, coprBuildId: 'number', coprProject: 'text' },
    columnsOf: (build) => {
      if (build.status === 'unknown') return none;
      const { phase } = build.submission;
      return {
        subject: subjectKey(build.origin.project, build.origin.subject),
        commit: build.origin.commitSha,
        attempt: build.origin.attempt,
        delivery: build.origin.delivery,
        open: isSettled(build) ? 0 : 1,
        unsent: phase === 'due' || phase === 'postponed' || phase === 'dropped' ? 1 : null,
        coprBuildId: build.submission.phase === 'submitted' ? build.submission.coprBuildId : null,
        coprProject: `${build.order.owner}/${build.order.project}`,
      };
    },
    isAtRest: (build) => build.status !== 'unknown' && isSettled(build),
    todosOf: (stream, build) => (build.status === 'unknown' ? [] : todosOfBuild(stream, build, pollAfterSeconds)),
    checksOf: (_stream, build) => (build.status === 'unknown' ? [] : checksOfBuild(build)),
  });

/** Every test run. `unsent`: it may be at Testing Farm without our knowing its id. */
const testRuns = (pollAfterSeconds: number) =>
  streamModel({
    definitions: testRunEvents,
    decider: testRunDecider,
    version: 4,
    lookups: ['subject', 'requestId', 'build'],
    flags: ['unsent'],
    columns: { ...runColumns, requestId: 'text', check: 'text', build: 'text' },
    columnsOf: (run) => {
      if (run.status === 'unknown') return none;
      const { phase } = run.submission;
      return {
        subject: subjectKey(run.origin.project, run.origin.subject),
        commit: run.origin.commitSha,
        attempt: run.origin.attempt,
        delivery: run.origin.delivery,
        open: isTestRunOver(run) ? 0 : 1,
        unsent: phase === 'due' || phase === 'postponed' || phase === 'dropped' ? 1 : null,
        requestId: run.submission.phase === 'submitted' ? run.submission.requestId : null,
        check: run.order.check,
        build: run.build?.stream ?? null,
      };
    },
    isAtRest: (run) => run.status !== 'unknown' && isTestRunOver(run),
    todosOf: (stream, run) => (run.status === 'unknown' ? [] : todosOfTestRun(stream, run, pollAfterSeconds)),
    checksOf: (_stream, run) => (run.status === 'unknown' ? [] : checksOfTestRun(run)),
  });

/** Who may use the service. */
const namespaces = streamModel({
  definitions: namespaceEvents,
  decider: namespaceDecider,
  version: 2,
  columns: { status: 'text' },
  columnsOf: ({ status }) => ({ status }),
  keepsState: true,
  todosOf: todosOfNamespace,
});

function leftRefusals({ skipped }: ReceivedDelivery): boolean {
  return skipped.some(({ reason, verdicts }) => reason === 'namespace-not-allowed' && verdicts.length > 0);
}

/** All models, in the order in which their tables are made. */
export function streamModels(settings: Pick<Settings, 'coprPollSeconds' | 'testingFarmPollSeconds'>): StreamModel[] {
  return [deliveries, builds(settings.coprPollSeconds), testRuns(settings.testingFarmPollSeconds), namespaces];
}
