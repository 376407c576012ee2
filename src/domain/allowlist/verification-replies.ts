import { githubField, privacyField } from './approval-issue.js';

/** Replies to `verify-fas`, word for word as people know them. */
export const verificationReply = {
  format:
    'Incorrect format of the Packit verification comment command. The expected format: `/packit verify-fas my-fas-account`',
  anotherPerson: 'Packit verification comment command not created by the person who installed the application.',
  alreadyApproved: (namespace: string): string => `Namespace \`${namespace}\` was already approved.`,
  personDenied: (login: string): string => `User namespace ${login} denied!`,
  denied: (namespace: string): string => `Namespace \`${namespace}\` is denied.`,
  approved: (namespace: string, account: string): string =>
    `Namespace \`${namespace}\` approved successfully using FAS account \`${account}\`!`,
  noMatch: (account: string, login: string): string =>
    `We were not able to find a match between the GitHub Username field in the FAS account \`${account}\` and GitHub user \`${login}\`. ` +
    `Please, check that you have set [the field](${githubField(account)}) correctly and that your profile [is not private](${privacyField(account)}) ` +
    'and try again or contact [us](https://packit.dev/#contact).',
} as const;
