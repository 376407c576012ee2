import { changelogLines } from './changelog-text.js';
import { definitionEdits } from './definition-edit.js';
import { dayOf, evrOf } from './entry-heading.js';
import { Evaluation, type Replacements } from './evaluation.js';
import { mainTag } from './main-tag.js';
import { withChangelogOf } from './merge-upstream.js';
import { parseSpec } from './parse-spec.js';
import { planChangelog } from './plan-changelog.js';
import { planRelease, releaseOf } from './plan-release.js';
import { definitionsBehind, planSources } from './plan-sources.js';
import { planVersion, type VersionPlan } from './plan-version.js';
import { textOf, type SpecDocument, type Tag } from './spec-document.js';
import { sourcesOf } from './spec-sources.js';
import type { SpecNote, SpecUpdate, UpdatedSpec } from './spec-update.js';
import { specVersionOf, type SpecVersion } from './spec-version.js';
import { applyEdits, lineChanges, type TextEdit } from './text-edits.js';
import { VersionSpelling } from './version-spelling.js';

function editsOf(document: SpecDocument, { bodies, values }: Replacements): TextEdit[] {
  const edits = [...bodies].flatMap(([line, body]) => definitionEdits(document, document.lines[line]!, body));
  for (const [line, value] of values) {
    const { content } = document.lines[line]!;
    const range = (content as Tag).value;
    if (textOf(document, range) !== value) edits.push({ ...range, text: value });
  }
  return edits;
}

/** Adds what else a new version changes: addresses of sources, and Release. */
function planTheRest(
  before: Evaluation,
  plan: VersionPlan,
  version: SpecVersion,
  { distGit, macros, commit }: SpecUpdate,
): Replacements {
  const { document } = before;
  const previous = mainTag(before, 'version').chosen?.expanded;
  const written = textOf(document, (document.lines[plan.line]!.content as Tag).value);
  const settled = definitionsBehind(before, [[written, plan.line]]);
  const sources =
    previous === undefined || previous === version.text
      ? undefined
      : planSources(
          before,
          sourcesOf(before),
          { before: previous, spelling: new VersionSpelling(previous, version), prereleaseMacro: plan.macro, commit },
          settled,
        );
  const there = distGit === undefined ? undefined : releaseOf(new Evaluation(parseSpec(distGit), macros));
  const release = planRelease(before, plan.line, there, previous === version.text);
  return {
    bodies: new Map([...(sources?.bodies ?? []), ...plan.replacements.bodies, ...release.bodies]),
    values: new Map([...(sources?.values ?? []), ...plan.replacements.values, ...release.values]),
  };
}

function notesOn(after: Evaluation, plan: VersionPlan, previous: string | undefined, version: SpecVersion): SpecNote[] {
  const { lines } = after.document;
  const notes: SpecNote[] = [];
  const { number: line, content } = lines[plan.line]!;
  const was = textOf(after.document, (content as Tag).value);
  if (after.document.unclosed !== undefined) notes.push({ note: 'unclosed-bracket', line: after.document.unclosed });
  if (plan.computed) notes.push({ note: 'version-is-computed', line });
  else if (previous === undefined) notes.push({ note: 'version-is-written-out', line, was });
  for (const { url, line: at, kind } of sourcesOf(after)) {
    if (url === undefined || kind === 'patch') continue;
    if (version.text.includes('~') && url.includes(version.text))
      notes.push({ note: 'tilde-in-address', line: lines[at]!.number, url });
  }
  return notes;
}

/**
 * Makes of a spec file what a packager makes of it for a release: Version, Release, addresses of sources and a changelog entry; each
 * other byte stays. Nothing of the file is run. Throws SpecFileError when the file leaves open what to do.
 */
export function updateSpec(text: string, update: SpecUpdate): UpdatedSpec {
  const { macros = {}, distGit, prerelease } = update;
  const { version, patternIgnored } = specVersionOf(update.version, prerelease?.pattern);
  const given = parseSpec(text);
  const document = distGit === undefined ? given : parseSpec(withChangelogOf(given, parseSpec(distGit)));
  const before = new Evaluation(document, macros);
  const previousVersion = mainTag(before, 'version').chosen?.expanded;
  const versionPlan = planVersion(before, version, prerelease?.macro);
  const plan = planTheRest(before, versionPlan, version, update);
  const after = before.with(plan);
  const edits = editsOf(document, plan);
  const notes = notesOn(after, versionPlan, previousVersion, version);
  if (patternIgnored) notes.push({ note: 'prerelease-pattern-ignored', pattern: prerelease?.pattern ?? '' });
  if (update.changelog) {
    const { packager, date, ...source } = update.changelog;
    const lines = changelogLines(version.upstream, source);
    const evr = evrOf(after, version.text, macros);
    const planned = planChangelog(after, { packager, day: dayOf(date), evr, lines });
    if ('edit' in planned) edits.push(planned.edit);
    else notes.push({ note: 'changelog-left', why: planned.left });
  }
  return {
    text: applyEdits(document.text, edits),
    version: version.text,
    previousVersion,
    base: document.text,
    changes: lineChanges(document.text, edits),
    notes,
  };
}
