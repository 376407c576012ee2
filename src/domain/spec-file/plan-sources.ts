import type { Evaluation } from './evaluation.js';
import { MacroText } from './macro-text.js';
import type { SpecSource } from './spec-sources.js';
import type { VersionSpelling } from './version-spelling.js';

/** Definitions that values are made from, directly or through others, by the index of their lines. */
export function definitionsBehind(
  evaluation: Evaluation,
  values: Iterable<readonly [value: string, line: number]>,
): Set<number> {
  const found = new Set<number>();
  const waiting = [...values];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, line] = next;
    evaluation.steps.take(value.length + 1);
    for (const [, name] of value.matchAll(/%\{?[!?]*([A-Za-z_][A-Za-z0-9_]*)/g)) {
      const meaning = evaluation.environment.at(name!, line);
      if (meaning?.text === undefined || meaning.presence !== 'yes' || found.has(meaning.line)) continue;
      const body = meaning.line < 0 ? null : evaluation.bodyOf(meaning.line);
      if (body === null) continue;
      found.add(meaning.line);
      waiting.push([body, meaning.line]);
    }
  }
  return found;
}

/** The text between the macros of a value, changed; the macros stay. Each text comes with the macro that follows it. */
function betweenMacros(value: string, change: (text: string, next: string) => string): string {
  const pieces = new MacroText(value).pieces();
  const sources = pieces.map(({ start, end }) => value.slice(start, end));
  return sources
    .map((source, i) => (pieces[i]!.kind === 'text' ? change(source, sources[i + 1] ?? '') : source))
    .join('');
}

function addressAfter({ value, url }: SpecSource, { before, spelling, prereleaseMacro }: VersionChange): string {
  if (url === undefined) return value;
  const replaced = betweenMacros(value, (text, next) =>
    prereleaseMacro !== undefined && next.includes(prereleaseMacro)
      ? spelling.replaceBase(text)
      : spelling.replaceIn(text),
  );
  if (replaced === value && !url.includes(before)) return value;
  return betweenMacros(replaced, (text) => spelling.replaceFolders(text));
}

/** What becomes of the old version. */
export interface VersionChange {
  readonly before: string;
  readonly spelling: VersionSpelling;
  /** The macro that says whether this is a pre-release. */
  readonly prereleaseMacro?: string;
  /** The commit of the release. */
  readonly commit?: string;
}

/**
 * Where addresses of sources name the old version in plain text, or through a macro other than Version, they come to name the
 * new one. Local files and patches keep their names.
 */
export function planSources(
  evaluation: Evaluation,
  sources: readonly SpecSource[],
  change: VersionChange,
  /** Definitions that Version is made from: they are what they should be. */
  settled: ReadonlySet<number>,
): { bodies: Map<number, string>; values: Map<number, string> } {
  const values = new Map<number, string>();
  const archives = sources.filter(({ kind }) => kind === 'source');
  for (const source of archives) {
    const address = addressAfter(source, change);
    if (address !== source.value) values.set(source.line, address);
  }
  const bodies = new Map<number, string>();
  for (const line of definitionsBehind(
    evaluation,
    archives.map(({ value, line: at }) => [value, at] as const),
  )) {
    if (settled.has(line)) continue;
    const body = evaluation.bodyOf(line)!;
    const { spelling } = change;
    const plain = !body.includes('%');
    const replaced = plain ? spelling.replaceWhole(body) : betweenMacros(body, (text) => spelling.replaceIn(text));
    if (replaced !== body) bodies.set(line, replaced);
  }
  const commits = change.commit === undefined ? [] : planCommit(evaluation, archives, change.commit);
  for (const [line, body] of commits) bodies.set(line, body);
  return { bodies, values };
}

/** Where the first archive is the one of a commit, its macro gets the commit of the release; and so does one that abbreviates it. */
function planCommit(evaluation: Evaluation, archives: readonly SpecSource[], commit: string): Map<number, string> {
  const [first] = [...archives].sort((a, b) => a.number - b.number);
  const behind = first?.url === undefined ? [] : [...definitionsBehind(evaluation, [[first.value, first.line]])];
  const named = behind.map((line) => [line, evaluation.bodyOf(line)!] as const);
  const commits = named.filter(([, body]) => /^[0-9a-f]{40}$/.test(body));
  const old = commits.length === 1 ? commits[0]![1] : undefined;
  if (old === undefined || old === commit) return new Map();
  const abbreviated = named.filter(([, body]) => /^[0-9a-f]{7,40}$/.test(body) && old.startsWith(body));
  return new Map(abbreviated.map(([line, body]) => [line, commit.slice(0, body.length)]));
}
