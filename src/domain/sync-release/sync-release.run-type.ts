import { isNamed } from '../planning/named-job.js';
import { defineRunType } from '../run/run-type.js';
import { syncReleaseDecider, type SyncReleaseCommand } from './sync-release.js';
import { checksOfSyncRelease } from './sync-release-checks.js';
import { syncReleaseEvents, type SyncReleaseEvent } from './sync-release.events.js';
import { isSettled, type RequestedSync } from './sync-release-state.js';
import { todosOfSyncRelease } from './sync-release-todos.js';

/** Releases brought to dist-git: one job, one package, all its branches. */
export const syncReleaseRunType = defineRunType<RequestedSync, SyncReleaseCommand, SyncReleaseEvent>({
  category: 'syncRelease',
  kind: 'sync-release',
  definitions: syncReleaseEvents,
  decider: syncReleaseDecider,
  search: {
    version: 1,
    columns: { tag: 'text', package: 'text' },
    lookups: [],
    columnsOf: ({ order }) => ({ tag: order.tag, package: order.settings.downstreamPackageName }),
  },
  isSettled,
  // Work on dist-git is looked for by its branch and pull request: it has no number that we could miss.
  isUnsent: () => false,
  todosOf: todosOfSyncRelease,
  checksOf: checksOfSyncRelease,
  cancellation: ({ origin }, only, ending) => (isNamed(origin.job, only) ? { type: 'Cancel', ...ending } : undefined),
  endedChecks: ({ order }, events) =>
    events.flatMap((event) =>
      event.type === 'ReleaseSyncCancelled'
        ? order.branches.filter(({ branch }) => event.data.branches.includes(branch)).map(({ check }) => check)
        : [],
    ),
  describe: ({ order, branches }) => ({
    tag: order.tag,
    branches: Object.fromEntries(Object.entries(branches).map(([branch, { progress }]) => [branch, progress.phase])),
  }),
  names: () => [],
});
