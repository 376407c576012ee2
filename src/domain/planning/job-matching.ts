import type { JobView } from '../package-config/package-config.js';
import { matchesAtStart } from '../package-config/pattern.js';
import { perSituation } from './kept-answers.js';
import type { SkipReason } from './reasons.js';
import { triggerOf, type Situation } from './situation.js';

export interface Skip {
  readonly reason: SkipReason;
  /** What the rule looked at. */
  readonly facts: Readonly<Record<string, unknown>>;
}

const skip = (reason: SkipReason, facts: Skip['facts'] = {}): Skip => ({ reason, facts });

const SUPPORTED: ReadonlySet<string> = new Set(['copr_build', 'tests', 'propose_downstream']);

/** Releases go to dist-git; pushes and pull requests do not. */
function isSupported({ type, trigger }: JobView): boolean {
  return SUPPORTED.has(type) && (type !== 'propose_downstream' || trigger === 'release');
}

/** Why this job has nothing to do with what happened; undefined: it has. The first rule that says no decides. */
export function whyNotConcerned(view: JobView, situation: Situation): Skip | undefined {
  const { subject, occasion, service } = situation;
  const trigger = triggerOf(subject);
  if (view.trigger !== trigger) return skip('trigger-differs', { configured: view.trigger, happened: trigger });
  return (
    commandMismatch(view, situation) ??
    (view.manual_trigger && (occasion.kind === 'event' || occasion.kind === 'labels-changed')
      ? skip('manual-trigger')
      : undefined) ??
    labelMismatch(view, situation) ??
    packageMismatch(view, situation) ??
    (view.keys.packit_instances.includes(service.deployment)
      ? undefined
      : skip('other-deployment', { configured: view.keys.packit_instances, deployment: service.deployment })) ??
    branchMismatch(view, situation) ??
    (isSupported(view) ? undefined : skip('not-supported-yet', { type: view.type, trigger: view.trigger }))
  );
}

const pullRequestLabels = perSituation(({ labels }) => new Set(labels));
const commandLabels = perSituation(
  ({ occasion }) => new Set(occasion.kind === 'command' ? occasion.command.labels : null),
);
/** The checks that somebody wants to run again. */
export const rerunChecks = perSituation(({ occasion }) => new Set(occasion.kind === 'rerun' ? occasion.checks : null));

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  build: ['copr_build', 'tests'],
  'rebuild-failed': ['copr_build'],
  test: ['tests'],
  'retest-failed': ['tests'],
  'upstream-koji-build': ['upstream_koji_build'],
  'vm-image-build': ['vm_image_build'],
  'propose-downstream': ['propose_downstream'],
};

function commandMismatch(view: JobView, situation: Situation): Skip | undefined {
  const { occasion } = situation;
  if (occasion.kind !== 'command') return undefined;
  const { command } = occasion;
  if (!COMMANDS[command.name]?.includes(view.type))
    return skip('command-for-other-jobs', { command: command.name, type: view.type });
  if (command.name !== 'test') return undefined;
  const { default_identifier, default_labels } = view.keys.test_command ?? {};
  const bare = command.identifier === null && command.labels === null;
  const identifier = bare ? (default_identifier ?? null) : command.identifier;
  if (identifier !== null && view.identifier !== identifier)
    return skip('identifier-differs', { wanted: identifier, configured: view.identifier });
  const labels = bare ? (default_labels ?? null) : command.labels;
  const wanted = bare ? new Set(labels) : commandLabels(situation);
  if (labels !== null && !view.labels?.some((label) => wanted.has(label)))
    return skip('labels-differ', { wanted: labels, configured: view.labels });
  return undefined;
}

function labelMismatch(view: JobView, situation: Situation): Skip | undefined {
  const { subject, labels, occasion } = situation;
  if (subject.kind !== 'pull_request') return undefined;
  const { present, absent } = view.keys.require.label;
  if (occasion.kind === 'labels-changed' && present.length + absent.length === 0)
    return skip('label-change-is-for-others');
  const found = pullRequestLabels(situation);
  if (present.length > 0 && !present.some((label) => found.has(label)))
    return skip('label-missing', { present, labels: labels ?? [] });
  return absent.some((label) => found.has(label))
    ? skip('label-forbidden', { absent, labels: labels ?? [] })
    : undefined;
}

function packageMismatch(view: JobView, { occasion }: Situation): Skip | undefined {
  if (occasion.kind !== 'command' || occasion.command.package === null) return undefined;
  const wanted = occasion.command.package;
  return view.package === wanted ? undefined : skip('other-package', { wanted, package: view.package });
}

/** Whether `branch` of the job fits the pushed branch, or the target branch of the pull request. */
export function branchMismatch(view: JobView, { subject, defaultBranch }: Situation): Skip | undefined {
  if (subject.kind === 'release') return undefined;
  const pattern = view.keys.branch ?? (subject.kind === 'branch' ? defaultBranch : null);
  if (pattern === null) return undefined;
  const branch = subject.kind === 'branch' ? subject.branch : subject.targetBranch;
  const match = matchesAtStart(pattern, branch);
  if (match.kind === 'invalid') return skip('branch-pattern-invalid', { pattern, error: match.reason });
  return match.kind === 'match' ? undefined : skip('branch-differs', { pattern, branch });
}
