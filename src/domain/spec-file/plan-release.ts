import type { Evaluation } from './evaluation.js';
import { mainTag } from './main-tag.js';
import { firstRelease, isAutorelease } from './release-value.js';
import type { Tag } from './spec-document.js';

/** What dist-git has, where the text that is edited comes from upstream. */
export interface DistGitRelease {
  /** Undefined where there is no Release. */
  readonly value?: string;
  /** With its macros expanded. */
  readonly expanded?: string;
}

const valueAt = (evaluation: Evaluation, line: number): string =>
  evaluation.valueOf(evaluation.document.lines[line]!.content as Tag, line);

/** The Release of a spec file that is in effect; of several that may be, the first. */
export function releaseOf(evaluation: Evaluation): DistGitRelease {
  const { chosen, candidates } = mainTag(evaluation, 'release');
  return chosen ?? candidates[0] ?? {};
}

type Wish = 'as-it-is' | 'first' | 'of-dist-git';

/** The table of releases: what stands in dist-git, against what stands upstream. */
function wishFor(upstream: DistGitRelease, distGit: DistGitRelease | undefined, upstreamIsThere: boolean): Wish {
  if (distGit?.value === undefined) return isAutorelease(upstream.value ?? '') ? 'as-it-is' : 'first';
  if (isAutorelease(distGit.value)) return isAutorelease(upstream.value ?? '') ? 'as-it-is' : 'of-dist-git';
  if (isAutorelease(upstream.value ?? '') || !upstreamIsThere) return 'first';
  return upstream.expanded !== undefined && upstream.expanded === distGit.expanded ? 'first' : 'as-it-is';
}

/** Plans the Release of an update, in every branch of the conditions that the new version is in. */
export function planRelease(
  evaluation: Evaluation,
  versionLine: number,
  distGit: DistGitRelease | undefined,
  /** Upstream's spec file has the new version already. */
  upstreamIsThere: boolean,
): { bodies: Map<number, string>; values: Map<number, string> } {
  const bodies = new Map<number, string>();
  const values = new Map<number, string>();
  const wish = wishFor(releaseOf(evaluation), distGit, upstreamIsThere);
  const everywhere = !evaluation.conditional(versionLine);
  const { active, lines } = evaluation.document;
  for (const line of active) {
    const { content, section } = lines[line]!;
    if (section !== 0 || content.kind !== 'tag' || content.name !== 'release') continue;
    if (wish === 'as-it-is' && distGit?.value !== undefined) continue;
    const value = valueAt(evaluation, line);
    const present = evaluation.presence(line) !== 'no';
    if (!present && !everywhere) continue;
    if (present && wish === 'of-dist-git') values.set(line, distGit!.value!);
    else if (!isAutorelease(value) || (wish === 'first' && distGit?.value !== undefined && present)) {
      const first = isAutorelease(value) ? { value: '1%{?dist}', bodies: [] } : firstRelease(evaluation, value, line);
      if (first.value !== value) values.set(line, first.value);
      for (const [definition, body] of first.bodies) bodies.set(definition, body);
    }
  }
  return { bodies, values };
}
