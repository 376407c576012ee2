import type { Facts } from './input.js';

interface Reason {
  /** What happened, in a sentence for people. */
  readonly sentence: string;
  /** What somebody who expected something else can do. */
  readonly nextStep: string;
}

const nothingToDo = 'Nothing: this is as it should be.';

/** Why a delivery leads to nothing, before any configuration is looked at. The codes are on disk: add, never rename. */
export const ignoreReasons = {
  ping: { sentence: 'The forge tried out the webhook.', nextStep: nothingToDo },
  'event-not-supported': {
    sentence: 'Nothing reacts to events of this kind.',
    nextStep: 'Comment a command, or push: those are read. See the list of supported events.',
  },
  'action-not-supported': {
    sentence: 'The event is known, but nothing reacts to this action.',
    nextStep: 'Comment a command on the pull request to run its jobs.',
  },
  'project-not-covered': {
    sentence: 'The delivery speaks for something that its signature or token does not cover.',
    nextStep:
      'The facts `claimed` and `covered` tell what. Let the project send its events itself, with a token of its own.',
  },
  'project-contradictory': {
    sentence: 'The delivery names its project in two ways that contradict each other.',
    nextStep: 'The facts `field` and `found` tell where. Look at the settings of whoever sends it.',
  },
  'payload-not-an-object': {
    sentence: 'The delivery is not a JSON object.',
    nextStep: 'Look at the settings of the sender: the content type has to be application/json.',
  },
  'payload-field-missing': {
    sentence: 'A field that is needed to understand the delivery is missing.',
    nextStep: 'The fact `field` names it. If the sender has changed its format, report it with the delivery.',
  },
  'payload-field-invalid': {
    sentence: 'A field that is needed to understand the delivery is not of the expected form.',
    nextStep: 'The facts `field` and `problem` tell more. If the sender has changed its format, report it.',
  },
  'source-repository-deleted': {
    sentence: 'The repository that the pull request comes from was deleted.',
    nextStep: 'Push the commits to a new fork and open a pull request from there.',
  },
  'nothing-to-build-changed': {
    sentence: 'Title, description, assignees or approvals changed: no new commit, no other label.',
    nextStep: 'Push a commit, change a label, or comment a command.',
  },
  'comment-edited': {
    sentence: 'An edited comment runs nothing.',
    nextStep: 'Write the command in a new comment.',
  },
  'comment-deleted': { sentence: 'A comment was deleted.', nextStep: nothingToDo },
  'comment-by-bot': {
    sentence: 'The comment was written by an account of this service.',
    nextStep: 'Comment from your own account.',
  },
  'comment-by-system': { sentence: 'The note was written by the forge itself.', nextStep: nothingToDo },
  'comment-without-text': { sentence: 'The comment is empty.', nextStep: 'Write a command in a new comment.' },
  'no-command': {
    sentence: 'The comment has no command.',
    nextStep: 'A command stands on a line of its own, outside of quotes and code, and begins with the prefix.',
  },
  'comment-not-on-pull-request-issue-or-commit': {
    sentence: 'The comment is neither on a pull request, nor on an issue, nor on a commit.',
    nextStep: 'Comment on the pull request, the issue or the commit.',
  },
  'merge-request-not-open': {
    sentence: 'The comment is on a merge request that is not open.',
    nextStep: 'Reopen the merge request and comment again.',
  },
  'issue-not-open': {
    sentence: 'The comment is on an issue that is not open.',
    nextStep: 'Reopen the issue and comment again.',
  },
  'ref-deleted': { sentence: 'A branch or tag was deleted.', nextStep: nothingToDo },
  'ref-neither-branch-nor-tag': {
    sentence: 'The push was neither to a branch nor to a tag.',
    nextStep: 'Push to a branch.',
  },
  'push-without-commits': {
    sentence: 'A branch was created without new commits.',
    nextStep: 'Push a commit to the branch.',
  },
  'push-to-fork': { sentence: 'The push was to a fork of a dist-git repository.', nextStep: 'Open a pull request.' },
  'push-without-spec-file': {
    sentence: 'The push changed no spec file.',
    nextStep: 'Comment `koji-build` on a pull request of the package if a build is wanted.',
  },
  'release-not-published': {
    sentence: 'Only the publication of a release counts.',
    nextStep: 'Publish the release.',
  },
  'check-of-another-app': {
    sentence: 'The check belongs to another app, or to the other deployment of this service.',
    nextStep: nothingToDo,
  },
  'check-without-external-id': {
    sentence: 'The check does not say what it was made for.',
    nextStep: 'Comment a command on the pull request instead.',
  },
  'check-not-rerunnable': {
    sentence: 'Checks of this name cannot be run again one at a time.',
    nextStep: 'Comment a command on the pull request instead.',
  },
  'build-of-another-user': {
    sentence: 'The build was not submitted by this service.',
    nextStep: nothingToDo,
  },
  'koji-build-by-releng': {
    sentence: 'The Koji build belongs to release engineering (mass rebuilds and the like).',
    nextStep: nothingToDo,
  },
  'koji-build-of-another-method': {
    sentence: 'The Koji build is not one of an RPM package.',
    nextStep: nothingToDo,
  },
  'koji-build-deleted': { sentence: 'A Koji build was deleted.', nextStep: nothingToDo },
  'koji-task-not-begun': { sentence: 'The Koji task only waits for a builder.', nextStep: nothingToDo },
  'koji-tag-no-sidetag': { sentence: 'The build was not tagged into a sidetag.', nextStep: nothingToDo },
  'flag-on-foreign-pull-request': {
    sentence: 'The flag is on a dist-git pull request that this service did not open.',
    nextStep: nothingToDo,
  },
  'no-centos-package': {
    sentence: 'The new version is of a project that has no CentOS package.',
    nextStep: 'For Fedora, the-new-hotness tells of new versions; map the project in release monitoring.',
  },
  'build-system-unknown': {
    sentence: 'Log Detective looked at a build of a system that is neither Copr nor Koji.',
    nextStep: nothingToDo,
  },
  'foreign-ci-recorded': {
    sentence: 'Another CI reported. It is recorded, and nothing reacts to it.',
    nextStep: nothingToDo,
  },
  'updates-for-centos-not-supported': {
    sentence: 'Updates of CentOS packages from new upstream versions are not supported.',
    nextStep: 'Run the update with the command line tool.',
  },
} as const satisfies Record<string, Reason>;

export type IgnoreReason = keyof typeof ignoreReasons;

/** A delivery that leads to nothing, and why. */
export interface Ignored {
  readonly kind: 'ignored';
  readonly reason: IgnoreReason;
  readonly facts: Facts;
}

/** An ignored delivery; facts that are undefined are left out. */
export function ignored(
  reason: IgnoreReason,
  facts: Readonly<Record<string, Facts[string] | undefined>> = {},
): Ignored {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return { kind: 'ignored', reason, facts: Object.fromEntries(known) as Facts };
}
