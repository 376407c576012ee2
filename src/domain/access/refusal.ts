import type { Verdict } from '../delivery/delivery.events.js';
import type { AccessQuestion } from './access-facts.js';
import type { AccessReason, Closed, GateName } from './gate.js';
import { firstClosed, GATES, type Gates } from './gates.js';
import { repositoryPath } from './repository-path.js';

type Words = Pick<Verdict, 'title' | 'url' | 'summary'>;

/** Why an input leads to nothing, in the words of a check and of a reply to a comment. */
export interface Refusal extends Closed<AccessReason> {
  readonly gate: GateName;
  readonly onCheck: Words;
  readonly reply: string;
}

const GUIDE = 'https://packit.dev/docs/guide/#2-approval';
const DENIED =
  'You were denied from using Packit Service. If you think this was done by mistake, please, [let us know](https://packit.dev/#contact).';
const PERMISSION_NEEDED =
  'Only users with write or admin permissions to the repository can trigger Packit-as-a-Service';

/** Gates that a pipeline meets again whenever it asks for something new: persons are not asked about twice. */
const LASTING: ReadonlySet<GateName> = new Set(['denied', 'approved']);

/** Why nobody's job may run here and now; undefined: it may. */
export function refusal(question: AccessQuestion, { ofAccess }: Gates = GATES): Refusal | undefined {
  const closed = firstClosed(ofAccess, question);
  return closed && { ...closed, ...wordsOf(closed, question) };
}

/** Why nothing is read, planned or begun for the repository or these people: what is known without asking the forge. */
export function lastingRefusal(question: AccessQuestion, { ofAccess }: Gates = GATES): Refusal | undefined {
  const closed = firstClosed(
    ofAccess.filter(({ name }) => LASTING.has(name)),
    question,
  );
  return closed && { ...closed, ...wordsOf(closed, question) };
}

function wordsOf(
  { reason, facts }: Closed<AccessReason>,
  { access, actor, project, subject }: AccessQuestion,
): Pick<Refusal, 'onCheck' | 'reply'> {
  const repository = repositoryPath(project);
  switch (reason) {
    case 'user-denied':
      return {
        onCheck: { title: 'User namespace denied!', url: null, summary: DENIED },
        reply: `User namespace ${String(facts['actor'])} denied!`,
      };
    case 'project-denied':
      return {
        onCheck: { title: 'Project or its namespace denied!', url: null, summary: DENIED },
        reply: `${repository} or parent namespaces denied!`,
      };
    case 'namespace-not-allowed':
      return {
        onCheck: {
          title: 'Namespace is not allowed!',
          url: access.approvalIssue ?? GUIDE,
          summary: onboarding(`${project.host}/${project.namespace}`, access.approvalIssue),
        },
        reply: `Project ${repository} is not on our allowlist! See ${GUIDE}`,
      };
    case 'not-permitted':
    case 'internal-tests-not-permitted': {
      const who = `Account ${actor ?? 'that is not known'}`;
      const line =
        subject.kind === 'pull_request'
          ? `${who} has no write access nor is author of PR!`
          : `${who} has no write access!`;
      return {
        onCheck: { title: 'User cannot trigger!', url: GUIDE, summary: `${PERMISSION_NEEDED}.` },
        reply: `${PERMISSION_NEEDED}\n\n${line}`,
      };
    }
  }
}

function onboarding(namespace: string, issue: string | null): string {
  return [
    'In order to start using the service, your repository or namespace needs to be allowed. We are now onboarding Fedora contributors who have a valid [Fedora Account System](https://fedoraproject.org/wiki/Account_System) account.',
    ...(issue
      ? [
          `Packit has opened [an issue](${issue}) for you to finish the approval process. The process is automated and all the information can be found in the linked issue.`,
        ]
      : []),
    `For more details on how to get allowed for our service, please read the instructions [in our onboarding guide](${GUIDE}).`,
    `Namespace: \`${namespace}\`. When it is approved, this check is planned again by itself.`,
  ].join('\n\n');
}
