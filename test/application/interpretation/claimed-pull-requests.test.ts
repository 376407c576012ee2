import { ClaimedPullRequests } from '../../../src/application/interpretation/claimed-pull-requests.js';
import type { Forge, Forges, PullRequestFacts } from '../../../src/application/ports/forge.js';
import { parseProjectUrl } from '../../../src/domain/forge/project-ref.js';
import type { PullRequestInput } from '../../../src/domain/inputs/input.js';

const project = parseProjectUrl('https://gitlab.com/acme/hello')!;
const fork = parseProjectUrl('https://gitlab.com/alice/hello')!;
const victim = parseProjectUrl('https://gitlab.com/victim/secret')!;

const claimed: PullRequestInput = {
  kind: 'pull-request',
  change: 'opened',
  action: 'open',
  repository: { forge: 'gitlab', project },
  pullRequest: {
    number: 3,
    state: 'open',
    draft: false,
    headSha: 'aaaa1111',
    author: 'admin',
    sourceBranch: 'any',
    targetBranch: 'any',
    source: victim,
    sourceOwner: 'victim',
    sourceIsClaimed: true,
  },
  actor: 'admin',
};

const shown = { number: 3, author: 'alice', headRef: 'topic', baseRef: 'main', headSha: 'bbbb2222', source: fork };

function knowing(pulls: readonly Partial<PullRequestFacts>[]) {
  let asked = 0;
  const forge: Pick<Forge, 'pullRequest'> = {
    pullRequest: (_project, number) => {
      asked++;
      return Promise.resolve(pulls.find((pull) => pull.number === number) as PullRequestFacts | undefined);
    },
  };
  const forges = { forHost: (host: string) => (host === 'gitlab.com' ? (forge as Forge) : undefined) } as Forges;
  return {
    confirmed: (input: PullRequestInput) => new ClaimedPullRequests(forges).confirmed(input),
    asked: () => asked,
  };
}

it('takes from the forge where a pull request comes from, and who wrote it', async () => {
  const { confirmed } = knowing([shown]);
  expect((await confirmed(claimed))?.pullRequest).toMatchObject({
    author: 'alice',
    source: fork,
    sourceOwner: 'alice',
    sourceBranch: 'topic',
    targetBranch: 'main',
    headSha: 'aaaa1111',
  });
});

it('knows no pull request that the forge does not know', async () => {
  expect(await knowing([]).confirmed(claimed)).toBeUndefined();
});

it('asks nobody about what is vouched for', async () => {
  const { confirmed, asked } = knowing([shown]);
  const vouched = { ...claimed, pullRequest: { ...claimed.pullRequest, sourceIsClaimed: undefined } };
  expect(await confirmed(vouched)).toBe(vouched);
  expect(asked()).toBe(0);
});
