import { serviceIdentity } from '../../../src/domain/inputs/delivery.js';
import { interpretDelivery } from '../../../src/domain/inputs/interpret-delivery.js';
import { headOf, seenHead } from '../../../src/domain/inputs/seen-head.js';
import { sampleDeliveries } from './sample-deliveries.js';

const { body } = sampleDeliveries.pullRequest;
const sha = (body as { pull_request: { head: { sha: string } } }).pull_request.head.sha;
const pushed = {
  ...(body as object),
  action: 'synchronize',
  before: 'b'.repeat(40),
  pull_request: { ...(body as { pull_request: object }).pull_request, updated_at: '2026-11-25T17:36:05Z' },
};

it('shows at a glance what reading the delivery in full shows', () => {
  for (const payload of [body, pushed]) {
    const read = interpretDelivery({ source: 'github', event: 'pull_request', body: payload }, serviceIdentity('prod'));
    if (read.kind !== 'pull-request') throw new Error(`Expected a pull request, found ${read.kind}`);
    expect(seenHead('github', 'pull_request', payload)).toEqual(headOf(read.pullRequest));
  }
  const head = { commitSha: sha, before: 'b'.repeat(40), updatedAt: '2026-11-25T17:36:05Z' };
  expect(seenHead('github', 'pull_request', pushed)).toEqual(head);
});

it('shows nothing where there is nothing to see', () => {
  const others = Object.values(sampleDeliveries).filter(({ event }) => event !== 'pull_request');
  expect(others.map((other) => seenHead(other.source, other.event, other.body)).filter(Boolean)).toEqual([]);
  for (const junk of [null, undefined, 7, 'x', [], { pull_request: null }, { pull_request: { head: { sha: 1 } } }])
    expect(seenHead('github', 'pull_request', junk)).toBeUndefined();
});
