import type { Evaluation, GivenMacros } from './evaluation.js';
import { mainTag } from './main-tag.js';
import { isAutorelease, withoutDist } from './release-value.js';
import { SpecFileError } from './spec-error.js';

/** The day that a date such as 2026-01-31 is, in UTC. */
export function dayOf(date: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : NaN;
  if (!Number.isNaN(day)) return day;
  throw new SpecFileError('invalid-entry', `expected a date such as 2026-01-31, found ${JSON.stringify(date)}`);
}

/** A Release without the tag of the distribution; 1 where rpmautospec counts, or nobody can know it. */
function bareRelease(evaluation: Evaluation, dist: string | null | undefined): string {
  const { chosen, candidates } = mainTag(evaluation, 'release');
  const { value, index } = chosen ?? candidates[0] ?? { value: '', index: 0 };
  if (isAutorelease(value)) return '1';
  const { text, complete } = evaluation.expand(withoutDist(value), index);
  const release = dist && text.endsWith(dist) ? text.slice(0, -dist.length) : text;
  return complete && /^[A-Za-z0-9._+~^]+$/.test(release) ? release : '1';
}

/** What the heading of an entry calls the package: `version-release`, with `epoch:` where the package has one. */
export function evrOf(evaluation: Evaluation, version: string, macros: GivenMacros): string {
  const epoch = mainTag(evaluation, 'epoch').chosen?.expanded;
  const prefix = epoch !== undefined && /^\d+$/.test(epoch) ? `${epoch}:` : '';
  return `${prefix}${version}-${bareRelease(evaluation, macros.dist)}`;
}
