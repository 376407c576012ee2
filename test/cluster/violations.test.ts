import { buildDecider } from '../../src/domain/build/build.js';
import { buildEvents } from '../../src/domain/build/build.events.js';
import { testRunDecider } from '../../src/domain/test-run/test-run.js';
import { testRunEvents } from '../../src/domain/test-run/test-run.events.js';
import { givenFor } from '../support/given.js';
import { aBuildOrder, aTestedBuild, aTestOrder, anOrigin, minute } from '../support/runs.js';
import type { ObservedLog } from './observation.js';
import { violationsOf, type ObservedWorld } from './violations.js';

const at = minute(1);
const CHROOT = 'fedora-43-x86_64';

const build = givenFor(buildEvents, buildDecider)().when(
  { type: 'RequestBuild', origin: anOrigin(), order: { ...aBuildOrder([CHROOT]), tests: [] }, deployment: 'prod', at },
  { type: 'RecordSubmission', coprBuildId: 7, url: 'https://copr.example/7', at },
  { type: 'RecordTargetEnd', target: CHROOT, succeeded: true, packages: [], at },
).state;
const testRun = givenFor(testRunEvents, testRunDecider)().when(
  {
    type: 'RequestTests',
    origin: anOrigin(),
    order: aTestOrder(),
    build: aTestedBuild(),
    additionalBuilds: [],
    deployment: 'prod',
    at,
  },
  { type: 'RecordSubmission', requestId: 'tf-1', installability: false, at },
  { type: 'RecordResult', result: 'passed', artifactsUrl: null, summary: null, at },
).state;

const log: ObservedLog = {
  events: 9,
  decisions: new Map([
    ['delivery-github-a', 'FactsGathered'],
    ['delivery-fedora-messaging-m', 'DeliveryInterpreted'],
    ['delivery-testing-farm-x', 'DeliveryInterpreted'],
  ]),
  callbacks: new Map([['tf-1', 1]]),
  builds: new Map([['build-1', build]]),
  testRuns: new Map([['testRun-1', testRun]]),
};
const pullRequest: ObservedWorld['pullRequests'][number] = {
  name: 'acme/hello#1',
  expected: { 'rpm-build': 'success' },
  found: { 'rpm-build': 'success' },
  openBefore: [],
};
const world: ObservedWorld = {
  pullRequests: [pullRequest],
  coprBuilds: [{ id: 7, run: 'build-1', over: true }],
  requests: [{ id: 'tf-1', run: 'testRun-1', over: true }],
  acknowledged: [
    { source: 'github', id: 'a' },
    { source: 'fedora-messaging', id: 'm' },
    { source: 'testing-farm', id: 'tf-1' },
  ],
};

it('finds nothing where all is well', () => expect(violationsOf(world, log)).toEqual([]));

it.each<[string, Partial<ObservedWorld>, Partial<ObservedLog>, RegExp]>([
  [
    'a wrong check',
    { pullRequests: [{ ...pullRequest, found: { 'rpm-build': 'failure' } }] },
    {},
    /acme\/hello#1: rpm-build: expected success, found failure/,
  ],
  ['a missing check', { pullRequests: [{ ...pullRequest, found: {} }] }, {}, /expected success, found none/],
  [
    'a check too many',
    { pullRequests: [{ ...pullRequest, found: { 'rpm-build': 'success', other: 'success' } }] },
    {},
    /other: expected no such check/,
  ],
  [
    'an open check of an earlier commit',
    { pullRequests: [{ ...pullRequest, openBefore: ['rpm-build'] }] },
    {},
    /rpm-build of an earlier commit is not over/,
  ],
  [
    'a build submitted twice',
    { coprBuilds: [...world.coprBuilds, { id: 8, run: 'build-1', over: true }] },
    {},
    /Copr has builds 7, 8 for build-1/,
  ],
  [
    'a request made twice',
    { requests: [...world.requests, { id: 'tf-2', run: 'testRun-1', over: true }] },
    {},
    /Testing Farm has requests tf-1, tf-2 for testRun-1/,
  ],
  [
    'a build that nobody knows of',
    { coprBuilds: [...world.coprBuilds, { id: 9, run: 'build-9', over: true }] },
    {},
    /Copr build 9 of build-9 is not in the log/,
  ],
  ['a build that Copr does not know', { coprBuilds: [] }, {}, /Copr build 7 of build-1 is only in the log/],
  [
    'a request that goes on',
    { requests: [{ id: 'tf-1', run: 'testRun-1', over: false }] },
    {},
    /request tf-1 of testRun-1 is not over/,
  ],
  [
    'a lost webhook, though as many are there',
    { acknowledged: [{ source: 'github', id: 'b' }] },
    {},
    /delivery-github-b was acknowledged and is not in the log/,
  ],
  [
    'a lost message',
    { acknowledged: [{ source: 'fedora-messaging', id: 'n' }] },
    {},
    /delivery-fedora-messaging-n was acknowledged/,
  ],
  [
    'a lost callback',
    { acknowledged: [...world.acknowledged, { source: 'testing-farm', id: 'tf-1' }] },
    {},
    /called back 2 times about tf-1.*and 1 are in the log/,
  ],
  [
    'a delivery without a decision',
    {},
    { decisions: new Map([...log.decisions, ['delivery-github-a', undefined]]) },
    /delivery-github-a: nothing came of it/,
  ],
  ['a run that is not over', {}, { testRuns: new Map([...log.testRuns, ['testRun-2', open()]]) }, /testRun-2: /],
  [
    'a build that may be in Copr unseen',
    {},
    { builds: new Map([...log.builds, ['build-2', dropped()]]) },
    /build-2: nothing came of it, or it is not over/,
  ],
])('finds %s', (_name, seen, recorded, told) => {
  const [first] = violationsOf({ ...world, ...seen }, { ...log, ...recorded });
  expect(first).toMatch(told);
});

function dropped() {
  return givenFor(buildEvents, buildDecider)().when(
    { type: 'RequestBuild', origin: anOrigin(), order: aBuildOrder([CHROOT]), deployment: 'prod', at },
    { type: 'Supersede', reason: 'superseded by 1234567', at },
  ).state;
}

function open() {
  const { type: _, ...data } = {
    type: 'RequestTests',
    origin: anOrigin(),
    order: aTestOrder(),
    build: null,
    additionalBuilds: [],
    deployment: 'prod' as const,
    at,
  };
  return givenFor(testRunEvents, testRunDecider)({ type: 'TestsRequested', data }).state;
}
