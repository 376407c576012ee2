import { VersionAlignment } from './align-version.js';
import { mainTag, type MainTag } from './main-tag.js';
import type { Evaluation, Replacements } from './evaluation.js';
import { SpecFileError } from './spec-error.js';
import type { SpecVersion } from './spec-version.js';
import { planPrerelease } from './plan-prerelease.js';
import { editableDefinition } from './version-parts.js';

export interface VersionPlan {
  readonly replacements: Replacements;
  /** Index of the line of Version. */
  readonly line: number;
  /** The macro that says whether this is a pre-release. */
  readonly macro?: string;
  /** Version is computed by what is not run here: nobody has seen yet that it comes out right. */
  readonly computed: boolean;
}

/** The Version that is in effect. */
function versionTag(evaluation: Evaluation): MainTag {
  const { chosen, candidates } = mainTag(evaluation, 'version');
  if (chosen) return chosen;
  if (candidates.length === 0)
    throw new SpecFileError(
      'no-version',
      'expected a Version tag before the first section, found none; is this a spec file?',
    );
  const numbers = candidates.map(({ index }) => evaluation.document.lines[index]!.number);
  throw new SpecFileError(
    'undecided-version',
    `expected one Version that is in effect, found ${numbers.length}, in lines ${numbers.join(', ')}, whose conditions depend on where the ` +
      'package is built; say which macros hold there (parse_time_macros, or the dist-git branch)',
    numbers,
  );
}

/** The macro that a computed value is made from, when exactly one looks like a version: it is what a packager edits. */
function inputOf(evaluation: Evaluation, value: string, line: number): number | undefined {
  const inputs = new Set<number>();
  for (const [, name] of value.matchAll(/%\{?[!?]*([A-Za-z_][A-Za-z0-9_]*)/g)) {
    const definition = editableDefinition(evaluation, name!, line);
    if (definition !== undefined && /^v?\d[\w.+~^-]*$/i.test(evaluation.bodyOf(definition) ?? ''))
      inputs.add(definition);
  }
  const [only] = inputs;
  return inputs.size === 1 ? only : undefined;
}

/** The version as the body of a macro spells it: with its `v`, and with `~` where it had one. */
function spelledLike(body: string, { text, upstream }: SpecVersion): string {
  return (/^v/i.exec(body)?.[0] ?? '') + (body.includes('~') ? text : upstream);
}

/** Plans how Version comes to say a version: in the tag, or in the macros that it is composed of. */
export function planVersion(
  before: Evaluation,
  version: SpecVersion,
  prereleaseMacro: string | undefined,
): VersionPlan {
  const { macro, bodies: prereleases } = planPrerelease(before, versionTag(before), version, prereleaseMacro);
  const evaluation = prereleases.size === 0 ? before : before.with({ bodies: prereleases, values: new Map() });
  const { index: line, value, expanded } = versionTag(evaluation);
  if (expanded === version.text) return { replacements: evaluation.replacements, line, macro, computed: false };

  const inputs = new Map<number, string>();
  const alignment = new VersionAlignment(evaluation, (computed, _, at) => {
    const input = inputOf(evaluation, computed, at);
    if (input === undefined) return undefined;
    inputs.set(input, spelledLike(evaluation.bodyOf(input)!, version));
    return computed;
  });
  const aligned = alignment.align(value, version.text, line);
  const input = aligned === undefined && expanded === undefined ? inputOf(evaluation, value, line) : undefined;
  if (input !== undefined) inputs.set(input, spelledLike(evaluation.bodyOf(input)!, version));
  const wanted = aligned ?? (input === undefined ? version.text : value);
  const values = new Map(wanted === value ? [] : [[line, wanted]]);
  const bodies = new Map<number, string | null>([...prereleases, ...alignment.bodies, ...inputs]);
  return { ...checked(evaluation, version, { bodies, values }, line), macro };
}

/** A plan whose result is seen to be right; where it is not, Version is written out. */
function checked(evaluation: Evaluation, version: SpecVersion, replacements: Replacements, line: number): VersionPlan {
  const after = evaluation.with(replacements);
  const { chosen } = mainTag(after, 'version');
  if (chosen?.index === line && chosen.expanded === version.text) return { replacements, line, computed: false };
  if (chosen?.index === line && chosen.expanded === undefined && !replacements.values.has(line))
    return { replacements, line, computed: true };
  return {
    replacements: { bodies: evaluation.replacements.bodies, values: new Map([[line, version.text]]) },
    line,
    computed: false,
  };
}
