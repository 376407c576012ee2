/** Why a configured job does not run, or why a delivery leads to nothing: the sentence that people read and what they can do. */
export interface Reason {
  readonly sentence: string;
  readonly nextStep: string;
}

const reason = (sentence: string, nextStep: string): Reason => ({ sentence, nextStep });

/** Every rule that can keep a job from running. The codes are on disk for ever: add, never edit. */
export const skipReasons = {
  'trigger-differs': reason(
    'The job has another trigger than what happened.',
    'Nothing to do, or change `trigger` of the job.',
  ),
  'not-supported-yet': reason('This service does not run jobs of this type yet.', 'Watch the change log.'),
  'command-for-other-jobs': reason('The command is for jobs of another type.', 'See `/packit help` for the commands.'),
  'another-check-was-rerun': reason('Another check was re-run.', 'Press *Re-run* on the check of this job.'),
  'manual-trigger': reason(
    'The job has `manual_trigger: true` and nobody asked for it.',
    'Comment the command for this job.',
  ),
  'label-missing': reason(
    'The pull request has none of the labels of `require.label.present`.',
    'Add one of the labels: the job then runs.',
  ),
  'label-forbidden': reason(
    'The pull request has a label of `require.label.absent`.',
    'Remove the label: the job then runs.',
  ),
  'already-ran-for-commit': reason('A label changed, and the job has run for this commit already.', 'Nothing to do.'),
  'label-change-is-for-others': reason(
    'Labels of the pull request changed, and the job does not ask for labels.',
    'Nothing to do.',
  ),
  'other-package': reason(
    'The command names another package of the repository.',
    'Leave out `--package`, or name this one.',
  ),
  'other-deployment': reason(
    'The job is for another deployment (`packit_instances`).',
    'Nothing to do, or add this deployment to `packit_instances`.',
  ),
  'branch-differs': reason('The branch does not match `branch` of the job.', 'Nothing to do, or change `branch`.'),
  'branch-pattern-invalid': reason('`branch` of the job is no valid regular expression.', 'Correct the expression.'),
  'tag-not-included': reason(
    'The tag does not match `upstream_tag_include` of the job.',
    'Nothing to do, or change the expression.',
  ),
  'tag-excluded': reason(
    'The tag matches `upstream_tag_exclude` of the job.',
    'Nothing to do, or change the expression.',
  ),
  'tag-pattern-invalid': reason(
    '`upstream_tag_include` or `upstream_tag_exclude` of the job is no valid regular expression.',
    'Correct the expression.',
  ),
  'identifier-differs': reason(
    'The command asks for another identifier (`--identifier`, or `test_command.default_identifier`).',
    'Comment with `--identifier` of this job.',
  ),
  'labels-differ': reason(
    'The command asks for other labels (`--labels`, or `test_command.default_labels`).',
    'Comment with `--labels` of this job.',
  ),
  'user-denied': reason('The account of the person behind this is denied.', 'Contact the operators of the service.'),
  'project-denied': reason('The project or its namespace is denied.', 'Contact the operators of the service.'),
  'namespace-not-allowed': reason(
    'The namespace is not approved.',
    'Follow the approval issue, or ask the operators of the service. The checks are then planned again by themselves.',
  ),
  'not-permitted': reason(
    'The person behind this can neither merge here nor is the author of the pull request.',
    'Ask somebody with write access to comment the command.',
  ),
  'tests-without-build-job': reason(
    'The tests need a build, and no build job has the same trigger.',
    'Add a `copr_build` job with this trigger, or set `skip_build: true`.',
  ),
  'build-not-planned': reason(
    'The tests need a build, and the build job does not run this time.',
    'See why the build job does not run. When its build succeeds, the tests follow by themselves.',
  ),
  'build-failed': reason(
    'The build that the tests need did not succeed: tests of a failed build have failed.',
    'Comment `/packit rebuild-failed`: when the build succeeds, the tests follow by themselves.',
  ),
  'tests-run-by-test-command': reason(
    'The tests need no build: a build command does not run them.',
    'Comment `/packit test`.',
  ),
  'no-targets': reason('No target of the job exists any more.', 'Correct `targets` of the job.'),
  'internal-tests-not-permitted': reason(
    'The tests run in the internal Testing Farm, and the person behind this may not merge.',
    'A maintainer can start them by a comment.',
  ),
  'internal-tests-not-allowed': reason(
    'The project is not on the list of those that may use the internal Testing Farm.',
    'Ask the operators of the service.',
  ),
  'internal-tests-disabled': reason('The internal Testing Farm is switched off at the moment.', 'Try again later.'),
  'copr-project-forbids': reason(
    'The Copr project does not list this repository among those that may build in it.',
    'Add it to the Copr project: *Packit allowed forge projects* in its settings.',
  ),
  'copr-project-name-invalid': reason(
    'The configuration names a Copr project that cannot exist.',
    'Correct `owner` and `project` of the job.',
  ),
  'copr-project-name-kept': reason(
    'The configuration chose a name that is generated for Copr projects of other repositories or pull requests.',
    'Choose a `project` with at most one dash, or an `owner` of your own.',
  ),
  'newer-commit-known': reason(
    'The pull request had moved on to a newer commit before this delivery was looked at.',
    'Nothing to do: the newer commit has checks of its own.',
  ),
  'nothing-failed': reason('Nothing of this commit has failed.', 'Nothing to do.'),
} as const satisfies Record<string, Reason>;

export type SkipReason = keyof typeof skipReasons;
