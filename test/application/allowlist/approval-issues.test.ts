import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';
import { minute } from '../../support/runs.js';
import { AllowlistWorld } from './allowlist-world.js';

const NAMESPACE = 'github.com/acme';
const TITLE = 'Organization acme needs to be approved.';

let world: AllowlistWorld;
beforeEach(() => {
  world = new AllowlistWorld();
});
afterEach(() => world.close());

const install = (by = 'jane') =>
  world.tell({
    type: 'RegisterInstallation',
    namespace: NAMESPACE,
    by,
    at: minute(0),
    delivery: `delivery-github-${by}`,
    installationId: 7,
    accountType: 'Organization',
    repositories: [],
    installedAt: null,
    match: { matched: false, why: 'account-unknown' },
    issue: { title: TITLE, body: 'Hi' },
  });
const types = () => world.store.log.map(({ type }) => type);

it('opens one issue, however often the app is installed', async () => {
  await install();
  await world.work();
  await install('john');
  await world.work();
  expect(world.forge.calls).toEqual([`create ${TITLE}`]);
  expect(world.forge.issues).toMatchObject([{ title: TITLE, state: 'open' }]);
  expect(await world.open()).toEqual([]);
});

it('takes an issue of that title that is open, whoever wrote it', async () => {
  world.forge.put(`Re: ${TITLE}`, 'somebody');
  await install();
  await world.work();
  expect(world.forge.calls).toEqual([]);
  expect(types()).toContain('ApprovalIssueOpened');
});

it('closes the issue when the namespace is approved', async () => {
  await install();
  await world.work();
  await world.set(NAMESPACE, 'approved_manually');
  await world.work();
  expect(world.forge.calls).toEqual([`create ${TITLE}`, 'close 1']);
  expect(await world.open()).toEqual([]);
});

it('does not close what is closed', async () => {
  await install();
  await world.work();
  await world.forge.closeIssue(undefined, 1);
  await world.set(NAMESPACE, 'approved_manually');
  await world.work();
  expect(world.forge.calls).toEqual([`create ${TITLE}`, 'close 1']);
  expect(types()).toContain('ApprovalIssueClosed');
});

it('opens no issue when the namespace was approved before that', async () => {
  await install();
  await world.set(NAMESPACE, 'approved_manually');
  await world.work();
  expect(world.forge.calls).toEqual([]);
});

it('writes down that there can be no issue, and why', async () => {
  world.forge.hasTracker = false;
  await install();
  await world.work();
  expect(world.store.log.at(-1)).toMatchObject({
    type: 'ApprovalIssueNotOpened',
    data: { reason: 'https://github.com/packit/notifications has no issue tracker' },
  });
  expect(await world.open()).toEqual([]);
});

it('gives up when the forge refuses, and keeps on when it is away', async () => {
  await install();
  world.forge.failure = new TransientFailure('away', { service: 'GitHub', kind: 'server' });
  await expect(world.work()).rejects.toThrow('away');
  expect(await world.open()).toEqual(['open-approval-issue']);
  world.forge.failure = new PermanentFailure('not found', { service: 'GitHub', kind: 'not-found' });
  await world.work();
  expect(await world.open()).toEqual([]);
  expect(types()).toContain('ApprovalIssueNotOpened');
});
