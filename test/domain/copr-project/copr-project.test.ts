import {
  coprProjectDecider,
  holds,
  identityOf,
  type CoprProjectCommand,
} from '../../../src/domain/copr-project/copr-project.js';
import {
  coprProjectEvents,
  type CoprClaimant,
  type CoprProjectEvent,
} from '../../../src/domain/copr-project/copr-project.events.js';
import { givenFor } from '../../support/given.js';
import { minute } from '../../support/runs.js';

const given = givenFor(coprProjectEvents, coprProjectDecider);
const named = { owner: '@team', project: 'nightly' };
const by = { run: 'build-1', at: minute(1) };

const claimant: CoprClaimant = {
  repository: { host: 'github.com', namespace: 'acme', repo: 'hello' },
  subject: { kind: 'pull_request', number: 1 },
  identifier: null,
};
const other: CoprClaimant = { ...claimant, subject: { kind: 'branch', branch: '1' } };
const claim = (by_: CoprClaimant): CoprProjectCommand => ({
  type: 'ClaimProject',
  owner: 'packit',
  project: 'acme-hello-1',
  claimant: by_,
  derived: false,
  ...by,
});
const claimed: CoprProjectEvent = {
  type: 'CoprProjectClaimed',
  data: { owner: 'packit', project: 'acme-hello-1', claimedBy: claimant, derived: false, ...by },
};
const requested = (permission: 'builder' | 'admin'): CoprProjectEvent => ({
  type: 'CoprPermissionRequested',
  data: { ...named, permission, ...by },
});
const told = (subject: string, run = 'build-1'): CoprProjectEvent => ({
  type: 'CoprRefusalTold',
  data: { ...named, code: 'builder-missing', subject, run, at: minute(1) },
});

it('is claimed once, for ever', () => {
  given().when(claim(claimant), claim(other)).then(claimed);
  expect(given(claimed).when(claim(other)).state.claimedBy).toEqual(claimant);
  // Two first events cannot be in one stream; were they, the first would count.
  expect(
    given(claimed, { ...claimed, data: { ...claimed.data, claimedBy: other } } as CoprProjectEvent).state.claimedBy,
  ).toEqual(claimant);
});

it('is asked for a permission once while the request stands, and again when it was taken away', () => {
  const ask = { type: 'RecordPermissionRequest', ...named, permission: 'builder', ...by } as const;
  const admission = { type: 'RecordAdmission', permissions: ['builder'], run: 'build-2', at: minute(2) } as const;
  given().when(ask, ask).then(requested('builder'));
  given(requested('builder'))
    .when({ ...ask, permission: 'admin' })
    .then(requested('admin'));
  given(requested('builder'), requested('admin'))
    .when(admission, admission, ask)
    .then(
      { type: 'CoprPermissionGranted', data: { permission: 'builder', run: 'build-2', at: minute(2) } },
      requested('builder'),
    );
  given().when(admission).thenNothing();
});

it('tells a refusal once a subject, by one build, until a build is let in', () => {
  const tell = (subject: string, run = 'build-1') =>
    ({ type: 'TellRefusal', ...named, code: 'builder-missing', subject, run, at: minute(1) }) as const;
  const admission = { type: 'RecordAdmission', permissions: [], run: 'build-3', at: minute(3) } as const;
  given().when(tell('a#1'), tell('a#1', 'build-2'), tell('a#2', 'build-2')).then(told('a#1'), told('a#2', 'build-2'));
  given(told('a#1'))
    .when({ ...tell('a#1'), code: 'admin-missing' })
    .thenTypes('CoprRefusalTold');
  given(told('a#1'))
    .when(admission, admission, tell('a#1'))
    .then({ type: 'CoprRefusalsOver', data: { run: 'build-3', at: minute(3) } }, told('a#1'));
});

it('belongs to a claimant whatever the case of its names, and to nobody else', () => {
  const repository = { host: 'GitHub.com', namespace: 'Acme', repo: 'HELLO' };
  expect(holds(claimant, { ...claimant, repository })).toBe(true);
  const different: CoprClaimant[] = [
    other,
    { ...claimant, subject: null },
    { ...claimant, subject: { kind: 'release' } },
    { ...claimant, subject: { kind: 'branch', branch: '' } },
    { ...claimant, subject: { kind: 'pull_request', number: 11 } },
    { ...claimant, identifier: 'x' },
    { ...claimant, repository: { ...claimant.repository, namespace: 'acme/hello', repo: '' } },
    { ...claimant, repository: { ...claimant.repository, host: 'gitlab.com' } },
  ];
  expect(different.filter((one) => holds(claimant, one))).toEqual([]);
  expect(new Set(different.map(identityOf)).size).toBe(different.length);
  const upper: CoprClaimant = { ...claimant, subject: { kind: 'branch', branch: 'Next' } };
  expect(holds(upper, { ...claimant, subject: { kind: 'branch', branch: 'next' } })).toBe(false);
});
