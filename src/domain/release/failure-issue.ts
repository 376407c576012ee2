import { DASHBOARD } from '../notifications.js';
import type { FailingBranch, KnownRelease } from './release-state.js';

/** Title of the issue that tells about failing branches of a release. */
export function failureIssueTitle(tag: string): string {
  return `[packit] Propose downstream failed for release ${tag}`;
}

/** Text of that issue, and of the comment that says that branches failed again. */
export function failureIssueBody(
  release: KnownRelease,
  packageName: string,
  failing: readonly FailingBranch[],
  commandPrefix: string,
): string {
  const state = release.packages[packageName];
  const rows = failing.map(({ branch, target }) => {
    const url = `${DASHBOARD}/jobs/propose-downstream/${target}`;
    return `<tr><td><code>${escaped(branch)}</code></td><td>See <a href="${url}">${url}</a></td></tr>\n`;
  });
  const message = state?.failureIssue.message;
  return (
    `Packit failed on creating pull-requests in dist-git (${state?.packageUrl ?? ''}):\n\n` +
    `<table><tr><th>dist-git branch</th><th>error</th></tr>${rows.join('')}</table>\n\n\n` +
    `You can retrigger the update by adding a comment (\`${commandPrefix} propose-downstream\`) into this issue.\n` +
    (message ? `\n\n---\n${message}` : '')
  );
}

/** Names of branches come from a configuration. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', '&#96;');
}
