import { DASHBOARD, renderFailureMessage } from '../notifications.js';
import { testRunId, type RequestedTestRun } from './test-run-state.js';
import type { TestRunEvent } from './test-run.events.js';

/** The comment that the configuration wants when tests fail. */
export function failureComment(run: RequestedTestRun, artifactsUrl: string | null): TestRunEvent[] {
  const { failureMessage } = run.order;
  if (failureMessage === null) return [];
  const body = renderFailureMessage(failureMessage, {
    commit_sha: run.origin.commitSha,
    packit_dashboard_url: `${DASHBOARD}/jobs/testing-farm/${testRunId(run)}`,
    external_dashboard_url: null,
    logs_url: artifactsUrl ?? run.artifactsUrl,
  });
  return [{ type: 'CommentRequested', data: { purpose: 'failure:tests', body } }];
}
