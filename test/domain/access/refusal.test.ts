import type { Access } from '../../../src/domain/access/access-facts.js';
import { refusal } from '../../../src/domain/access/refusal.js';
import type { SubjectData } from '../../../src/domain/planning/job.js';
import { plan } from '../../../src/domain/planning/plan.js';
import type { Occasion, Situation } from '../../../src/domain/planning/situation.js';
import { anOrigin, PULL_REQUEST } from '../../support/runs.js';
import { ADMINISTRATOR, MERGER, PUSHED, situationOf, validConfig } from '../../support/situations.js';

const TRIGGER = { pull_request: 'pull_request', branch: 'commit', release: 'release' } as const;
const BRANCH: SubjectData = { kind: 'branch', branch: 'main' };
const RELEASE: SubjectData = { kind: 'release', tag: 'v1.0' };
const allowed: Access = { ...MERGER, isAuthor: false };
const ISSUE = 'https://github.com/packit/notifications/issues/512';

/** Something happened to `subject`, which has a build job and a test job of that trigger. */
function situation(
  access: Partial<Access>,
  subject: SubjectData = PULL_REQUEST,
  occasion: Occasion = { kind: 'event' },
): Situation {
  const trigger = TRIGGER[subject.kind];
  const targets = ['fedora-43-x86_64', 'fedora-44-x86_64'];
  const text = JSON.stringify({
    specfile_path: 'packit.spec',
    jobs: [
      { job: 'copr_build', trigger, targets, ...(subject.kind === 'branch' && { branch: 'main' }) },
      { job: 'tests', trigger, targets: [targets[0]], ...(subject.kind === 'branch' && { branch: 'main' }) },
    ],
  });
  const config = validConfig(text, { repoName: 'packit', configFilePath: 'packit.yaml', rootSpecFiles: [] });
  const { delivery, attempt, commitSha } = anOrigin();
  const actor = subject.kind === 'pull_request' ? 'dora' : null;
  const about = { delivery, attempt, commitSha, occasion, subject, actor };
  const waivers = subject.kind === 'pull_request' ? [] : PUSHED;
  return situationOf(config, { ...about, access: { ...allowed, waivers, ...access } });
}

/** `check: state title`, and the reasons. */
const shown = (of: Situation) => {
  const jobs = plan(of);
  return {
    checks: jobs.flatMap(({ data }) => data.verdicts.map(({ check, state, title }) => `${check}: ${state} ${title}`)),
    reasons: [...new Set(jobs.map(({ data }) => ('reason' in data ? data.reason : 'planned')))],
  };
};

describe.each([
  ['a pull request', PULL_REQUEST, ''],
  ['a push', BRANCH, ':main'],
  ['a release', RELEASE, ':v1.0'],
])('the refusal of %s', (_, subject, suffix) => {
  it.each([
    ['a denied person', { deniedPerson: 'dora' }, 'user-denied', 'User namespace denied!'],
    ['a denied project', { projectDenied: true }, 'project-denied', 'Project or its namespace denied!'],
    ['not approved', { approved: false }, 'namespace-not-allowed', 'Namespace is not allowed!'],
  ])('says so on every check of every job that would have run: %s', (_name, access, reason, title) => {
    expect(shown(situation(access, subject))).toEqual({
      checks: [
        `rpm-build${suffix}:fedora-43-x86_64: neutral ${title}`,
        `rpm-build${suffix}:fedora-44-x86_64: neutral ${title}`,
        `testing-farm${suffix}:fedora-43-x86_64: neutral ${title}`,
      ],
      reasons: [reason],
    });
  });

  it('is waived by administrators, as far as the approval and the permission go', () => {
    const access = { waivers: ADMINISTRATOR, approved: false, canMerge: false };
    expect(shown(situation(access, subject)).reasons).toEqual(['planned']);
    expect(shown(situation({ ...access, projectDenied: true }, subject)).reasons).toEqual(['project-denied']);
    expect(shown(situation({ ...access, deniedPerson: 'dora' }, subject)).reasons).toEqual(['user-denied']);
  });
});

it.each([
  [{ deniedPerson: 'dora', projectDenied: true, approved: false, canMerge: false }, 'user-denied'],
  [{ projectDenied: true, approved: false, canMerge: false }, 'project-denied'],
  [{ projectDenied: true, approved: true }, 'project-denied'],
  [{ approved: false, canMerge: false }, 'namespace-not-allowed'],
  [{ canMerge: false }, 'not-permitted'],
  [{ canMerge: false, isAuthor: true }, undefined],
  [{}, undefined],
])('decides denials first, then the approval, then rights: %j is %s', (access, reason) => {
  expect(refusal(situation(access))?.reason).toBe(reason);
});

it('names the namespace and the way in', () => {
  const { onCheck } = refusal(situation({ approved: false, approvalIssue: ISSUE }))!;
  expect(onCheck.url).toBe(ISSUE);
  expect(onCheck.summary).toContain(`Packit has opened [an issue](${ISSUE})`);
  expect(onCheck.summary).toContain('`github.com/packit-service`');
  const without = refusal(situation({ approved: false }))!.onCheck;
  expect(without.url).toBe('https://packit.dev/docs/guide/#2-approval');
  expect(without.summary).not.toContain('an issue');
});

it('answers a command with a reply, and leaves the checks as they are', () => {
  const command = { name: 'build', package: null, identifier: null, labels: null, env: {}, pullRequests: [] } as const;
  const refused = situation({ canMerge: false }, PULL_REQUEST, { kind: 'command', command });
  expect(shown(refused)).toEqual({ checks: [], reasons: ['not-permitted'] });
  expect(refusal(refused)!.reply).toBe(
    'Only users with write or admin permissions to the repository can trigger Packit-as-a-Service\n\nAccount dora has no write access nor is author of PR!',
  );
});
