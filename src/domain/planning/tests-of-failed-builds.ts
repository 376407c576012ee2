import type { JobDecision } from './plan.js';
import { BUILD_MISSING } from './requested-tests.js';

/** Names of checks that a reply lists; of more it says how many there are. */
const LISTED = 20;

/** The reply to `retest-failed` about tests that were not started because their build failed; undefined: there are none. */
export function replyAboutFailedBuilds(jobs: readonly JobDecision[], commandPrefix: string): string | undefined {
  const checks = jobs
    .flatMap(({ data }) => data.verdicts)
    .filter(({ state, title }) => state === 'failure' && title === BUILD_MISSING)
    .map(({ check }) => check);
  if (checks.length === 0) return undefined;
  const listed = checks.slice(0, LISTED).map((check) => `* \`${check.replaceAll('`', "'")}\``);
  if (checks.length > LISTED) listed.push(`* and ${checks.length - LISTED} more`);
  return [
    'These tests were not started, because their build did not succeed:',
    listed.join('\n'),
    `Comment \`${commandPrefix} rebuild-failed\`, or \`${commandPrefix} build\` where the build was cut short: when it succeeds, the tests follow by themselves.`,
  ].join('\n\n');
}
