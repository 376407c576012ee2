/** Where approval issues are. */
export const NOTIFICATIONS = {
  host: 'github.com',
  namespace: 'packit',
  repo: 'notifications',
  url: 'https://github.com/packit/notifications',
} as const;

const GUIDE = 'https://packit.dev/docs/guide/#2-approval';

/** The settings page of a Fedora account where the field *GitHub Username* is. */
export const githubField = (account: string): string =>
  `https://accounts.fedoraproject.org/user/${account}/settings/profile/#github`;

/** The settings page of a Fedora account where the profile is made private or public. */
export const privacyField = (account: string): string =>
  `https://accounts.fedoraproject.org/user/${account}/settings/profile/#is_private`;

/** Title of the issue about an account; {@link accountInTitle} reads it. */
export function approvalIssueTitle(accountType: string, login: string): string {
  return `${accountType} ${login} needs to be approved.`;
}

/** The account that an approval issue is about: the second word of its title. */
export function accountInTitle(title: string): string | undefined {
  return title.trim().split(/\s+/)[1];
}

/** What the person who installed the app reads: why they have to do something, what, and where. */
export function approvalIssueBody({
  installer,
  login,
  commandPrefix,
  deployment,
}: {
  readonly installer: string;
  readonly login: string;
  readonly commandPrefix: string;
  readonly deployment: 'prod' | 'stg';
}): string {
  const service = `Packit-as-a-Service${deployment === 'stg' ? '-stg' : ''}`;
  return [
    `Hi @${installer},`,
    `thank you for installing ${service} on \`${login}\`. Before it runs anything there, the namespace needs to be approved. At the moment Fedora contributors are being onboarded: whoever has a [Fedora Account System](https://fedoraproject.org/wiki/Account_System) (FAS) account can get the approval right here, without waiting for anybody.`,
    `It was not given by itself because no FAS account of the name \`${installer}\` could be matched with your GitHub account: your GitHub username differs from the name of your FAS account, or the field *GitHub Username* of that account is not set to \`${installer}\`, or its profile is private.`,
    `**What to do**`,
    [
      `1. Set the field *GitHub Username* [in your Fedora account](${githubField(installer)}) to \`${installer}\`.`,
      `2. Make sure that the profile [is not private](${privacyField(installer)}).`,
      `3. Write a comment in this issue, with the name of your FAS account:`,
    ].join('\n'),
    ['   ```', `   ${commandPrefix} verify-fas <my-fas-username>`, '   ```'].join('\n'),
    `The comment has to come from @${installer}: the field is compared, automatically, with the GitHub account that writes it. The answer follows in this issue, which is closed once \`${login}\` is approved; the checks that were refused meanwhile are then planned again by themselves.`,
    `More about the approval: [the onboarding guide](${GUIDE}).`,
  ].join('\n\n');
}
