import type { Presence } from './environment.js';
import type { Evaluation } from './evaluation.js';

/** A source or a patch of a spec file. */
export interface SpecSource {
  readonly kind: 'source' | 'patch';
  readonly number: number;
  /** Index of its line. */
  readonly line: number;
  /** As it is written. */
  readonly value: string;
  /** With its macros expanded, as far as that goes without running anything. */
  readonly location: string;
  /** Whether all of its macros are expanded. */
  readonly complete: boolean;
  readonly presence: Exclude<Presence, 'no'>;
  /** Undefined for a file beside the spec file. */
  readonly url?: string;
  /** What follows the last slash: `…#/name.tar.gz` is how a spec file renames a download. */
  readonly fileName: string;
}

const URL_START = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** The sources and patches that conditions leave in, in the order of the file. Without a number they count on, as in rpm since 4.15. */
export function sourcesOf(evaluation: Evaluation): SpecSource[] {
  const { document } = evaluation;
  const last = { source: -1, patch: -1 };
  const sources: SpecSource[] = [];
  for (const line of document.active) {
    const { content, section } = document.lines[line]!;
    const presence = evaluation.presence(line);
    if (presence === 'no' || (content.kind !== 'tag' && content.kind !== 'listed')) continue;
    const name = content.kind === 'tag' ? content.name : document.sections[section]!.name.replace('list', '');
    if (name !== 'source' && name !== 'patch') continue;
    const number = (content.kind === 'tag' ? content.number : undefined) ?? last[name] + 1;
    last[name] = number;
    const value = evaluation.valueOf(content, line);
    const { text: location, complete } = evaluation.expand(value, line);
    const url = URL_START.test(location) ? location : undefined;
    const fileName = location.slice(location.lastIndexOf('/') + 1);
    sources.push({ kind: name, number, line, value, location, complete, presence, url, fileName });
  }
  return sources;
}
