import fc from 'fast-check';
import type { NamespaceEvent } from '../../../src/domain/allowlist/allowlist.events.js';
import {
  namespaceDecider,
  namespaceStatuses,
  type NamespaceCommand,
  type NamespaceEntry,
} from '../../../src/domain/allowlist/namespace.js';
import { fold } from '../../../src/domain/event.js';

const about = { namespace: 'github.com/packit', by: 'admin', at: '2026-08-01T12:00:00.000Z' };
const set = (status: (typeof namespaceStatuses)[number]): NamespaceCommand => ({ ...about, type: 'SetStatus', status });
const remove: NamespaceCommand = { ...about, type: 'Remove' };
const install: NamespaceCommand = { ...about, by: 'someone', type: 'RequestApproval' };
const verify: NamespaceCommand = { ...about, by: 'someone', type: 'ApproveAutomatically', fasAccount: 'someone' };

/** State after these commands, and the events of the last one. */
const after = (...commands: NamespaceCommand[]): { entry: NamespaceEntry; last: readonly NamespaceEvent[] } => {
  let entry = namespaceDecider.initialState;
  let last: readonly NamespaceEvent[] = [];
  for (const command of commands) {
    last = namespaceDecider.decide(command, entry);
    entry = fold({ ...namespaceDecider, initialState: entry }, last);
  }
  return { entry, last };
};

it('goes from installation over verification to approval', () => {
  expect(after(install).entry).toEqual({ namespace: about.namespace, status: 'waiting', fasAccount: null });
  expect(after(install, verify).entry).toEqual({
    namespace: about.namespace,
    status: 'approved_automatically',
    fasAccount: 'someone',
  });
});

it.each([
  ['installation', install],
  ['verification', verify],
])('keeps a denial through an %s', (_, command) => {
  expect(after(set('denied'), command)).toEqual({ entry: after(set('denied')).entry, last: [] });
});

it('keeps an approval through an installation', () => {
  expect(after(set('approved_manually'), install).last).toEqual([]);
});

it.each(namespaceStatuses)('lets an operator set %s from anything', (status) => {
  for (const before of namespaceStatuses) {
    const { entry } = after(set(before), set(status));
    expect(entry.status).toBe(status);
  }
});

it('keeps the Fedora account when an operator changes the status', () => {
  expect(after(install, verify, set('approved_manually')).entry.fasAccount).toBe('someone');
});

it('forgets a removed entry, so that an installation begins anew', () => {
  expect(after(install, verify, remove).entry).toEqual({
    namespace: about.namespace,
    status: 'absent',
    fasAccount: null,
  });
  expect(after(install, verify, remove, install).entry.status).toBe('waiting');
  expect(after(remove).last).toEqual([]);
});

it('adds nothing when a command is repeated', () => {
  const command = fc.constantFrom(...namespaceStatuses.map(set), remove, install, verify);
  fc.assert(
    fc.property(fc.array(command), command, (before, repeated) => {
      expect(after(...before, repeated, repeated).last).toEqual([]);
    }),
  );
});
