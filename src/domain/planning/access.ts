import type { Verdict } from '../delivery/delivery.events.js';
import type { Skip } from './job-matching.js';
import type { Situation } from './situation.js';

/** What the rules about persons and namespaces look at. */
export type AccessQuestion = Pick<Situation, 'access' | 'actor' | 'project' | 'subject'>;

type Words = Pick<Verdict, 'title' | 'url' | 'summary'>;

/** A refusal, in the words of a check and of a reply to a comment. */
export interface Refusal extends Skip {
  readonly onCheck: Words;
  readonly reply: string;
}

const GUIDE = 'https://packit.dev/docs/guide/#2-approval';
const DENIED =
  'You were denied from using Packit Service. If you think this was done by mistake, please, [let us know](https://packit.dev/#contact).';
const PERMISSION_NEEDED =
  'Only users with write or admin permissions to the repository can trigger Packit-as-a-Service';

/** Why nobody's job may run here and now; undefined: it may. Denials come first, then approval, then the person's rights. */
export function refusal({ access, actor, project, subject }: AccessQuestion): Refusal | undefined {
  if (access.exempt) return undefined;
  const namespace = `${project.host}/${project.namespace}`;
  const repository = `${namespace}/${project.repo}.git`;
  if (access.userDenied)
    return {
      reason: 'user-denied',
      facts: { actor },
      onCheck: { title: 'User namespace denied!', url: null, summary: DENIED },
      reply: `User namespace ${actor} denied!`,
    };
  if (access.projectDenied)
    return {
      reason: 'project-denied',
      facts: { repository },
      onCheck: { title: 'Project or its namespace denied!', url: null, summary: DENIED },
      reply: `${repository} or parent namespaces denied!`,
    };
  if (!access.approved)
    return {
      reason: 'namespace-not-allowed',
      facts: { repository, approvalIssue: access.approvalIssue },
      onCheck: {
        title: 'Namespace is not allowed!',
        url: access.approvalIssue ?? GUIDE,
        summary: onboarding(namespace, access.approvalIssue),
      },
      reply: `Project ${repository} is not on our allowlist! See ${GUIDE}`,
    };
  if (actor === null || access.canMerge || (access.isAuthor && subject.kind === 'pull_request')) return undefined;
  const line =
    subject.kind === 'pull_request'
      ? `Account ${actor} has no write access nor is author of PR!`
      : `Account ${actor} has no write access!`;
  return {
    reason: 'not-permitted',
    facts: { actor },
    onCheck: { title: 'User cannot trigger!', url: GUIDE, summary: `${PERMISSION_NEEDED}.` },
    reply: `${PERMISSION_NEEDED}\n\n${line}`,
  };
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
