import { syncReleaseDecider, type BranchOutcome } from '../../../src/domain/sync-release/sync-release.js';
import { checksOfSyncRelease } from '../../../src/domain/sync-release/sync-release-checks.js';
import { syncReleaseEvents, type SyncReleaseEvent } from '../../../src/domain/sync-release/sync-release.events.js';
import { isSettled, type SyncRelease } from '../../../src/domain/sync-release/sync-release-state.js';
import { todosOfSyncRelease } from '../../../src/domain/sync-release/sync-release-todos.js';
import { givenFor } from '../../support/given.js';
import { minute } from '../../support/runs.js';
import { aSyncOrder, syncOrigin } from '../../support/sync-releases.js';

const given = givenFor(syncReleaseEvents, syncReleaseDecider);

const requested: SyncReleaseEvent = {
  type: 'ReleaseSyncRequested',
  data: { origin: syncOrigin(), order: aSyncOrder(['rawhide', 'f43']), deployment: 'prod', at: minute(0) },
};
const start = (branch: string) => ({ type: 'StartBranch', branch, at: minute(1) }) as const;
const end = (branch: string, outcome: BranchOutcome, at = minute(2)) =>
  ({ type: 'RecordBranchOutcome', branch, outcome, log: null, at }) as const;
const succeeded: BranchOutcome = { outcome: 'succeeded', alreadyThere: false };
const missing: BranchOutcome = { outcome: 'archive-missing', error: 'Failed to download source from x:\n404' };
const pullRequest = {
  number: 21,
  url: 'https://src.fedoraproject.org/rpms/hello/pull-request/21',
  targetBranch: 'rawhide',
  fastForward: false,
  how: 'opened',
} as const;

const known = (state: SyncRelease) => {
  if (state.status === 'unknown') throw new Error('expected a run that was requested');
  return state;
};
const todos = (state: SyncRelease) => todosOfSyncRelease('syncRelease-1', known(state)).map(({ key }) => key);
const checks = (state: SyncRelease) =>
  Object.fromEntries(
    checksOfSyncRelease(known(state)).map(({ name, state: now, title }) => [name, `${now}: ${title}`]),
  );

describe('the synchronisation of a release', () => {
  it('works on one branch after the other, and is complete with the last', () => {
    const run = given(requested).when(start('rawhide'), end('rawhide', succeeded), start('f43'), end('f43', succeeded));
    run.thenTypes(
      'BranchSyncStarted',
      'BranchSyncSucceeded',
      'BranchSyncStarted',
      'BranchSyncSucceeded',
      'ReleaseSyncCompleted',
    );
  });

  it('asks for each branch in one lane of the package, and for the release to be told', () => {
    expect(todosOfSyncRelease('syncRelease-1', known(given(requested).state))).toEqual([
      expect.objectContaining({ key: 'sync-branch/syncRelease-1/rawhide', lane: 'dist-git/rpms/hello', dueAt: null }),
      expect.objectContaining({ key: 'sync-branch/syncRelease-1/f43', lane: 'dist-git/rpms/hello', dueAt: null }),
      expect.objectContaining({ key: 'inform-release/syncRelease-1' }),
    ]);
  });

  it('fails branch by branch', () => {
    const { state } = given(requested).when(
      start('rawhide'),
      end('rawhide', { outcome: 'failed', error: 'Failed f41' }),
      start('f43'),
    );
    expect(checks(state)).toEqual({
      'propose-downstream:rawhide': 'failure: Propose downstream failed: Failed f41',
      'propose-downstream:f43': 'running: Starting propose downstream...',
    });
  });

  it('keeps the first word about a branch', () => {
    given(requested)
      .when(start('f43'), end('f43', succeeded), end('f43', { outcome: 'failed', error: 'late' }), start('f43'))
      .thenTypes('BranchSyncStarted', 'BranchSyncSucceeded');
  });

  it('says of a skipped branch why, neutrally', () => {
    const text = 'Downstream specfile version 2 is higher than the version to propose (1). Skipping the update.';
    const { state } = given(requested).when(end('f43', { outcome: 'skipped', reason: 'downstream-newer', text }));
    expect(checks(state)).toEqual({ 'propose-downstream:f43': `neutral: Propose downstream failed: ${text}` });
  });

  it('waits for an archive 1, 2, 4, 8, 16 and 32 minutes, then fails', () => {
    let events: SyncReleaseEvent[] = [requested];
    const pauses: (string | null)[] = [];
    let now = Date.parse(minute(0));
    for (let at = 0; at < 6; at++) {
      const decided = given(...events).when(start('rawhide'), end('rawhide', missing, new Date(now).toISOString()));
      events = [...events, ...decided.events];
      const todo = todosOfSyncRelease('s', known(decided.state)).find(({ key }) => key === 'sync-branch/s/rawhide');
      pauses.push(String((Date.parse(todo?.dueAt ?? '') - now) / 60_000));
      now = Date.parse(todo?.dueAt ?? '');
      expect(checks(decided.state)['propose-downstream:f43']).toBe(
        'pending: Propose downstream is being retried because we were not able yet to download the archive. ',
      );
    }
    expect(pauses).toEqual(['1', '2', '4', '8', '16', '32']);
    const last = given(...events).when(start('rawhide'), end('rawhide', missing, new Date(now).toISOString()));
    last.thenTypes('BranchSyncStarted', 'BranchSyncFailed');
  });

  it('notes a pull request once', () => {
    const record = { type: 'RecordPullRequest', branch: 'rawhide', pullRequest, at: minute(1) } as const;
    given(requested)
      .when(start('rawhide'), record, record)
      .thenTypes('BranchSyncStarted', 'DownstreamPullRequestOpened');
  });

  it('ends what has not begun on request, and not what is under way', () => {
    const { events, state } = given(requested).when(start('rawhide'), {
      type: 'Cancel',
      reason: 'by x',
      at: minute(3),
    });
    expect(events.at(-1)).toEqual({
      type: 'ReleaseSyncCancelled',
      data: { branches: ['f43'], reason: 'by x', at: minute(3) },
    });
    expect(checks(state)).toEqual({
      'propose-downstream:rawhide': 'running: Starting propose downstream...',
      'propose-downstream:f43': 'canceled: Cancelled: by x',
    });
  });

  it('is settled when the release knows everything', () => {
    const over = given(requested).when(end('rawhide', succeeded), end('f43', succeeded));
    expect(todos(over.state)).toEqual(['inform-release/syncRelease-1']);
    expect(isSettled(known(over.state))).toBe(false);
    const informed = given(requested, ...over.events).when({
      type: 'RecordInformed',
      about: ['rawhide', 'f43'],
      at: minute(4),
    });
    expect(todos(informed.state)).toEqual([]);
    expect(isSettled(known(informed.state))).toBe(true);
  });
});
