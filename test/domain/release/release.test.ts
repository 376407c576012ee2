import fc from 'fast-check';
import { failureIssueBody } from '../../../src/domain/release/failure-issue.js';
import { releaseDecider, type ReleaseCommand } from '../../../src/domain/release/release.js';
import { releaseEvents } from '../../../src/domain/release/release.events.js';
import { missingBranches, type KnownRelease, type Release } from '../../../src/domain/release/release-state.js';
import { todosOfRelease } from '../../../src/domain/release/release-todos.js';
import type { ExpectedJob } from '../../../src/domain/sync-release/sync-order.js';
import { givenFor } from '../../support/given.js';
import { minute, PROJECT } from '../../support/runs.js';
import { TAG } from '../../support/sync-releases.js';

const given = givenFor(releaseEvents, releaseDecider);
const expected: ExpectedJob[] = [{ job: '0/', package: 'hello', branches: ['f41', 'main'] }];

const attemptOf = (attempt: number) => `${minute(attempt)}/delivery-${attempt}`;
function run(
  attempt: number,
  branches: string[],
  more: Partial<{ askedIn: number; create: boolean; job: string }> = {},
) {
  const { askedIn = null, create = true, job = '0/' } = more;
  return {
    type: 'NoteRun',
    project: PROJECT,
    tag: TAG,
    deployment: 'prod',
    run: `syncRelease-${attempt}`,
    attempt: attemptOf(attempt),
    job,
    package: 'hello',
    packageUrl: 'https://src.fedoraproject.org/rpms/hello.git',
    branches,
    expected,
    failureIssue: { create, message: null },
    askedIn,
    at: minute(attempt),
  } as const satisfies ReleaseCommand;
}
function outcome(attempt: number, branch: string, what: 'succeeded' | 'skipped' | 'failed' | 'cancelled') {
  return {
    type: 'NoteOutcome',
    run: `syncRelease-${attempt}`,
    attempt: attemptOf(attempt),
    job: '0/',
    branch,
    outcome: what,
    target: attempt,
    at: minute(attempt),
  } as const satisfies ReleaseCommand;
}
const opened = (number: number, failing: string[], attempt: number) =>
  ({
    type: 'RecordFailureIssue',
    package: 'hello',
    number,
    url: 'u',
    failing,
    attempt: attemptOf(attempt),
    at: minute(attempt),
  }) as const satisfies ReleaseCommand;

const known = (release: Release): KnownRelease => {
  if (release.status === 'unknown') throw new Error('expected a release with a run');
  return release;
};
const todos = (release: Release) => todosOfRelease('release-1', known(release)).map(({ key }) => key);

describe('a release', () => {
  it('reports once all branches are over, not before', () => {
    const half = given().when(run(1, ['main', 'f41']), outcome(1, 'f41', 'failed'));
    expect(todos(half.state)).toEqual([]);
    const whole = given(...half.events).when(outcome(1, 'main', 'succeeded'));
    expect(todos(whole.state)).toEqual(['report-release-failure/release-1/hello']);
  });

  it('says again that the same branches failed when they were tried again', () => {
    const told = given().when(
      run(1, ['main', 'f41']),
      outcome(1, 'f41', 'failed'),
      outcome(1, 'main', 'succeeded'),
      opened(7, ['f41'], 1),
    );
    expect(todos(told.state)).toEqual([]);
    const again = given(...told.events).when(run(2, ['f41']), outcome(2, 'f41', 'failed'));
    expect(todos(again.state)).toEqual(['report-release-failure/release-1/hello']);
  });

  it('closes the failure issue and the one that asked when the last missing branch succeeds', () => {
    const told = given().when(
      run(1, ['main', 'f41'], { askedIn: 90 }),
      outcome(1, 'f41', 'failed'),
      outcome(1, 'main', 'succeeded'),
      opened(7, ['f41'], 1),
    );
    const mended = given(...told.events).when(run(2, ['f41']), outcome(2, 'f41', 'succeeded'));
    expect(todos(mended.state)).toEqual(['close-release-issue/release-1/7', 'close-release-issue/release-1/90']);
  });

  it('does not miss skipped branches, and misses cancelled ones', () => {
    const skipped = given().when(
      run(1, ['main', 'f41'], { askedIn: 90 }),
      outcome(1, 'f41', 'skipped'),
      outcome(1, 'main', 'succeeded'),
    );
    expect(todos(skipped.state)).toEqual(['close-release-issue/release-1/90']);
    const cancelled = given().when(
      run(1, ['main', 'f41'], { askedIn: 90 }),
      outcome(1, 'f41', 'cancelled'),
      outcome(1, 'main', 'succeeded'),
    );
    expect(todos(cancelled.state)).toEqual([]);
    expect(missingBranches(known(cancelled.state))).toEqual([
      { package: 'hello', branch: 'f41', because: 'cancelled' },
    ]);
  });

  it('waits for jobs whose runs are not noted yet', () => {
    const two: ExpectedJob[] = [...expected, { job: '1/', package: 'world', branches: ['main'] }];
    const first = { ...run(1, ['main', 'f41'], { askedIn: 90 }), expected: two };
    const done = given().when(first, outcome(1, 'f41', 'succeeded'), outcome(1, 'main', 'succeeded'));
    expect(todos(done.state)).toEqual([]);
    expect(missingBranches(known(done.state))).toEqual([{ package: 'world', branch: 'main', because: 'under-way' }]);
  });

  it('tells nobody where the configuration does not want it', () => {
    const silent = given().when(
      run(1, ['main', 'f41'], { create: false }),
      outcome(1, 'f41', 'failed'),
      outcome(1, 'main', 'succeeded'),
    );
    expect(todos(silent.state)).toEqual([]);
  });

  it('opens a new issue when it fails again after all was well', () => {
    const well = given().when(
      run(1, ['main', 'f41']),
      outcome(1, 'f41', 'failed'),
      outcome(1, 'main', 'succeeded'),
      opened(7, ['f41'], 1),
      run(2, ['f41']),
      outcome(2, 'f41', 'succeeded'),
      { type: 'RecordIssueClosed', number: 7, at: minute(3) },
    );
    const broken = given(...well.events).when(
      run(4, ['main', 'f41']),
      outcome(4, 'f41', 'failed'),
      outcome(4, 'main', 'succeeded'),
    );
    expect(todos(broken.state)).toEqual(['report-release-failure/release-1/hello']);
  });

  it('writes rows that names of branches cannot break', () => {
    const { state } = given().when(run(1, ['main']), outcome(1, 'main', 'failed'));
    const body = failureIssueBody(known(state), 'hello', [{ branch: '<b>@all`', target: 1, attempt: 'x' }], '/packit');
    expect(body).toContain('<td><code>&lt;b&gt;@all&#96;</code></td>');
  });

  it('wants the same whatever the order and repetition of what is noted', () => {
    const attempts = fc.array(
      fc.record({
        full: fc.boolean(),
        outcomes: fc.tuple(
          fc.constantFrom('succeeded', 'skipped', 'failed', 'cancelled'),
          fc.constantFrom('succeeded', 'skipped', 'failed', 'cancelled'),
        ),
        asked: fc.option(fc.constantFrom(90, 91), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    let reports = 0;
    let closings = 0;
    fc.assert(
      fc.property(attempts, fc.infiniteStream(fc.nat()), (runs, numbers) => {
        const told = runs.map(({ full, outcomes: [one, other], asked }, at): ReleaseCommand[] => {
          const isFull = full || at === 0;
          const note = run(at + 1, isFull ? ['main', 'f41'] : ['f41'], asked === undefined ? {} : { askedIn: asked });
          return [note, ...(isFull ? [outcome(at + 1, 'main', one)] : []), outcome(at + 1, 'f41', other)];
        });
        const inOrder = given().when(...told.flat()).state;
        const wanted = todos(inOrder);
        if (wanted.some((key) => key.startsWith('report'))) reports++;
        if (wanted.some((key) => key.startsWith('close'))) closings++;
        // A stream hears of a run before it hears what became of it; everything else may come in any order, and often.
        const queues = [...told, ...told].map((commands) => [...commands]);
        const shuffled: ReleaseCommand[] = [];
        while (queues.some((queue) => queue.length > 0)) {
          const open = queues.filter((queue) => queue.length > 0);
          shuffled.push(open[numbers.next().value % open.length]!.shift()!);
        }
        const { state } = given().when(...shuffled);
        expect(todos(state).sort()).toEqual(wanted.sort());
        expect(known(state).outcomes).toEqual(known(inOrder).outcomes);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(reports, closings)).toBeGreaterThan(20);
  });
});
