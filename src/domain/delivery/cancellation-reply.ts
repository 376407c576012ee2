import { clipped } from '../comment-command/clipped.js';

/** Checks that a reply lists. */
const MOST_CHECKS = 100;
/** Characters of a name that is repeated. */
const LONGEST_NAME = 100;

/** The reply to `cancel`: what was ended. */
export function cancellationReply(checks: readonly string[], commitSha: string, only: string | null): string {
  const commit = commitSha.slice(0, 7);
  const what = only === null ? commit : `\`${name(only)}\` of ${commit}`;
  if (checks.length === 0) return `Nothing of ${what} is queued or running.`;
  const listed = checks.toSorted().slice(0, MOST_CHECKS);
  const lines = listed.map((check) => `* \`${name(check)}\``);
  if (checks.length > MOST_CHECKS) lines.push(`* and ${checks.length - MOST_CHECKS} more`);
  return [`Cancelled for ${commit}:`, lines.join('\n')].join('\n\n');
}

const name = (text: string) => clipped(text.replaceAll('`', ''), LONGEST_NAME);
