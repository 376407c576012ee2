import { buildEvents } from '../../src/domain/build/build.events.js';
import { buildDecider } from '../../src/domain/build/build.js';
import { isSettled, type Build, type RequestedBuild } from '../../src/domain/build/build-state.js';
import { testRunEvents } from '../../src/domain/test-run/test-run.events.js';
import { testRunDecider } from '../../src/domain/test-run/test-run.js';
import { isOver, type RequestedTestRun, type TestRun } from '../../src/domain/test-run/test-run-state.js';
import { categoryOf, type EventStore } from '../../src/application/ports/event-store.js';
import { decode } from '../../src/application/streams/event-codec.js';

/** What the log says after all. */
export interface ObservedLog {
  readonly events: number;
  /** Each delivery's stream → what was decided first; undefined: nothing. */
  readonly decisions: ReadonlyMap<string, string | undefined>;
  /** How often each request to Testing Farm is spoken of by a callback in the log. */
  readonly callbacks: ReadonlyMap<string, number>;
  readonly builds: ReadonlyMap<string, Build>;
  readonly testRuns: ReadonlyMap<string, TestRun>;
}

/** Reads the whole log with the rules of the domain alone: no read model has a say. */
export async function observeLog(store: EventStore): Promise<ObservedLog> {
  const decisions = new Map<string, string | undefined>();
  const callbacks = new Map<string, number>();
  const builds = new Map<string, Build>();
  const testRuns = new Map<string, TestRun>();
  let events = 0;
  for await (const event of store.readAll({ filter: { categories: ['delivery', 'build', 'testRun', 'check'] } })) {
    events += 1;
    const { stream, revision, type, data } = event;
    const category = categoryOf(stream);
    if (category === 'delivery' && revision === 0) {
      decisions.set(stream, undefined);
      const request = requestIn(data);
      if (request) callbacks.set(request, (callbacks.get(request) ?? 0) + 1);
    }
    if (category === 'delivery' && revision === 1) decisions.set(stream, type);
    const ofBuild = category === 'build' && decode(buildEvents, event);
    if (ofBuild) builds.set(stream, buildDecider.evolve(builds.get(stream) ?? buildDecider.initialState, ofBuild));
    const ofTests = category === 'testRun' && decode(testRunEvents, event);
    if (ofTests)
      testRuns.set(stream, testRunDecider.evolve(testRuns.get(stream) ?? testRunDecider.initialState, ofTests));
  }
  return { events, decisions, callbacks, builds, testRuns };
}

/** Streams in which something is still to come: undecided deliveries and runs that are not over. */
export function unfinished({ decisions, builds, testRuns }: ObservedLog): string[] {
  return [
    ...[...decisions].filter(([, decision]) => decision === undefined).map(([stream]) => stream),
    ...[...builds].filter(([, build]) => build.status === 'unknown' || !buildIsDone(build)).map(([stream]) => stream),
    ...[...testRuns].filter(([, run]) => run.status === 'unknown' || !testRunIsDone(run)).map(([stream]) => stream),
  ];
}

const buildIsDone = (build: RequestedBuild): boolean =>
  isSettled(build) && build.coprCancellation !== 'wanted' && !mayBeOutside(build.submission);

const testRunIsDone = (run: RequestedTestRun): boolean =>
  isOver(run) && run.requestCancellation !== 'wanted' && !mayBeOutside(run.submission);

/** Dropped, and nobody has looked yet whether it got through. */
function mayBeOutside(submission: RequestedBuild['submission'] | RequestedTestRun['submission']): boolean {
  return submission.phase === 'dropped' && !submission.lookedFor;
}

/** The request that a callback of Testing Farm speaks of. */
function requestIn(data: unknown): string | undefined {
  const { source, body } = data as { source: string; body: { text?: string } };
  if (source !== 'testing-farm' || body.text === undefined) return undefined;
  return (JSON.parse(body.text) as { request_id?: string }).request_id;
}
