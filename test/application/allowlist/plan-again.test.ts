import { PlanAgain } from '../../../src/application/interpretation/plan-again.js';
import { Forges, type Forge, type PullRequestFacts } from '../../../src/application/ports/forge.js';
import { Blobs } from '../../../src/application/streams/blobs.js';
import { PlannedJobs } from '../../../src/application/streams/planned-jobs.js';
import { Streams } from '../../../src/application/streams/streams.js';
import { deliveryEvents } from '../../../src/domain/delivery/delivery.events.js';
import { serviceIdentity } from '../../../src/domain/inputs/delivery.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';
import { minute } from '../../support/runs.js';

const URL = 'https://github.com/acme/hello';
const repository = {
  name: 'hello',
  full_name: 'acme/hello',
  html_url: URL,
  private: false,
  default_branch: 'main',
  owner: { login: 'acme' },
};
const PULL = {
  action: 'labeled',
  label: { name: 'ready' },
  number: 7,
  pull_request: {
    number: 7,
    state: 'open',
    user: { login: 'dora' },
    labels: [],
    head: {
      sha: 'a'.repeat(40),
      ref: 'topic',
      repo: { name: 'hello', html_url: 'https://github.com/dora/hello', owner: { login: 'dora' } },
    },
    base: { sha: 'b'.repeat(40), ref: 'main', repo: repository },
  },
  repository,
  sender: { login: 'dora' },
};
const PUSH = {
  ref: 'refs/heads/main',
  before: 'a'.repeat(40),
  after: 'c'.repeat(40),
  created: false,
  deleted: false,
  head_commit: { id: 'c'.repeat(40) },
  commits: [{ id: 'c'.repeat(40) }],
  pusher: { name: 'dora' },
  repository,
  sender: { login: 'dora' },
};
const now: PullRequestFacts = {
  number: 7,
  state: 'open',
  author: 'dora',
  headSha: 'd'.repeat(40),
  headRef: 'topic',
  source: { host: 'github.com', namespace: 'dora', repo: 'hello', url: 'https://github.com/dora/hello' },
  baseRef: 'stable',
  baseSha: 'e'.repeat(40),
  labels: ['ready'],
};

/** A forge that knows one pull request, as it is by now. */
class PullRequestForges extends Forges {
  constructor(private readonly pull: PullRequestFacts | undefined) {
    super();
  }
  forHost(): Forge {
    return { pullRequest: async () => this.pull } as unknown as Forge;
  }
}

/** What is to be planned when the delivery `name` is planned again. */
async function inputOf(name: string, pull?: PullRequestFacts) {
  const store = new MemoryEventStore();
  const streams = new Streams(store, new ShaIds(), new ManualClock());
  const keep = async (id: string, source: string, event: string, body: unknown) => {
    const data = { source, event, subject: 's', body: { text: JSON.stringify(body) }, at: minute(0) };
    await streams.create(id, deliveryEvents, [{ type: 'DeliveryReceived', data }], { id, correlationId: id });
  };
  await keep('delivery-github-pull', 'github', 'pull_request', PULL);
  await keep('delivery-github-push', 'github', 'push', PUSH);
  await keep('delivery-service-1', 'service', 'plan-again', {
    original: 'delivery-github-pull',
    approved: 'github.com',
  });
  const blobs = new Blobs(streams, store, new ShaIds());
  const again = new PlanAgain(new PlannedJobs(store), blobs, new PullRequestForges(pull));
  return again.inputOf({ original: name, approved: 'github.com/acme' }, serviceIdentity('prod'));
}

it('takes a pull request as it is now, as if it had just been opened', async () => {
  expect(await inputOf('delivery-github-pull', now)).toMatchObject({
    kind: 'pull-request',
    change: 'opened',
    repository: { project: { url: URL } },
    pullRequest: { number: 7, state: 'open', headSha: now.headSha, targetBranch: 'stable', labels: ['ready'] },
  });
});

it.each([
  ['closed', { ...now, state: 'closed' as const }],
  ['gone', undefined],
])('does not plan a pull request that is %s', async (_, pull) => {
  expect(await inputOf('delivery-github-pull', pull)).toMatchObject({ kind: 'pull-request', change: 'closed' });
});

it('takes a push as it was', async () => {
  expect(await inputOf('delivery-github-push')).toMatchObject({ kind: 'push', ref: 'main', commitSha: PUSH.after });
});

it('goes back to what began it, when what was planned again was refused again', async () => {
  expect(await inputOf('delivery-service-1', now)).toMatchObject({ kind: 'pull-request', change: 'opened' });
});

it('says that a delivery is not there', async () => {
  await expect(inputOf('delivery-github-none')).rejects.toThrow('delivery-github-none: expected a delivery');
});
