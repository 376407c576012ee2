import type { PackageKeyName } from '../package-config/keys/package-keys.js';
import type { JobView } from '../package-config/package-config.js';
import { isPlainText, patternCost } from '../package-config/pattern.js';
import { chrootsOf } from './build-targets.js';
import { whyNotConcerned } from './job-matching.js';
import type { Situation } from './situation.js';
import { testedChroots } from './test-plan.js';

/** More than is planned for one event: how much there is, and how much there may be. */
export interface Excess {
  readonly reason: 'too-many-checks' | 'too-much-text' | 'patterns-too-complex';
  readonly found: number;
  readonly most: number;
}

/** Checks of one event, all its jobs together. */
export const MOST_CHECKS = 2000;
/** Characters that one job may carry, and all checks of an event together: what a job carries is kept once for each of its checks. */
const MOST_TEXT_OF_JOB = 64 * 1024;
const MOST_TEXT = 16 * 1024 * 1024;
/** Characters that are kept for a check besides what its job carries. */
const TEXT_OF_CHECK = 1500;
/** Steps of matching all patterns, for a name of the usual length; a longer one takes as much longer. */
const MOST_STEPS = 10_000;
const USUAL_NAME = 50;

/** Keys whose values are kept with orders, with verdicts and with the facts of a skipped job. */
const KEPT = [
  ...(['identifier', 'status_name_template', 'owner', 'project', 'branch', 'require'] as const),
  ...(['packit_instances', 'additional_repos', 'bootstrap', 'srpm_build_deps', 'release_suffix'] as const),
  ...(['notifications', 'fmf_url', 'fmf_ref', 'fmf_path', 'tmt_plan', 'tf_post_install_script'] as const),
  ...(['tf_extra_params', 'env', 'upstream_package_name', 'downstream_package_name'] as const),
  ...(['upstream_project_url', 'test_command'] as const),
] satisfies readonly PackageKeyName[];

/** What of an event is too much to be planned; undefined: nothing. Takes time linear in the configuration. */
export function excessOf(situation: Situation): Excess | undefined {
  const { views } = situation.config;
  const texts = new Map(views.map((view) => [view, textOf(view)]));
  const longest = Math.max(0, ...texts.values());
  if (longest > MOST_TEXT_OF_JOB) return { reason: 'too-much-text', found: longest, most: MOST_TEXT_OF_JOB };
  const steps = stepsOf(situation);
  if (steps > MOST_STEPS) return { reason: 'patterns-too-complex', found: steps, most: MOST_STEPS };
  return tooManyChecks(situation, texts);
}

function tooManyChecks(situation: Situation, texts: ReadonlyMap<JobView, number>): Excess | undefined {
  const { occasion } = situation;
  const ofCommand = occasion.kind === 'command' ? JSON.stringify(occasion.command.env).length : 0;
  let checks = 0;
  let text = 0;
  for (const [view, ofJob] of texts) {
    const own = whyNotConcerned(view, situation) === undefined ? checksOf(view, situation) : 0;
    checks += own;
    text += (own + 1) * (TEXT_OF_CHECK + ofJob + ofCommand) + lengthOf(view.keys.targets);
    // What is not needed for the answer is not counted: one job may be for very many targets.
    if (checks > MOST_CHECKS) return { reason: 'too-many-checks', found: checks, most: MOST_CHECKS };
    if (text > MOST_TEXT) return { reason: 'too-much-text', found: text, most: MOST_TEXT };
  }
  return undefined;
}

/** How many checks a job has, at most. */
function checksOf(view: JobView, situation: Situation): number {
  if (view.type !== 'tests') return chrootsOf(view, situation).length;
  const { targets } = view.keys;
  return testedChroots(view, situation).reduce((sum, chroot) => sum + (targets[chroot]?.distros?.length || 1), 0);
}

/** By value: jobs share what they inherit. */
const lengths = new WeakMap<object, number>();

function textOf(view: JobView): number {
  let length = lengthOf(view.labels) + view.packageName.length;
  for (const key of KEPT) length += lengthOf(view.keys[key]);
  return length;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let length = lengths.get(value);
  if (length === undefined) lengths.set(value, (length = JSON.stringify(value).length));
  return length;
}

function stepsOf({ config, subject, defaultBranch }: Situation): number {
  if (subject.kind === 'release') return 0;
  const name = subject.kind === 'branch' ? subject.branch : subject.targetBranch;
  const patterns = new Set(config.views.map(({ keys }) => keys.branch ?? defaultBranch));
  let steps = 0;
  for (const pattern of patterns) if (!isPlainText(pattern)) steps += patternCost(pattern);
  return Math.round(steps * Math.max(1, name.length / USUAL_NAME));
}
