import { isOver, type RequestedTestRun, type TestRun } from '../../../src/domain/test-run/test-run-state.js';
import { isStuck, todosOfTestRun } from '../../../src/domain/test-run/test-run-todos.js';
import { testRunDecider, type TestRunCommand } from '../../../src/domain/test-run/test-run.js';
import { testRunEvents, type TestRunEvent } from '../../../src/domain/test-run/test-run.events.js';
import { givenFor } from '../../support/given.js';
import { anOrigin, aTestedBuild, aTestOrder, minute } from '../../support/runs.js';

const given = givenFor(testRunEvents, testRunDecider);

const order = aTestOrder();
const request: TestRunCommand = {
  type: 'RequestTests',
  origin: anOrigin(),
  order,
  build: aTestedBuild(),
  additionalBuilds: [],
  deployment: 'prod',
  at: minute(0),
};
const { type: _, ...requestedData } = request;
const requested: TestRunEvent = { type: 'TestsRequested', data: requestedData };
const submitted: TestRunEvent = {
  type: 'TestsSubmitted',
  data: { requestId: 'tf-1', installability: false, at: minute(1) },
};
const postponed: TestRunEvent = {
  type: 'TestsSubmissionPostponed',
  data: { error: '502', tries: 1, delaySeconds: 60, retryAt: minute(2), at: minute(1) },
};
const url = 'https://artifacts.example.org/run';
const outcome = { artifactsUrl: url, summary: null, at: minute(9) };
const started: TestRunEvent = { type: 'TestsStarted', data: outcome };
const passed: TestRunEvent = { type: 'TestsPassed', data: outcome };
const failed: TestRunEvent = { type: 'TestsFailed', data: outcome };
const record = (result: string, change = {}): TestRunCommand => ({
  type: 'RecordResult',
  result,
  ...outcome,
  ...change,
});
const submission: TestRunCommand = {
  type: 'RecordSubmission',
  requestId: 'tf-1',
  installability: false,
  at: minute(1),
};
const refusal = {
  reason: 'compose-not-available',
  state: 'error',
  description: 'no',
  details: null,
  at: minute(1),
} as const;
const refused: TestRunEvent = { type: 'TestsNotSubmitted', data: refusal };
const cancel: TestRunCommand = { type: 'Cancel', reason: 'on request', at: minute(5) };
const supersede: TestRunCommand = { type: 'Supersede', reason: 'a newer commit', at: minute(5) };
const cancelledByUs = (reason: string): TestRunEvent => ({
  type: 'TestsCancelled',
  data: { reason, by: 'us', artifactsUrl: null, summary: null, at: minute(5) },
});

const notThere: TestRunCommand = { type: 'RecordNeverSubmitted', refusal: null, at: minute(7) };
const neverSubmitted: TestRunEvent = { type: 'TestsNeverSubmitted', data: { refusal: null, at: minute(7) } };

const inState = (state: TestRun): RequestedTestRun => {
  if (state.status === 'unknown') throw new Error('no such test run');
  return state;
};
const todoTypes = (state: TestRun) => todosOfTestRun('testRun-1', inState(state)).map(({ type }) => type);

describe('requesting', () => {
  it('records the request once', () => given().when(request, request).then(requested));
  it('knows no command before the request', () =>
    expect(() => given().when(record('passed'))).toThrow('RecordResult before TestsRequested'));
});

describe('submission', () => {
  it('is postponed again and again, and counted', () =>
    given(requested, postponed)
      .when({ type: 'PostponeSubmission', error: '503', delaySeconds: 120, retryAt: minute(4), at: minute(2) })
      .then({
        type: 'TestsSubmissionPostponed',
        data: { error: '503', tries: 2, delaySeconds: 120, retryAt: minute(4), at: minute(2) },
      }));
  it('is recorded once', () => given(requested, postponed).when(submission, submission).then(submitted));
  it('is not postponed or refused once it went through', () =>
    given(requested, submitted)
      .when(
        { type: 'PostponeSubmission', error: 'x', delaySeconds: 60, retryAt: minute(2), at: minute(1) },
        { type: 'RefuseTests', ...refusal },
      )
      .thenNothing());
  it('is refused once, and then nothing can be heard of it', () =>
    given(requested)
      .when(
        { type: 'RefuseTests', ...refusal },
        { type: 'RefuseTests', ...refusal },
        record('passed'),
        submission,
        cancel,
      )
      .then(refused));
  it('is not refused when Testing Farm already reports on it', () =>
    given(requested, started)
      .when({ type: 'RefuseTests', ...refusal })
      .thenNothing());
  it('that got through after the cancellation is recorded, and Testing Farm is told to cancel', () => {
    const { state, then } = given(requested, cancelledByUs('on request')).when(submission);
    then(submitted);
    expect(todoTypes(state)).toEqual(['cancel-testing-farm-request']);
    expect(inState(state).result.phase).toBe('cancelled');
  });
  it.each([
    ['due', [requested]],
    ['postponed', [requested, postponed]],
  ])('that is dropped while it is %s is looked for at Testing Farm once it can be seen there', (_name, before) => {
    const { state } = given(...before, cancelledByUs('newer'));
    expect(todosOfTestRun('testRun-1', inState(state))).toMatchObject([
      { key: 'find-dropped-request/testRun-1', lane: 'testRun-1', dueAt: minute(6) },
    ]);
  });
  it('that is dropped is given up once when Testing Farm does not have it', () => {
    const dropped = given(requested, cancelledByUs('newer')).when(notThere, notThere);
    dropped.then(neverSubmitted);
    expect(todoTypes(dropped.state)).toEqual([]);
  });
  it('is not given up while it is wanted, nor after it went through', () => {
    given(requested).when(notThere).thenNothing();
    given(requested, submitted, cancelledByUs('newer')).when(notThere).thenNothing();
  });
});

describe('results', () => {
  it.each<[string, TestRunEvent[]]>([
    ['new', []],
    ['queued', []],
    ['cancel-requested', []],
    ['running', [started]],
    ['passed', [passed]],
    ['failed', [failed]],
    ['error', [{ type: 'TestsErrored', data: { ...outcome, result: 'error' } }]],
    ['skipped', [{ type: 'TestsErrored', data: { ...outcome, result: 'skipped' } }]],
    ['needs_inspection', [{ type: 'TestsErrored', data: { ...outcome, result: 'needs_inspection' } }]],
    [
      'canceled',
      [
        {
          type: 'TestsCancelled',
          data: { ...outcome, reason: 'cancelled in Testing Farm', by: 'testing-farm' },
        },
      ],
    ],
  ])('%s, said twice, is recorded once', (word, events) =>
    given(requested, submitted)
      .when(record(word), record(word))
      .then(...events),
  );

  it('a late start changes nothing', () =>
    given(requested, submitted, passed).when(record('running'), record('queued')).thenNothing());
  it('the first last word counts', () =>
    given(requested, submitted, failed).when(record('passed'), record('error')).thenNothing());
  it('a start is told again when it says where the logs are, and only then', () =>
    given(requested, submitted, { type: 'TestsStarted', data: { ...outcome, artifactsUrl: null } })
      .when(record('running', { artifactsUrl: null }), record('running'), record('running', { artifactsUrl: null }))
      .then(started));
  it('keeps the address of the logs when the last word has none', () =>
    expect(given(requested, submitted, started).when(record('passed', { artifactsUrl: null })).state).toMatchObject({
      artifactsUrl: url,
      startedAt: minute(9),
      endedAt: minute(9),
    }));
  it('may come before the submission is recorded', () => {
    const { then, state } = given(requested).when(record('passed'), submission);
    then(passed, submitted);
    expect(todoTypes(state)).toEqual([]);
  });
});

describe('superseding and cancelling', () => {
  it.each([
    ['requested', [requested]],
    ['postponed', [requested, postponed]],
    ['submitted', [requested, submitted]],
  ])('supersedes tests that are %s', (_name, events) =>
    given(...events)
      .when(supersede, supersede)
      .then(cancelledByUs('a newer commit')),
  );
  it('leaves running tests alone when a newer commit comes', () =>
    given(requested, submitted, started).when(supersede).thenNothing());
  it('cancels running tests on request, and a result that comes later changes nothing', () =>
    given(requested, submitted, started)
      .when(cancel, record('canceled'), record('passed'))
      .then(cancelledByUs('on request')));
  it.each([
    ['passed', [requested, submitted, passed]],
    ['failed', [requested, submitted, failed]],
    ['refused', [requested, refused]],
  ])('leaves %s tests as they are', (_name, events) =>
    given(...events)
      .when(supersede, cancel)
      .thenNothing(),
  );
  it('tells Testing Farm once', () => {
    const { state, then } = given(requested, submitted, cancelledByUs('x')).when(
      { type: 'RecordCancellation', at: minute(6) },
      { type: 'RecordCancellation', at: minute(7) },
    );
    then({ type: 'TestingFarmRequestCancelled', data: { at: minute(6) } });
    expect(todoTypes(state)).toEqual([]);
  });
  it('does not tell Testing Farm what it has done itself', () =>
    expect(todoTypes(given(requested, submitted).when(record('canceled')).state)).toEqual([]));
});

describe('failure comment', () => {
  const message = 'Tests of {commit_sha} failed, see {logs_url}{external_dashboard_url}';
  const withMessage: TestRunEvent = {
    type: 'TestsRequested',
    data: { ...requestedData, order: aTestOrder(undefined, { failureMessage: message }) },
  };
  const asked: TestRunEvent = {
    type: 'CommentRequested',
    data: {
      purpose: 'failure:tests',
      body: `Tests of ${anOrigin().commitSha} failed, see ${url}{no entry for external_dashboard_url}`,
    },
  };
  it('is asked for once when tests fail', () => {
    const { then, state } = given(withMessage, submitted).when(record('failed'), record('failed'));
    then(failed, asked);
    expect(todosOfTestRun('testRun-1', inState(state))).toEqual([
      expect.objectContaining({
        key: 'post-comment/testRun-1/failure:tests',
        type: 'post-comment',
        data: { purpose: 'failure:tests' },
      }),
    ]);
  });
  it.each(['passed', 'error', 'canceled'])('is not asked for after %s', (word) =>
    expect(given(withMessage, submitted).when(record(word)).events).toHaveLength(1),
  );
  it('is dealt with once', () => {
    const { then, state } = given(withMessage, submitted, failed, asked).when(
      { type: 'RecordComment', purpose: 'failure:tests', commentId: '7' },
      { type: 'SkipComment', purpose: 'failure:tests', reason: 'said already' },
      { type: 'SkipComment', purpose: 'other', reason: 'unknown' },
    );
    then({ type: 'CommentPosted', data: { purpose: 'failure:tests', commentId: '7' } });
    expect(todoTypes(state)).toEqual([]);
  });
});

describe('todos', () => {
  it.each<[string, TestRunEvent[], string[]]>([
    ['requested', [requested], ['submit-tests']],
    ['postponed', [requested, postponed], ['submit-tests']],
    ['submitted', [requested, submitted], ['poll-testing-farm']],
    ['running', [requested, submitted, started], ['poll-testing-farm']],
    ['started before the submission was recorded', [requested, started], ['submit-tests']],
    ['passed', [requested, submitted, passed], []],
    ['refused', [requested, refused], []],
    ['cancelled before the submission', [requested, cancelledByUs('x')], ['find-dropped-request']],
    ['cancelled and known not to be there', [requested, cancelledByUs('x'), neverSubmitted], []],
    ['cancelled after it', [requested, submitted, cancelledByUs('x')], ['cancel-testing-farm-request']],
  ])('of tests that are %s', (_name, events, types) => {
    const { state } = given(...events);
    expect(todoTypes(state)).toEqual(types);
    expect(isStuck('testRun-1', inState(state))).toBe(false);
    if (!isOver(inState(state))) expect(types).not.toEqual([]);
  });
  it('are due when they say', () => {
    expect(todosOfTestRun('testRun-1', inState(given(requested, postponed).state))).toMatchObject([
      { key: 'submit-tests/testRun-1', lane: 'testRun-1', dueAt: minute(2), priority: 3 },
    ]);
    expect(todosOfTestRun('testRun-1', inState(given(requested, submitted).state))).toMatchObject([
      { key: 'poll-testing-farm/testRun-1', lane: 'testRun-1/poll', dueAt: minute(11), priority: 4 },
    ]);
  });
  it('keep state plain JSON', () => {
    const { state } = given(requested, postponed, submitted, started, failed);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
