import { namespaceDecider } from '../../domain/allowlist/namespace.js';
import { namespaceEvents } from '../../domain/allowlist/allowlist.events.js';
import { todosOfNamespace } from '../../domain/allowlist/namespace-todos.js';
import { coprProjectDecider } from '../../domain/copr-project/copr-project.js';
import { coprProjectEvents } from '../../domain/copr-project/copr-project.events.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { checksOfDelivery } from '../../domain/delivery/delivery-checks.js';
import { originNames } from '../../domain/delivery/delivery-names.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { ReceivedDelivery } from '../../domain/delivery/delivery-state.js';
import { todosOfDelivery } from '../../domain/delivery/delivery-todos.js';
import { projectKey } from '../../domain/forge/project-ref.js';
import { subjectKey } from '../../domain/planning/job.js';
import { releaseDecider } from '../../domain/release/release.js';
import { releaseEvents } from '../../domain/release/release.events.js';
import { todosOfRelease } from '../../domain/release/release-todos.js';
import { runTypes } from '../../domain/run-types.js';
import type { AnyRunType, PollDelays, RequestedRun, RunState } from '../../domain/run/run-type.js';
import type { ColumnValue } from '../ports/read-models.js';
import { streamModel, type StreamModel } from './stream-model.js';

const none: Readonly<Record<string, ColumnValue>> = {};

const runColumns = {
  subject: 'text',
  commit: 'text',
  attempt: 'text',
  delivery: 'text',
  names: 'text',
  open: 'number',
  unsent: 'number',
} as const;

/** Every delivery and what became of it. `names`: what else it names, parted by spaces. `waiting`: nobody has looked at it yet. `notAllowed`: it left checks that say so, because its namespace was not approved. */
const deliveries = streamModel({
  definitions: deliveryEvents,
  decider: deliveryDecider,
  version: 8,
  lookups: ['subject', 'receivedAt'],
  flags: ['waiting', 'notAllowed'],
  columns: {
    source: 'text',
    event: 'text',
    subject: 'text',
    names: 'text',
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
          names: namesColumn(delivery.names),
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

/** Every run of one kind. `unsent`: it may be outside without our knowing its id there. */
const runs = (type: AnyRunType, delays: PollDelays) =>
  streamModel<RunState<RequestedRun>, { type: string; data: unknown }>({
    definitions: type.definitions,
    decider: type.decider,
    version: type.search.version,
    lookups: ['subject', ...type.search.lookups],
    flags: ['unsent'],
    columns: { ...runColumns, ...type.search.columns },
    columnsOf: (run) =>
      run.status === 'unknown'
        ? none
        : {
            subject: subjectKey(run.origin.project, run.origin.subject),
            commit: run.origin.commitSha,
            attempt: run.origin.attempt,
            delivery: run.origin.delivery,
            names: namesColumn([...forkOf(run), ...type.names(run)]),
            open: type.isSettled(run) ? 0 : 1,
            unsent: type.isUnsent(run) ? 1 : null,
            ...type.search.columnsOf(run),
          },
    isAtRest: (run) => run.status !== 'unknown' && type.isSettled(run),
    todosOf: (stream, run) => (run.status === 'unknown' ? [] : type.todosOf(stream, run, delays)),
    checksOf: (_stream, run) => (run.status === 'unknown' ? [] : type.checksOf(run)),
  });

/** What became of releases over all runs for them, and the issues that tell about it. */
const releases = streamModel({
  definitions: releaseEvents,
  decider: releaseDecider,
  version: 1,
  columns: { subject: 'text' },
  lookups: ['subject'],
  columnsOf: (release) =>
    release.status === 'unknown'
      ? none
      : { subject: subjectKey(release.project, { kind: 'release', tag: release.tag }) },
  todosOf: (stream, release) => (release.status === 'unknown' ? [] : todosOfRelease(stream, release)),
});

/** Who may use the service. */
const namespaces = streamModel({
  definitions: namespaceEvents,
  decider: namespaceDecider,
  version: 3,
  columns: { status: 'text' },
  columnsOf: ({ status }) => ({ status }),
  keepsState: true,
  todosOf: todosOfNamespace,
});

/** Copr projects that somebody has claimed, or whose owners were asked for something. `repository`: whose it is. */
const coprProjects = streamModel({
  definitions: coprProjectEvents,
  decider: coprProjectDecider,
  version: 1,
  columns: { repository: 'text' },
  columnsOf: ({ claimedBy }) => ({
    repository: claimedBy && projectKey({ ...claimedBy.repository, url: '' }),
  }),
});

/** The key of the repository that the commits of a run come from, where it is another one. */
function forkOf({ origin }: RequestedRun): string[] {
  const [project, source] = originNames(origin);
  return source === undefined || source === project ? [] : [source];
}

/** Neither keys of repositories nor names of these streams have a space in them. */
function namesColumn(names: readonly string[]): string | null {
  return names.length === 0 ? null : names.join(' ');
}

function leftRefusals({ skipped }: ReceivedDelivery): boolean {
  return skipped.some(({ reason, verdicts }) => reason === 'namespace-not-allowed' && verdicts.length > 0);
}

/** All models, in the order in which their tables are made. */
export function streamModels(delays: PollDelays): StreamModel[] {
  return [deliveries, ...runTypes.map((type) => runs(type, delays)), releases, namespaces, coprProjects];
}
