import { assertNever } from '../event.js';
import type { ReleaseEvent } from './release.events.js';
import { branchKey, type BranchOutcome, type KnownRelease, type PackageState, type Release } from './release-state.js';

type DataOf<Type extends ReleaseEvent['type']> = Extract<ReleaseEvent, { type: Type }>['data'];

/** Folds one event into the state of a release. */
export function evolveRelease(release: Release, event: ReleaseEvent): Release {
  if (event.type === 'ReleaseRunNoted') return noted(release, event.data);
  if (release.status === 'unknown') return release;
  switch (event.type) {
    case 'BranchOutcomeNoted': {
      const { job, branch, attempt, outcome, target } = event.data;
      const key = branchKey(job, branch);
      const known = release.outcomes[key];
      if (known && known.attempt > attempt) return release;
      return { ...release, outcomes: { ...release.outcomes, [key]: { attempt, outcome, target } } };
    }
    case 'FailureIssueOpened': {
      const { package: name, number, failing, attempt } = event.data;
      const told = withPackage(release, name, (state) => ({ ...state, told: { number, failing, attempt } }));
      return { ...told, issues: { ...release.issues, [number]: 'open' } };
    }
    case 'FailureIssueUpdated': {
      const { package: name, number, failing, attempt } = event.data;
      return withPackage(release, name, (state) => ({ ...state, told: { number, failing, attempt } }));
    }
    case 'FailureIssueRefused': {
      const { package: name, failing, attempt } = event.data;
      return withPackage(release, name, (state) => ({
        ...state,
        told: { number: state.told?.number ?? null, failing, attempt },
      }));
    }
    case 'ReleaseIssueClosed':
    case 'ReleaseIssueNotClosed':
      return closed(release, event.data.number);
    default:
      return assertNever(event);
  }
}

function noted(release: Release, data: DataOf<'ReleaseRunNoted'>): KnownRelease {
  const { project, tag, deployment, attempt, job, branches, expected, askedIn } = data;
  const before = release.status === 'known' ? release : undefined;
  const outcomes: Record<string, BranchOutcome> = { ...before?.outcomes };
  for (const branch of branches) {
    const key = branchKey(job, branch);
    const known = outcomes[key];
    if (!known || known.attempt < attempt) outcomes[key] = { attempt, outcome: null, target: null };
  }
  const isNewest = !before || before.expected.attempt <= attempt;
  const asked = askedIn === null ? {} : { [askedIn]: 'open' as const };
  return {
    status: 'known',
    project,
    tag,
    deployment,
    expected: isNewest ? { attempt, jobs: expected } : before.expected,
    packages: { ...before?.packages, [data.package]: packageOf(before?.packages[data.package], data) },
    outcomes,
    issues: { ...before?.issues, ...asked },
  };
}

function packageOf(known: PackageState | undefined, data: DataOf<'ReleaseRunNoted'>): PackageState {
  const { packageUrl, failureIssue, attempt } = data;
  if (known && known.attempt > attempt) return known;
  return { packageUrl, failureIssue, attempt, told: known?.told ?? null };
}

function withPackage(release: KnownRelease, name: string, change: (state: PackageState) => PackageState): KnownRelease {
  const state = release.packages[name];
  return state ? { ...release, packages: { ...release.packages, [name]: change(state) } } : release;
}

/** Who is told again after that is told in an issue of its own. */
function closed(release: KnownRelease, number: number): KnownRelease {
  const packages = Object.fromEntries(
    Object.entries(release.packages).map(([name, state]) => [
      name,
      state.told?.number === number ? { ...state, told: null } : state,
    ]),
  );
  return { ...release, packages, issues: { ...release.issues, [number]: 'closed' } };
}
