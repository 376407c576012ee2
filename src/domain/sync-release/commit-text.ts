/** Message of a commit: title and body. */
export interface CommitText {
  readonly title: string;
  readonly body: string;
}

/** What stands before this line in the output of `commit-message` is for the log. */
export const DEBUG_DIVIDER = '---%<--- snip ---%<--- here ---%<---';

/** The message of the commit that brings a release to a branch. */
export function defaultCommitText(version: string, tag: string, commitSha: string): CommitText {
  return {
    title: `Update to ${version} upstream release`,
    body: `Upstream tag: ${tag}\nUpstream commit: ${commitSha}\n\nCommit authored by Packit automation (https://packit.dev/)`,
  };
}

/** The message that the action `commit-message` printed: what follows the last divider; an empty title means the default. */
export function commitTextOf(output: string, otherwise: CommitText): CommitText {
  const at = output.lastIndexOf(DEBUG_DIVIDER);
  const text = (at < 0 ? output : output.slice(at + DEBUG_DIVIDER.length)).replaceAll('\r\n', '\n').trim();
  const [title = '', ...body] = text.split(/\n[ \t]*\n/);
  return title.trim() === '' ? otherwise : { title: title.trim(), body: body.join('\n\n').trim() };
}

/** Contents of `README.packit`. */
export function syncNote(version: string): string {
  return `This repository is maintained by packit.\nhttps://packit.dev/\nThe file was generated using packit ${version}.\n`;
}
