import type { JobData, ProjectData, SubjectData } from '../planning/job.js';
import { skipReasons, type Reason } from '../planning/reasons.js';
import type { DeliveryEvent, PlannedAction } from './delivery.events.js';
import { reasonOfIgnored } from './outcome-reasons.js';

/** Why a configured job ran or did not. */
export interface JobExplanation {
  readonly delivery: string;
  /** Later texts are newer. */
  readonly attempt: string;
  readonly project: ProjectData;
  readonly subject: SubjectData;
  readonly commitSha: string;
  readonly job: JobData;
  readonly ran: boolean;
  /** Name of the rule that decided. */
  readonly rule: string;
  readonly sentence: string;
  readonly nextStep: string;
  /** What the rule looked at. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Checks that the decision speaks about. */
  readonly checks: readonly string[];
}

/** Why a delivery led to nothing. */
export interface IgnoredExplanation {
  readonly rule: string;
  readonly sentence: string;
  readonly nextStep: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly at: string;
}

export interface Explanation {
  /** One for each configured job, in the order of the configuration. */
  readonly jobs: readonly JobExplanation[];
  readonly ignored: IgnoredExplanation | null;
}

/** Why a planned job was planned, by what it does. */
export const planReasons = {
  build: { sentence: 'Every rule was met: the packages are built.', nextStep: 'Follow its checks.' },
  test: { sentence: 'Every rule was met: the tests are requested.', nextStep: 'Follow its checks.' },
  'wait-for-build': {
    sentence: 'Every rule was met: the tests start when the build has succeeded.',
    nextStep: 'Follow the checks of the build.',
  },
  sync: {
    sentence: 'Every rule was met: the release is brought to dist-git.',
    nextStep: 'Follow its checks, one for each branch.',
  },
} as const satisfies Record<PlannedAction['do'], Reason>;

/** Explains the decisions that a delivery recorded, from these events alone. */
export function explainDecisions(events: readonly DeliveryEvent[]): Explanation {
  const jobs: JobExplanation[] = [];
  let ignored: IgnoredExplanation | null = null;
  for (const event of events)
    switch (event.type) {
      case 'JobPlanned': {
        const { origin, checks, action } = event.data;
        const rule = { rule: action.do, ...planReasons[action.do], facts: {} };
        jobs.push({ ...origin, ran: true, ...rule, checks });
        break;
      }
      case 'RunRefused': {
        const { part, reason, verdicts } = event.data;
        const [index = '', packageName = ''] = part.split('/');
        const planned = jobs.find(({ job }) => job.index === Number(index) && (job.package ?? '') === packageName);
        if (!planned) break;
        const rule = { rule: reason, ...reasonOfSkip(reason), facts: { part } };
        jobs[jobs.indexOf(planned)] = { ...planned, ran: false, ...rule, checks: verdicts.map(({ check }) => check) };
        break;
      }
      case 'JobSkipped': {
        const { origin, reason, facts, verdicts } = event.data;
        const rule = { rule: reason, ...reasonOfSkip(reason), facts };
        jobs.push({ ...origin, ran: false, ...rule, checks: verdicts.map(({ check }) => check) });
        break;
      }
      case 'DeliveryIgnored': {
        const { reason, facts, at } = event.data;
        ignored = { rule: reason, ...reasonOfIgnored(reason), facts, at };
        break;
      }
      default:
        break;
    }
  return { jobs, ignored };
}

/** A code that this program no longer knows is shown as it is. */
function reasonOfSkip(code: string): Reason {
  const known: Readonly<Record<string, Reason>> = skipReasons;
  return known[code] ?? { sentence: 'The rule of this name decided.', nextStep: 'The facts tell what it looked at.' };
}

/** Rules that say no more than that an input was about something else. */
const ABOUT_SOMETHING_ELSE: ReadonlySet<string> = new Set([
  'command-for-other-jobs',
  'another-check-was-rerun',
  'label-change-is-for-others',
  'already-ran-for-commit',
  'identifier-differs',
  'labels-differ',
  'other-package',
  'nothing-failed',
  'tests-run-by-test-command',
]);

/** For each configured job what was decided last, as far as the input concerned the job at all; in the order of the configuration. */
export function newestByJob(decisions: readonly JobExplanation[]): JobExplanation[] {
  const newest = new Map<string, JobExplanation>();
  const byAttempt = [...decisions].sort((one, other) => (one.attempt < other.attempt ? -1 : 1));
  for (const decision of byAttempt) {
    const { index, package: packageName } = decision.job;
    const key = `${index}/${packageName ?? ''}`;
    const known = newest.get(key);
    if (!known || !ABOUT_SOMETHING_ELSE.has(decision.rule) || ABOUT_SOMETHING_ELSE.has(known.rule))
      newest.set(key, decision);
  }
  return [...newest.values()].sort((one, other) => one.job.index - other.job.index);
}
