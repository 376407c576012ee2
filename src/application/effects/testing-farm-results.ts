import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents, type TestRunEvent } from '../../domain/test-run/test-run.events.js';
import type { TestRun } from '../../domain/test-run/test-run-state.js';
import type { TestingFarmRequest } from '../ports/testing-farm.js';
import type { Cause, Handled, Streams } from '../streams/streams.js';

const VERDICTS = ['passed', 'failed', 'skipped', 'error', 'unknown', 'needs_inspection'];

/** Records in a test run what Testing Farm says about its request now; what is known already changes nothing. */
export function recordTestingFarmResult(
  streams: Streams,
  stream: string,
  request: TestingFarmRequest,
  cause: Cause,
  at: string,
): Promise<Handled<TestRun, TestRunEvent>> {
  const { artifactsUrl, summary } = request;
  const command = { type: 'RecordResult', result: resultOf(request), artifactsUrl, summary, at } as const;
  return streams.handle(stream, testRunEvents, testRunDecider, command, cause);
}

/** One word for state and verdict: the verdict once there is one, else how far it is. */
export function resultOf({ state, overall }: Pick<TestingFarmRequest, 'state' | 'overall'>): string {
  if (state !== 'complete' && state !== 'error') return state;
  if (overall !== null && overall !== '') return VERDICTS.includes(overall) ? overall : 'unknown';
  return state === 'error' ? 'error' : 'unknown';
}
