import fc from 'fast-check';
import { namespaceEvents, type NamespaceEvent } from '../../../src/domain/allowlist/allowlist.events.js';
import {
  namespaceDecider,
  type NamespaceCommand,
  type RegisterInstallation,
  type Verify,
} from '../../../src/domain/allowlist/namespace.js';
import { namespaceStatuses, type NamespaceStatus } from '../../../src/domain/allowlist/namespace-state.js';
import { todosOfNamespace } from '../../../src/domain/allowlist/namespace-todos.js';
import { givenFor } from '../../support/given.js';

const given = givenFor(namespaceEvents, namespaceDecider);
const at = '2026-08-01T12:00:00.000Z';
const namespace = 'github.com/acme';
const issue = { title: 'Organization acme needs to be approved.', body: 'Hi' };

const set = (status: NamespaceStatus): NamespaceCommand => ({ type: 'SetStatus', namespace, by: 'admin', at, status });
const remove: NamespaceCommand = { type: 'Remove', namespace, by: 'admin', at };
const install = (change: Partial<RegisterInstallation> = {}): RegisterInstallation => ({
  type: 'RegisterInstallation',
  namespace,
  by: 'jane',
  at,
  delivery: 'delivery-github-1',
  installationId: 7,
  accountType: 'Organization',
  repositories: ['acme/hello'],
  installedAt: null,
  match: { matched: false, why: 'github-username-differs' },
  issue,
  ...change,
});
const verify = (change: Partial<Verify> = {}): Verify => ({
  type: 'Verify',
  namespace,
  by: 'jane',
  at,
  delivery: 'delivery-github-2',
  issue: 512,
  fasAccount: 'jane-fas',
  match: { matched: true },
  approved: false,
  ...change,
});
const opened: NamespaceCommand = {
  type: 'RecordIssueOpened',
  namespace,
  number: 512,
  url: 'https://github.com/packit/notifications/issues/512',
  found: false,
  at,
};
const closed: NamespaceCommand = { type: 'RecordIssueClosed', namespace, number: 512, at };
const plannedAgain: NamespaceCommand = { type: 'RecordPlannedAgain', namespace, deliveries: [], at };

const after = (...commands: NamespaceCommand[]) => given().when(...commands).state;
/** What the last of these commands decides. */
const last = (...commands: NamespaceCommand[]): NamespaceEvent[] => {
  const before = commands.slice(0, -1);
  const known = given().when(...before).events;
  return given(...known).when(...commands.slice(-1)).events;
};
const types = (events: readonly NamespaceEvent[]) => events.map(({ type }) => type);
const todos = (...commands: NamespaceCommand[]) =>
  todosOfNamespace('namespace-github.com/acme', after(...commands)).map(({ type }) => type);

describe('an installation', () => {
  it('by a person whose Fedora account matches approves at once', () => {
    const { events, state } = given().when(install({ match: { matched: true } }));
    expect(types(events)).toEqual(['InstallationRegistered', 'NamespaceApproved']);
    expect(state).toMatchObject({ status: 'approved_automatically', fasAccount: 'jane', wantedIssue: null });
  });

  it('by anybody else waits, and wants an issue', () => {
    const { events, state } = given().when(install());
    expect(types(events)).toEqual([
      'InstallationRegistered',
      'FasVerificationFailed',
      'ApprovalRequested',
      'ApprovalIssueRequested',
    ]);
    expect(state).toMatchObject({ status: 'waiting', wantedIssue: issue, installation: { by: 'jane' } });
    expect(todos(install())).toEqual(['open-approval-issue']);
  });

  it('told twice is one', () => {
    expect(last(install(), install())).toEqual([]);
  });

  it('by the same person again, in whatever case, is only recorded', () => {
    expect(types(last(install(), install({ delivery: 'delivery-github-3', by: 'Jane' })))).toEqual([
      'InstallationRegistered',
    ]);
  });

  it('by another person is looked into again while the namespace waits', () => {
    const other = { delivery: 'delivery-github-3', by: 'john' };
    expect(after(install(), install({ ...other, match: { matched: true } }))).toMatchObject({
      status: 'approved_automatically',
      fasAccount: 'john',
    });
    expect(types(last(install(), opened, install(other)))).toEqual([
      'InstallationRegistered',
      'FasVerificationFailed',
      'ApprovalIssueRequested',
    ]);
  });

  it.each(['denied', 'approved_manually', 'approved_automatically'] as const)('leaves %s as it is', (status) => {
    for (const match of [{ matched: true } as const, install().match]) {
      const commands = [install(), set(status), install({ delivery: 'delivery-github-3', by: 'john', match })];
      expect(types(last(...commands))).toEqual(['InstallationRegistered']);
      expect(after(...commands)).toMatchObject({ status, installation: { by: 'john' } });
    }
  });

  it('where an operator said "waiting" and nobody had installed is only recorded', () => {
    expect(types(last(set('waiting'), install()))).toEqual(['InstallationRegistered']);
  });

  it('after the entry was removed begins anew', () => {
    const state = after(install(), remove, install({ delivery: 'delivery-github-3' }));
    expect(state).toMatchObject({ status: 'waiting', wantedIssue: issue });
  });
});

describe('a verification', () => {
  it('that matches approves and closes the issue', () => {
    const { state } = given().when(install(), opened, verify());
    expect(state).toMatchObject({
      status: 'approved_automatically',
      fasAccount: 'jane-fas',
      issues: { 512: 'closing' },
    });
    expect(todos(install(), opened, verify())).toEqual(['close-approval-issue', 'plan-refused-again']);
    expect(todos(install(), opened, verify(), closed, plannedAgain)).toEqual([]);
  });

  it('in an issue that we do not know of closes it too', () => {
    expect(after(install(), verify()).issues).toEqual({ 512: 'closing' });
  });

  it('that does not match says why, and changes nothing', () => {
    const failed = verify({ match: { matched: false, why: 'profile-private' } });
    expect(types(last(install(), opened, failed))).toEqual(['FasVerificationFailed']);
    expect(after(install(), opened, failed)).toMatchObject({ status: 'waiting', issues: { 512: 'open' } });
  });

  it('closes the issue when the namespace is approved already', () => {
    const known = verify({ match: null, approved: true });
    expect(types(last(set('approved_manually'), known))).toEqual(['ApprovalIssueCloseRequested']);
    expect(after(set('approved_manually'), known)).toMatchObject({ status: 'approved_manually', fasAccount: null });
  });

  it('does not undo a denial', () => {
    expect(last(install(), set('denied'), verify())).toEqual([]);
  });

  it('told twice is one', () => {
    expect(last(install(), verify(), verify())).toEqual([]);
  });
});

describe('an operator', () => {
  it.each(namespaceStatuses)('sets %s from anything', (status) => {
    for (const before of namespaceStatuses) expect(after(set(before), set(status)).status).toBe(status);
  });

  it('keeps the Fedora account', () => {
    expect(after(install(), verify(), set('approved_manually')).fasAccount).toBe('jane-fas');
  });

  it('closes the approval issue by approving', () => {
    expect(after(install(), opened, set('approved_manually')).issues).toEqual({ 512: 'closing' });
  });

  it('makes an issue unnecessary that is not open yet, and one that opens all the same is closed', () => {
    expect(todos(install(), set('approved_manually'))).toEqual(['plan-refused-again']);
    expect(todos(install(), set('denied'))).toEqual([]);
  });

  it('lets what was refused be planned again by approving, once', () => {
    expect(todos(set('approved_manually'))).toEqual(['plan-refused-again']);
    expect(todos(set('approved_manually'), plannedAgain, set('approved_automatically'))).toEqual([]);
    expect(todos(set('approved_manually'), set('denied'))).toEqual([]);
    expect(todos(set('approved_manually'), plannedAgain, set('denied'), set('approved_manually'))).toEqual([
      'plan-refused-again',
    ]);
  });

  it('forgets an entry by removing it', () => {
    expect(after(install(), verify(), remove)).toMatchObject({ status: 'absent', fasAccount: null });
    expect(last(remove)).toEqual([]);
  });
});

it('adds nothing when a command is repeated', () => {
  const commands = [...namespaceStatuses.map(set), remove, install(), verify(), opened, closed, plannedAgain];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...commands)), fc.constantFrom(...commands), (before, repeated) => {
      expect(last(...before, repeated, repeated)).toEqual([]);
    }),
  );
});

it('denies for ever, whatever installations and verifications come', () => {
  const strangers = [
    install(),
    install({ by: 'john', delivery: 'd3', match: { matched: true } }),
    verify(),
    opened,
    closed,
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom<NamespaceCommand>(...strangers)), (commands) => {
      expect(after(install(), set('denied'), ...commands).status).toBe('denied');
    }),
  );
});
