import type { Evaluation } from './evaluation.js';
import { partsOf } from './version-parts.js';

const AUTORELEASE = /%\{?[!?]*autorelease(?![A-Za-z0-9_])/;
const DIST = /^(%\{\?dist\}|%\{dist\}|%\?dist|%dist)?$/;
const FIRST_RELEASE = '1%{?dist}';

/** Whether rpmautospec counts this Release: `%autorelease`, with options or without. */
export const isAutorelease = (release: string): boolean => AUTORELEASE.test(release);

/** A Release without the tag of the distribution. */
export function withoutDist(release: string): string {
  return release.replace(/%\{\?dist\}|%\{dist\}|%\?dist(?!\w)|%dist(?!\w)/g, '');
}

/** A Release that begins again: the new value, and new bodies of definitions, for a packager edits the macro that counts. */
export function firstRelease(
  evaluation: Evaluation,
  release: string,
  line: number,
): { value: string; bodies: ReadonlyMap<number, string> } {
  const [, rest] = /^\d+(.*)$/s.exec(release) ?? [];
  if (rest !== undefined && rest !== '' && DIST.test(rest)) return { value: `1${rest}`, bodies: new Map() };
  const [first, ...others] = partsOf(evaluation, release, line);
  if (first?.kind === 'reference' && others.every(({ kind }) => kind === 'fixed' || kind === 'unknown')) {
    const body = evaluation.bodyOf(first.definition) ?? '';
    const [, dist] = /^\d+(.*)$/s.exec(body) ?? [];
    if (dist !== undefined && DIST.test(dist)) {
      const bodies = body === `1${dist}` ? [] : [[first.definition, `1${dist}`] as const];
      return { value: release, bodies: new Map(bodies) };
    }
  }
  return { value: FIRST_RELEASE, bodies: new Map() };
}
