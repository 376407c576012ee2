import { checksOfBuild } from '../../../src/domain/build/build-checks.js';
import { isStuck, todosOfBuild } from '../../../src/domain/build/build-todos.js';
import { isOver, type Build, type RequestedBuild } from '../../../src/domain/build/build-state.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import { givenFor } from '../../support/given.js';
import { aBuildOrder, anOrigin, aTestOrder, HELLO, minute } from '../../support/runs.js';

const given = givenFor(buildEvents, buildDecider);
const RAWHIDE = 'fedora-rawhide-x86_64';
const F42 = 'fedora-42-x86_64';
const at = minute(1);
const buildsLane = 'github.com/packit-service/packit#342/builds';

const request = (change: Parameters<typeof aBuildOrder>[1] = {}, chroots = [RAWHIDE, F42]): BuildCommand => ({
  type: 'RequestBuild',
  origin: anOrigin(),
  order: aBuildOrder(chroots, change),
  deployment: 'prod',
  at: minute(0),
});
const postponement = (outage: 'copr' | 'forge' = 'copr'): BuildCommand => ({
  type: 'PostponeSubmission',
  outage,
  error: 'no answer',
  delaySeconds: 60,
  retryAt: minute(2),
  at,
});
const submission: BuildCommand = { type: 'RecordSubmission', coprBuildId: 7, url: 'https://copr.example/7', at };
const srpmStart: BuildCommand = { type: 'RecordSrpmStart', logUrl: 'https://copr.example/srpm.log', at };
const srpmEnd = (succeeded: boolean): BuildCommand => ({ type: 'RecordSrpmEnd', succeeded, srpmUrl: null, at });
const start = (target: string): BuildCommand => ({ type: 'RecordTargetStart', target, logUrl: null, at });
const end = (target: string, succeeded: boolean): BuildCommand => ({
  type: 'RecordTargetEnd',
  target,
  succeeded,
  packages: succeeded ? [HELLO] : [],
  at,
});
const lost = (target: string): BuildCommand => ({ type: 'RecordTargetLost', target, reason: 'Copr lost it', at });
const supersede: BuildCommand = { type: 'Supersede', reason: 'a newer commit', at };
const cancel: BuildCommand = { type: 'Cancel', reason: 'on request', at };
const neverSubmitted: BuildCommand = { type: 'RecordNeverSubmitted', refusal: null, at };
const failure: BuildCommand = { type: 'FailSubmission', error: 'no permission', at };

const inState = (state: Build): RequestedBuild => {
  if (state.status === 'unknown') throw new Error('no such build');
  return state;
};
const after = (...commands: BuildCommand[]) => given().when(...commands);
const stateAfter = (...commands: BuildCommand[]) => inState(after(...commands).state);
const todosAfter = (...commands: BuildCommand[]) =>
  todosOfBuild('build-1', stateAfter(...commands)).map(({ key }) => key.replace('/build-1', ''));
const checksAfter = (...commands: BuildCommand[]) =>
  Object.fromEntries(
    checksOfBuild(stateAfter(...commands)).map(({ name, state, title }) => [name, `${state}: ${title}`]),
  );

describe('messages', () => {
  it.each<[string, BuildCommand[], BuildCommand]>([
    ['the request', [], request()],
    ['the submission', [request()], submission],
    ['a failed submission', [request()], failure],
    ['the start of the SRPM', [request(), submission], srpmStart],
    ['its success', [request(), submission], srpmEnd(true)],
    ['its failure', [request(), submission], srpmEnd(false)],
    ['the start of a chroot', [request(), submission], start(F42)],
    ['its success', [request(), submission], end(F42, true)],
    ['its failure', [request(), submission], end(F42, false)],
    ['its loss', [request(), submission], lost(F42)],
    ['a cancellation', [request(), submission], cancel],
    ['a supersession', [request(), submission], supersede],
    ['the cancellation in Copr', [request(), submission, cancel], { type: 'RecordCoprCancellation', at }],
    ['the hand-over of tests', [request(), end(F42, true)], { type: 'HandOverTests', test: `1//${F42}`, testRun: 't' }],
  ])('%s: recorded once', (_name, before, command) => {
    const once = after(...before, command).events.length;
    expect(once).toBeGreaterThan(after(...before).events.length);
    expect(after(...before, command, command).events).toHaveLength(once);
  });

  it('before the request are a mistake', () =>
    expect(() => after(srpmStart)).toThrow('RecordSrpmStart before BuildRequested'));
  it('about a chroot that is not built are ignored', () => {
    const count = after(request()).events.length;
    expect(after(request(), start('epel-9-x86_64'), end('epel-9-x86_64', true), lost('x')).events).toHaveLength(count);
  });
  it('that come late change no result', () => {
    const checks = checksAfter(request(), submission, end(F42, true), end(RAWHIDE, false));
    const late = [srpmEnd(true), srpmStart, start(F42), start(RAWHIDE), end(F42, false), lost(RAWHIDE)];
    expect(checksAfter(request(), submission, end(F42, true), end(RAWHIDE, false), ...late)).toEqual(checks);
  });
  it('that call a cancelled chroot failed do not', () =>
    expect(stateAfter(request(), submission, cancel, end(F42, false)).targets[F42]?.phase).toBe('cancelled'));
});

describe('submission', () => {
  it('counts how often it was postponed', () =>
    expect(stateAfter(request(), postponement(), postponement('forge')).submission).toMatchObject({
      phase: 'postponed',
      outage: 'forge',
      tries: 2,
    }));
  it('is not postponed or failed after it went through', () => {
    const count = after(request(), submission).events.length;
    expect(after(request(), submission, postponement(), failure).events).toHaveLength(count);
  });
  it('that got through after the cancellation is recorded, and Copr is told', () => {
    expect(todosAfter(request(), cancel, submission)).toEqual(['cancel-copr-build']);
    expect(todosAfter(request(), cancel, submission, { type: 'RecordCoprCancellation', at })).toEqual([]);
  });
  it.each([
    ['due', [request()]],
    ['postponed', [request(), postponement()]],
  ])('that is dropped while it is %s is looked for in Copr once it can be seen there', (_name, before) => {
    const dropped = todosOfBuild('build-1', stateAfter(...before, supersede));
    expect(dropped).toMatchObject([{ key: 'find-dropped-build/build-1', lane: buildsLane, dueAt: minute(2) }]);
    expect(checksAfter(...before, supersede)).toMatchObject({
      [`rpm-build:${F42}`]: 'canceled: Cancelled: a newer commit',
    });
  });
  it('that is dropped is given up when Copr does not have it', () => {
    const over = [request(), supersede, neverSubmitted];
    expect(todosAfter(...over)).toEqual([]);
    expect(after(...over, neverSubmitted).events.at(-1)).toEqual({
      type: 'BuildNeverSubmitted',
      data: { refusal: null, at },
    });
    expect(after(...over, neverSubmitted).events).toEqual(after(...over).events);
    expect(checksAfter(...over)).toEqual(checksAfter(request(), supersede));
  });
  it('that shows after all is cancelled even when Copr did not know it at first', () =>
    expect(todosAfter(request(), supersede, neverSubmitted, submission)).toEqual(['cancel-copr-build']));
  it('is not given up while it is wanted, nor after it went through', () => {
    expect(after(request(), neverSubmitted).events).toEqual(after(request()).events);
    expect(after(request(), cancel, submission, neverSubmitted).events).toEqual(
      after(request(), cancel, submission).events,
    );
  });
});

describe('superseding and cancelling', () => {
  const phases = (...commands: BuildCommand[]) =>
    Object.values(stateAfter(...commands).targets).map(({ phase }) => phase);

  it('supersedes what waits', () => {
    expect(phases(request(), supersede)).toEqual(['cancelled', 'cancelled']);
    expect(phases(request(), submission, srpmStart, srpmEnd(true), supersede)).toEqual(['cancelled', 'cancelled']);
  });
  it('lets a running build go on when superseded, but not its tests', () => {
    expect(phases(request(), submission, start(F42), supersede)).toEqual(['waiting', 'running']);
    expect(todosAfter(request(), submission, start(F42), supersede, end(F42, true))).toEqual(['poll-copr-build']);
    expect(checksAfter(request(), submission, start(F42), supersede, end(F42, true))).toMatchObject({
      [`rpm-build:${F42}`]: 'success: RPMs were built successfully.',
      [`testing-farm:${F42}`]: 'canceled: Cancelled: a newer commit',
    });
  });
  it('cancels everything that is open, and keeps results', () => {
    const checks = checksAfter(request(), submission, end(F42, false), start(RAWHIDE), cancel);
    expect(checks).toEqual({
      [`rpm-build:${RAWHIDE}`]: 'canceled: Cancelled: on request',
      [`rpm-build:${F42}`]: 'failure: RPMs failed to be built.',
      [`testing-farm:${RAWHIDE}`]: 'canceled: Cancelled: on request',
      // It had failed before anybody cancelled.
      [`testing-farm:${F42}`]: 'failure: RPMs failed to be built.',
    });
  });
  it('cancels tests that were not handed over yet', () => {
    const built = [request(), submission, end(F42, true), end(RAWHIDE, true)];
    expect(todosAfter(...built)).toEqual([`request-tests/1//${RAWHIDE}`, `request-tests/1//${F42}`]);
    expect(todosAfter(...built, supersede)).toEqual([]);
    expect(after(...built, supersede).events.at(-1)).toMatchObject({
      type: 'BuildCancelled',
      data: { targets: [], tests: [`1//${RAWHIDE}`, `1//${F42}`] },
    });
  });
  it('leaves tests alone that were handed over', () => {
    const handedOver: BuildCommand = { type: 'HandOverTests', test: `1//${F42}`, testRun: 'testRun-1' };
    const over = [request({}, [F42]), submission, end(F42, true), handedOver];
    expect(after(...over, cancel).events).toEqual(after(...over).events);
  });
  it.each([
    ['a failed submission', failure],
    ['a failed SRPM', srpmEnd(false)],
  ])('changes nothing after %s', (_name, over) =>
    expect(checksAfter(request(), over, cancel, supersede)).toEqual(checksAfter(request(), over)),
  );
});

describe('todos', () => {
  it.each<[string, BuildCommand[], string[]]>([
    ['requested', [], ['submit-build']],
    ['postponed', [postponement()], ['submit-build']],
    ['submitted', [submission], ['poll-copr-build']],
    ['making the SRPM', [submission, srpmStart], ['poll-copr-build']],
    ['past the SRPM', [submission, srpmEnd(true)], ['poll-copr-build']],
    ['half done', [submission, end(F42, false)], ['poll-copr-build']],
    ['half done, with tests', [submission, end(F42, true)], ['poll-copr-build', `request-tests/1//${F42}`]],
    ['without SRPM', [submission, srpmEnd(false)], []],
    ['not submitted', [failure], []],
    ['failed', [submission, end(F42, false), lost(RAWHIDE)], []],
  ])('of a build that is %s', (_name, commands, todos) => {
    expect(todosAfter(request(), ...commands)).toEqual(todos);
    const build = stateAfter(request(), ...commands);
    expect(isStuck('build-1', build)).toBe(false);
    if (!isOver(build)) expect(todos).not.toEqual([]);
  });
  it('keep state plain JSON', () => {
    const state = stateAfter(request(), postponement(), submission, srpmStart, end(F42, true), cancel);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('comments', () => {
  const purposes = (...commands: BuildCommand[]) =>
    after(...commands).events.flatMap((event) => (event.type === 'CommentRequested' ? [event.data.purpose] : []));
  const message = { failureMessage: '{commit_sha} failed: {logs_url}' };

  it('list what Copr does not offer', () => {
    const order = {
      unsupported: [{ chroot: 'epel-6-x86_64', check: 'rpm-build:epel-6-x86_64' }],
      offeredChroots: [RAWHIDE, F42],
    };
    const [, comment] = after(request(order)).events;
    expect(comment).toMatchObject({ type: 'CommentRequested', data: { purpose: 'unsupported-targets' } });
    expect(checksAfter(request(order))['rpm-build:epel-6-x86_64']).toBe('error: Not supported target: epel-6-x86_64');
  });
  it('of success only when wanted, once for each chroot', () => {
    expect(purposes(request(), end(F42, true))).toEqual([]);
    expect(purposes(request({ commentOnSuccess: true }), end(F42, true), end(F42, true))).toEqual([`success:${F42}`]);
  });
  it('of failure with the placeholders filled in', () => {
    const { events } = after(request(message), submission, srpmStart, srpmEnd(false));
    expect(events.at(-1)).toEqual({
      type: 'CommentRequested',
      data: {
        purpose: 'failure:srpm',
        body: `${anOrigin().commitSha} failed: https://copr.example/srpm.log`,
      },
    });
  });
  it('of failed chroots, but not when the SRPM is to blame', () => {
    expect(purposes(request(message), end(F42, false))).toEqual([`failure:${F42}`]);
    expect(purposes(request(message), srpmEnd(false), end(F42, false))).toEqual(['failure:srpm']);
  });
  it('are dealt with once', () => {
    const posted: BuildCommand = { type: 'RecordComment', purpose: 'failure:srpm', commentId: '1' };
    const failed = [request(message), srpmEnd(false)];
    expect(todosAfter(...failed)).toEqual(['post-comment/failure:srpm']);
    expect(todosAfter(...failed, posted)).toEqual([]);
    expect(after(...failed, posted, posted).events).toHaveLength(after(...failed).events.length + 1);
    expect(todosAfter(...failed, { type: 'SkipComment', purpose: 'failure:srpm', reason: 'same' })).toEqual([]);
  });
});

describe('checks of dependent tests', () => {
  const test = `testing-farm:${F42}`;
  const follows = (followsBuild: boolean) => request({ tests: [aTestOrder(F42, { followsBuild })] }, [F42]);

  it.each<[string, BuildCommand[], string | undefined, string | undefined]>([
    ['requested', [], undefined, undefined],
    [
      'submitted',
      [submission],
      'running: SRPM build in Copr was submitted...',
      'pending: Waiting for RPMs to be built...',
    ],
    [
      'running',
      [submission, start(F42)],
      'running: RPM build is in progress...',
      'pending: Waiting for RPMs to be built...',
    ],
    [
      'built',
      [submission, end(F42, true)],
      'pending: RPMs were built successfully.',
      'pending: Waiting for RPMs to be built...',
    ],
    ['failed', [submission, end(F42, false)], 'failure: RPMs failed to be built.', 'failure: RPMs failed to be built.'],
    [
      'without SRPM',
      [submission, srpmEnd(false)],
      'failure: SRPM build failed, check the logs for details.',
      'failure: SRPM build failed, check the logs for details.',
    ],
    [
      'not submitted',
      [failure],
      'error: Submit of the build failed: no permission',
      'error: Submit of the build failed: no permission',
    ],
  ])('of a build that is %s, following it or not', (_name, commands, following, apart) => {
    expect(checksAfter(follows(true), ...commands)[test]).toBe(following);
    expect(checksAfter(follows(false), ...commands)[test]).toBe(apart);
  });

  it('belong to the newest attempt that asked for them', () => {
    const order = aTestOrder(F42);
    const awaited = (attempt: string): BuildCommand => ({ type: 'AwaitTests', order, attempt, at });
    const build = stateAfter(follows(true), submission, awaited('2027'), awaited('2026'));
    expect(checksOfBuild(build).find(({ name }) => name === test)?.attempt).toBe('2027');
  });
});
