import { assertNever, type Decider } from '../event.js';
import type { ReleaseEvent } from './release.events.js';
import { evolveRelease } from './release-evolve.js';
import { branchKey, type Release } from './release-state.js';

type DataOf<Type extends ReleaseEvent['type']> = Extract<ReleaseEvent, { type: Type }>['data'];

/** Commands of a release. `at` is when it happened, ISO 8601 in UTC. */
export type ReleaseCommand =
  | ({ type: 'NoteRun' } & DataOf<'ReleaseRunNoted'>)
  | ({ type: 'NoteOutcome' } & DataOf<'BranchOutcomeNoted'>)
  | ({ type: 'RecordFailureIssue' } & DataOf<'FailureIssueOpened'>)
  | ({ type: 'RecordFailureUpdate' } & DataOf<'FailureIssueUpdated'>)
  | ({ type: 'RecordFailureRefusal' } & DataOf<'FailureIssueRefused'>)
  | ({ type: 'RecordIssueClosed' } & DataOf<'ReleaseIssueClosed'>)
  | ({ type: 'RecordIssueNotClosed' } & DataOf<'ReleaseIssueNotClosed'>);

/** Rules of a release: runs and outcomes may be noted in any order and often, and the newest attempt of a branch counts. */
export const releaseDecider: Decider<Release, ReleaseCommand, ReleaseEvent> = {
  initialState: { status: 'unknown' },
  evolve: evolveRelease,
  decide(command, release) {
    if (command.type === 'NoteRun') {
      const { type: _, ...data } = command;
      return isNoted(data, release) ? [] : [{ type: 'ReleaseRunNoted', data }];
    }
    if (release.status === 'unknown') throw new Error(`${command.type} before ReleaseRunNoted`);
    switch (command.type) {
      case 'NoteOutcome': {
        const { type: _, ...data } = command;
        const known = release.outcomes[branchKey(data.job, data.branch)];
        if (known && known.attempt >= data.attempt && (known.attempt > data.attempt || known.outcome !== null))
          return [];
        return [{ type: 'BranchOutcomeNoted', data }];
      }
      case 'RecordFailureIssue': {
        const { type: _, ...data } = command;
        return [{ type: 'FailureIssueOpened', data }];
      }
      case 'RecordFailureUpdate': {
        const { type: _, ...data } = command;
        return [{ type: 'FailureIssueUpdated', data }];
      }
      case 'RecordFailureRefusal': {
        const { type: _, ...data } = command;
        return [{ type: 'FailureIssueRefused', data }];
      }
      case 'RecordIssueClosed': {
        const { number, at } = command;
        return release.issues[number] === 'open' ? [{ type: 'ReleaseIssueClosed', data: { number, at } }] : [];
      }
      case 'RecordIssueNotClosed': {
        const { number, reason, at } = command;
        return release.issues[number] === 'open'
          ? [{ type: 'ReleaseIssueNotClosed', data: { number, reason, at } }]
          : [];
      }
      default:
        return assertNever(command);
    }
  },
};

/** Noted with this attempt or a newer one, for each of its branches. */
function isNoted({ job, branches, attempt, askedIn }: DataOf<'ReleaseRunNoted'>, release: Release): boolean {
  if (release.status === 'unknown') return false;
  if (askedIn !== null && release.issues[askedIn] === undefined) return false;
  return (
    release.expected.attempt >= attempt &&
    branches.every((branch) => (release.outcomes[branchKey(job, branch)]?.attempt ?? '') >= attempt)
  );
}
