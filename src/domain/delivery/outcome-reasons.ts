import { ignoreReasons, type IgnoreReason } from '../inputs/ignore-reasons.js';
import { skipReasons, type Reason } from '../planning/reasons.js';

const reason = (sentence: string, nextStep: string): Reason => ({ sentence, nextStep });
const nothingToDo = 'Nothing: this is as it should be.';

/** Why a delivery that was understood leads to nothing, or to no jobs. The codes are on disk for ever: add, never rename. */
export const outcomeReasons = {
  'pull-request-closed': reason('The pull request is closed.', 'Reopen it: its jobs then run.'),
  'pull-request-unknown': reason('The forge does not know the pull request.', 'Comment on one that exists.'),
  'private-repository': reason(
    'The repository is private, and its namespace is not among those that may be.',
    'Ask the operators of the service (`enabled_private_namespaces`).',
  ),
  'forge-not-configured': reason('This service has no access to the forge.', 'Ask the operators of the service.'),
  // Commands that the gates do not let through: nothing is read or planned for them.
  'user-denied': skipReasons['user-denied'],
  'project-denied': skipReasons['project-denied'],
  'namespace-not-allowed': skipReasons['namespace-not-allowed'],
  'not-permitted': skipReasons['not-permitted'],
  'internal-tests-not-permitted': skipReasons['internal-tests-not-permitted'],
  'no-configuration': reason(
    'The repository has no Packit configuration at this commit.',
    'Add `.packit.yaml` to the root of the repository.',
  ),
  'invalid-configuration': reason(
    'The Packit configuration at this commit is not valid.',
    'Correct it: the comment or issue about it says where it is wrong.',
  ),
  'too-many-jobs': reason(
    'The configuration has more jobs than are planned for one event, each package and trigger of a job counted.',
    'Give one job several targets instead of writing a job for each, name the packages of each job, or divide the repository.',
  ),
  'too-many-checks': reason(
    'The jobs that the event concerns have more targets than are checked for one event.',
    'Name fewer targets, or let labels and branches part the jobs.',
  ),
  'too-much-text': reason(
    'What the jobs of the configuration carry (scripts, variables, parameters), once for each of their checks, is more than is kept for one event.',
    'Move long texts into files of the repository, and call them.',
  ),
  'patterns-too-complex': reason(
    'The regular expressions of `branch` together are too complex.',
    'Use simpler ones, or the same one for several jobs.',
  ),
  'command-mistyped': reason('The command has a mistake.', 'Comment it again; `help` lists the commands.'),
  'help-given': reason('The comment asked for help, and got it.', nothingToDo),
  'status-given': reason('The comment asked for the state of the checks, and got it.', nothingToDo),
  'explanation-given': reason('The comment asked for reasons, and got them.', nothingToDo),
  'cancellation-refused': reason(
    'The person may not end what runs here; the fact `rule` says why.',
    'Ask the author of the pull request, or somebody with write access.',
  ),
  'command-not-supported-yet': reason('This service does not know how to do that yet.', 'Watch the change log.'),
  'command-not-here': reason('The command means nothing in this place.', 'See `help` for where it belongs.'),
  'commit-not-on-branch': reason(
    'The commit of the comment is not on the branch that the command is about.',
    'Name the branch with `--commit`, or comment on a commit of it.',
  ),
  'commit-not-of-release': reason(
    'The commit of the comment is not the one that the release names.',
    'Comment on the commit that the tag of the release points to.',
  ),
  'tag-unknown': reason('The forge does not know the tag.', 'Push the tag, then publish the release again.'),
  'check-unknown': reason(
    'No check of this name is known for the commit, or it was made for something else.',
    'Comment a command on the pull request, or push.',
  ),
  'checks-unknown': reason('No check is known for the commit.', 'Comment a command on the pull request, or push.'),
  'nothing-unsuccessful': reason('All checks of the commit are successful or still running.', nothingToDo),
  'not-supported-yet': reason('This service does not react to this kind of event yet.', 'Watch the change log.'),
  'refused-outside': reason(
    'A service that had to be asked refused to answer.',
    'The facts say which and how. Repeat the event when that is mended.',
  ),
  'installation-not-new': reason(
    'The app was removed or suspended, or is allowed to act again. That changes nothing about who is approved.',
    nothingToDo,
  ),
  'verification-not-here': reason(
    'Fedora accounts are verified in the approval issues that this service opened, and nowhere else.',
    'Comment in the approval issue of the namespace.',
  ),
  'verification-mistyped': reason(
    'The verification has to name exactly one Fedora account.',
    'Comment it again, with the name of your Fedora account and nothing else.',
  ),
  'verification-by-another-person': reason(
    'The verification was not written by the person who installed the app.',
    'Let that person write it, or install the app again yourself.',
  ),
  'build-unknown': reason('The Copr build is not one that this service keeps.', nothingToDo),
  'build-elsewhere': reason(
    'The message says that the Copr build is in another project than the one that this service submitted it to.',
    nothingToDo,
  ),
  'chroot-unknown': reason('The chroot is not part of the build as it was ordered.', nothingToDo),
  'request-unknown': reason('The Testing Farm request is not one that this service keeps.', nothingToDo),
} as const satisfies Record<string, Reason>;

/** Every code that `DeliveryIgnored` is written with. */
export type OutcomeReason = IgnoreReason | keyof typeof outcomeReasons;

/** The sentence of a reason code of `DeliveryIgnored`. */
export function reasonOfIgnored(code: string): Reason {
  const known: Readonly<Record<string, Reason>> = { ...ignoreReasons, ...outcomeReasons };
  return known[code] ?? reason('The rule of this name decided.', 'The facts tell what it looked at.');
}
