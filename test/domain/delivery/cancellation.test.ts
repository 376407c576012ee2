import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { cancellationReply } from '../../../src/domain/delivery/cancellation-reply.js';
import { deliveryDecider } from '../../../src/domain/delivery/delivery.js';
import type { DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import { todosOfDelivery } from '../../../src/domain/delivery/delivery-todos.js';
import { isNamed } from '../../../src/domain/planning/named-job.js';
import { aBuildOrder, anOrigin, minute } from '../../support/runs.js';

const at = minute(1);
const { job: _job, ...origin } = anOrigin();
const received: DeliveryEvent = {
  type: 'DeliveryReceived',
  data: { source: 'github', event: 'issue_comment', subject: 's', body: { text: '{}' }, at },
};
const interpreted: DeliveryEvent = { type: 'DeliveryInterpreted', data: { meaning: 'cancel', streams: [], at } };
const requested: DeliveryEvent = {
  type: 'CancellationRequested',
  data: { ...origin, only: null, by: 'dora', facts: {} },
};
const place: DeliveryEvent = {
  type: 'PlaceFound',
  data: { project: origin.project, subject: origin.subject, place: { on: 'pull_request', number: 342 } },
};
const record = { type: 'RecordCancellation', runs: ['build-1'], checks: ['a'], reply: 'Cancelled', at } as const;

const after = (...events: DeliveryEvent[]) =>
  events.reduce((state, event) => deliveryDecider.evolve(state, event), deliveryDecider.initialState);
const todos = (...events: DeliveryEvent[]) => {
  const delivery = after(...events);
  return delivery.status === 'received' ? todosOfDelivery('delivery-1', delivery).map(({ type }) => type) : [];
};

it('is wanted until it is recorded, once, and then answered', () => {
  expect(todos(received, interpreted, requested, place)).toEqual(['cancel-runs']);
  const events = deliveryDecider.decide(record, after(received, interpreted, requested, place));
  expect(events).toMatchObject([
    { type: 'RunsCancelled', data: { runs: ['build-1'], checks: ['a'] } },
    { type: 'CommentRequested', data: { purpose: 'cancelled', body: 'Cancelled' } },
  ]);
  expect(todos(received, interpreted, requested, place, ...events)).toEqual(['post-comment']);
  expect(deliveryDecider.decide(record, after(received, interpreted, requested, place, ...events))).toEqual([]);
  expect(deliveryDecider.decide(record, after(received, interpreted))).toEqual([]);
});

it('of tests alone leaves their build as it is', () => {
  const order = aBuildOrder(['fedora-44-x86_64', 'fedora-43-x86_64']);
  const request: BuildCommand = { type: 'RequestBuild', origin: anOrigin(), order, deployment: 'prod', at };
  const cancel: BuildCommand = { type: 'Cancel', tests: ['1//fedora-44-x86_64', 'gone'], reason: 'by dora', at };
  const state = buildDecider
    .decide(request, buildDecider.initialState)
    .reduce((build, event) => buildDecider.evolve(build, event), buildDecider.initialState);
  const events = buildDecider.decide(cancel, state);
  expect(events).toEqual([
    { type: 'BuildCancelled', data: { targets: [], tests: ['1//fedora-44-x86_64'], reason: 'by dora', at } },
  ]);
  const cancelled = events.reduce((build, event) => buildDecider.evolve(build, event), state);
  expect(buildDecider.decide(cancel, cancelled)).toEqual([]);
  expect(cancelled).toMatchObject({ submission: { phase: 'due' }, coprCancellation: 'none' });
});

it.each([
  ['build', { type: 'copr_build', identifier: null, package: null }, true],
  ['copr-build', { type: 'copr_build', identifier: null, package: null }, true],
  ['test', { type: 'tests', identifier: 'x', package: null }, true],
  ['x', { type: 'tests', identifier: 'x', package: null }, true],
  ['python3-x', { type: 'tests', identifier: 'x', package: 'python3-x' }, true],
  ['build', { type: 'tests', identifier: 'x', package: null }, false],
  [null, { type: 'tests', identifier: 'x', package: null }, true],
] as const)('named %s concerns %j: %s', (name, job, expected) => {
  expect(isNamed(job, name)).toBe(expected);
});

it('answers what was ended, or that there was nothing', () => {
  expect(cancellationReply(['b', 'a'], '0123456789', null)).toBe('Cancelled for 0123456:\n\n* `a`\n* `b`');
  const many = Array.from({ length: 400 }, (_, n) => `check ${n} ${'x'.repeat(1000)}`);
  expect(cancellationReply(many, '0123456789', null)).toContain('* and 300 more');
  expect(cancellationReply(many, '0123456789', 'x'.repeat(4000)).length).toBeLessThan(15_000);
  expect(cancellationReply([], '0123456789', 'te`sts')).toBe('Nothing of `tests` of 0123456 is queued or running.');
});
