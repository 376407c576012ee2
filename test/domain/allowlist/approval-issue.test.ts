import { accountInTitle, approvalIssueBody, approvalIssueTitle } from '../../../src/domain/allowlist/approval-issue.js';
import { fasMatch } from '../../../src/domain/allowlist/fas-match.js';
import { verificationReply } from '../../../src/domain/allowlist/verification-replies.js';

it('names the account in its title, where it is read again', () => {
  const title = approvalIssueTitle('Organization', 'acme');
  expect(title).toBe('Organization acme needs to be approved.');
  expect(accountInTitle(title)).toBe('acme');
  expect(accountInTitle('Hello')).toBeUndefined();
});

it.each([
  ['prod', '/packit', 'Packit-as-a-Service on', '/packit verify-fas <my-fas-username>'],
  ['stg', '/packit-stg', 'Packit-as-a-Service-stg on', '/packit-stg verify-fas <my-fas-username>'],
] as const)('tells on %s what to do', (deployment, commandPrefix, service, command) => {
  const body = approvalIssueBody({ installer: 'jane', login: 'acme', commandPrefix, deployment });
  expect(body).toMatch(/^Hi @jane,/);
  expect(body).toContain(service);
  expect(body.split('\n').map((line) => line.trim())).toContain(command);
  expect(body).toContain('https://accounts.fedoraproject.org/user/jane/settings/profile/#github');
  expect(body).toContain('https://accounts.fedoraproject.org/user/jane/settings/profile/#is_private');
});

it.each([
  [undefined, 'account-unknown'],
  [{ isPrivate: true, githubUsername: 'jane' }, 'profile-private'],
  [{ isPrivate: false, githubUsername: null }, 'github-username-not-set'],
  [{ isPrivate: false, githubUsername: '' }, 'github-username-not-set'],
  [{ isPrivate: false, githubUsername: 'john' }, 'github-username-differs'],
])('does not match %j: %s', (account, why) => {
  expect(fasMatch(account, 'jane')).toEqual({ matched: false, why });
});

it('matches a login in any case', () => {
  expect(fasMatch({ isPrivate: false, githubUsername: 'JaNe' }, 'jANE')).toEqual({ matched: true });
});

it('links the settings of the account that did not match', () => {
  expect(verificationReply.noMatch('jane-fas', 'jane')).toBe(
    'We were not able to find a match between the GitHub Username field in the FAS account `jane-fas` and GitHub user `jane`. Please, check that you have set [the field](https://accounts.fedoraproject.org/user/jane-fas/settings/profile/#github) correctly and that your profile [is not private](https://accounts.fedoraproject.org/user/jane-fas/settings/profile/#is_private) and try again or contact [us](https://packit.dev/#contact).',
  );
});
