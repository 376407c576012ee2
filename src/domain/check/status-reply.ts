import { markdownTable } from '../comment-command/markdown-table.js';
import type { CheckState } from './contribution.js';

/** Checks that a reply lists. */
const MOST_CHECKS = 100;

interface ShownCheck {
  readonly name: string;
  readonly wanted: { readonly state: CheckState; readonly title: string; readonly url: string | null };
}

/** The reply to `status`: every check of the commit as it should be, whether or not the forge shows it already. */
export function statusReply(checks: readonly ShownCheck[], commitSha: string, commandPrefix: string): string {
  const commit = commitSha.slice(0, 7);
  if (checks.length === 0) return `Nothing has been run for ${commit} yet. \`${commandPrefix} explain\` says why.`;
  const rows = checks.map(({ name, wanted: { state, title, url } }) => [
    `\`${name}\``,
    state,
    title,
    url === null ? '' : `[details](${url})`,
  ]);
  return [`Checks of ${commit}:`, markdownTable(['Check', 'State', 'What it says', 'Link'], rows, MOST_CHECKS)].join(
    '\n\n',
  );
}
