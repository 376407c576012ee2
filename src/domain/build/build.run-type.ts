import { isNamed } from '../planning/named-job.js';
import { defineRunType } from '../run/run-type.js';
import { buildDecider, type BuildCommand } from './build.js';
import { checksOfBuild } from './build-checks.js';
import { buildEvents, type BuildEvent } from './build.events.js';
import { isSettled, type RequestedBuild } from './build-state.js';
import { todosOfBuild } from './build-todos.js';

/** Builds in Copr: one job, all its chroots. */
export const buildRunType = defineRunType<RequestedBuild, BuildCommand, BuildEvent>({
  category: 'build',
  kind: 'build',
  definitions: buildEvents,
  decider: buildDecider,
  search: {
    version: 5,
    columns: { coprBuildId: 'number', coprProject: 'text' },
    lookups: ['coprBuildId', 'coprProject'],
    columnsOf: ({ submission, order }) => ({
      coprBuildId: submission.phase === 'submitted' ? submission.coprBuildId : null,
      coprProject: `${order.owner}/${order.project}`,
    }),
  },
  isSettled,
  isUnsent: ({ submission: { phase } }) => phase === 'due' || phase === 'postponed' || phase === 'dropped',
  todosOf: (stream, build, { coprPollSeconds }) => todosOfBuild(stream, build, coprPollSeconds),
  checksOf: checksOfBuild,
  cancellation({ origin, order }, only, ending) {
    if (isNamed(origin.job, only)) return { type: 'Cancel', ...ending };
    const { package: packageName } = origin.job;
    const tests = order.tests
      .filter(({ identifier }) => isNamed({ type: 'tests', identifier, package: packageName }, only))
      .map(({ key }) => key);
    return tests.length === 0 ? undefined : { type: 'Cancel', tests, ...ending };
  },
  endedChecks: ({ order }, events) =>
    events.flatMap((event) =>
      event.type !== 'BuildCancelled'
        ? []
        : [
            ...order.targets.filter(({ chroot }) => event.data.targets.includes(chroot)),
            ...order.tests.filter(({ key }) => event.data.tests.includes(key)),
          ].map(({ check }) => check),
    ),
  describe: ({ submission, srpm, targets }) => ({
    submission: submission.phase,
    source: srpm.phase,
    targets: Object.fromEntries(Object.entries(targets).map(([chroot, { phase }]) => [chroot, phase])),
  }),
  names: () => [],
});
