/** Where the text of a changelog entry comes from; the first that is given and not blank. */
export interface ChangelogText {
  /** What the action `changelog-entry` printed. */
  readonly action?: string;
  /** What upstream wrote about the release (`copy_upstream_release_description`). */
  readonly release?: string;
  /** Bugs that the update resolves, such as `rhbz#1`; not added to what an action gave. */
  readonly bugs?: readonly string[];
}

/** Doubles each `%` before what rpm would take for a macro, so that it stays text. A backslash just before it is doubled, too:
 * rpm would take the percent sign for escaped, and the bracket after it for an open one. */
function withoutMacros(line: string): string {
  return line.replace(/(\\*)(%+)(?=[!?]*[A-Za-z_]|[!?]*[{([])/g, (_, backslashes: string, percents: string) => {
    const even = backslashes.length % 2 === 0 ? backslashes : `${backslashes}\\`;
    return even + percents + percents;
  });
}

/**
 * A line of text as an entry can hold it. A `*` at its start would begin another entry. A directive such as `%include` at its start
 * works even with its percent sign doubled, and a section does: `-` in front makes text of them.
 */
function entryLine(line: string): string {
  const text = withoutMacros(line);
  if (text.startsWith('*')) return ` ${text}`;
  return /^\s*%/.test(text) ? `- ${text.trimStart()}` : text;
}

/** Any text as lines of an entry: it says the same when rpm has read it, and does nothing. Blank lines around it are left out. */
export function entryLines(text: string): string[] {
  const lines = text
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(/[\0-\x08\x0b-\x1f\x7f]/g, '').trimEnd());
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first === -1 ? [] : lines.slice(first, last + 1).map(entryLine);
}

/** The lines of the entry for an update to a version, as upstream has it. */
export function changelogLines(version: string, { action = '', release = '', bugs = [] }: ChangelogText): string[] {
  const given = entryLines(action);
  if (given.length > 0) return given;
  const described = entryLines(release);
  const resolved = bugs.flatMap((bug) => entryLines(`- Resolves: ${bug}`));
  return [...(described.length > 0 ? described : entryLines(`- Update to version ${version}`)), ...resolved];
}
