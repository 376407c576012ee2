import { Evaluation, type GivenMacros } from './evaluation.js';
import { mainTag } from './main-tag.js';
import { parseSpec } from './parse-spec.js';
import { changelogKeeper } from './plan-changelog.js';
import { isAutorelease } from './release-value.js';
import { sourcesOf, type SpecSource } from './spec-sources.js';

/** A tag of the main package. */
export interface SpecTag {
  /** The first line of a file is 1. */
  readonly line: number;
  /** As it is written. */
  readonly value: string;
  /** With its macros expanded; undefined where that is not known without running something. */
  readonly expanded?: string;
}

/** What a spec file says of its package, as far as it can be known without running anything. */
export interface SpecSummary {
  /** Tags are undefined where there is none, or where several may be in effect. */
  readonly name?: SpecTag;
  readonly epoch?: SpecTag;
  readonly version?: SpecTag;
  readonly release?: SpecTag;
  readonly autorelease: boolean;
  readonly changelog: ReturnType<typeof changelogKeeper>;
  readonly sources: readonly SpecSource[];
}

/** Reads a spec file, with the macros that hold where the package is built. */
export function readSpec(text: string, macros: GivenMacros = {}): SpecSummary {
  const document = parseSpec(text);
  const evaluation = new Evaluation(document, macros);
  const tag = (name: string): SpecTag | undefined => {
    const found = mainTag(evaluation, name);
    return found.chosen && { line: document.lines[found.chosen.index]!.number, ...found.chosen };
  };
  const release = tag('release');
  return {
    name: tag('name'),
    epoch: tag('epoch'),
    version: tag('version'),
    release,
    autorelease: isAutorelease(release?.value ?? ''),
    changelog: changelogKeeper(document),
    sources: sourcesOf(evaluation),
  };
}
