import {
  applyCheckEvent,
  decidingContribution,
  emptyCheck,
  publishTodo,
  renderCheck,
  type CheckRow,
} from '../../../src/application/projections/checks-table.js';
import type { CheckContribution } from '../../../src/domain/check/contribution.js';
import { minute, PROJECT } from '../../support/runs.js';

const ADDRESSES = { dashboardUrl: 'https://d', publicUrl: 'https://p' };

const base = { project: PROJECT, commitSha: 'c', name: 'n', attempt: '1', checkId: '7', at: minute(0) } as const;
const saying = (change: Partial<CheckContribution> = {}): CheckContribution => ({
  ...base,
  stage: 1,
  state: 'running',
  title: 't',
  link: null,
  summary: 's',
  links: {},
  ...change,
});
const rowOf = (...contributions: CheckContribution[]): CheckRow => ({
  ...emptyCheck,
  contributions: new Map(contributions.map((contribution, n) => [`run-${n}`, contribution])),
});
const published = (row: CheckRow, digest: string, attempt = '1'): CheckRow =>
  applyCheckEvent(row, {
    type: 'CheckPublished',
    data: { ...base, attempt, state: 'running', title: 't', digest },
  });
const todo = (row: CheckRow, digest: string, checks = 1) => {
  const deciding = decidingContribution(row);
  return publishTodo('key', row, deciding && renderCheck(deciding, ADDRESSES), digest, () => checks);
};

it('the newest attempt decides, then the latest stage', () => {
  const old = saying({ attempt: '1', stage: 2, state: 'success' });
  const built = saying({ attempt: '2', stage: 1, state: 'failure' });
  const planned = saying({ attempt: '2', stage: 0, state: 'pending' });
  for (const row of [rowOf(old, built, planned), rowOf(planned, built, old)])
    expect(decidingContribution(row)?.state).toBe('failure');
  expect(decidingContribution(emptyCheck)).toBeUndefined();
});

describe('an attempt that came to nothing', () => {
  const nothing = (attempt: string) =>
    saying({ attempt, stage: 0, state: 'neutral', title: 'refused', summary: '', inconclusive: true });
  const ran = (state: CheckContribution['state'], attempt = '2', stage: 1 | 2 = 1) =>
    saying({ attempt, stage, state, title: 'ran' });
  const shown = (...contributions: CheckContribution[]) => {
    const there = decidingContribution(rowOf(...contributions));
    expect(decidingContribution(rowOf(...contributions.toReversed()))).toEqual(there);
    return [there?.state, there?.title];
  };

  it.each(['failure', 'error', 'canceled'] as const)(
    'leaves the check at %s, and says why nothing was done',
    (state) => {
      expect(shown(ran(state), nothing('3'))).toEqual([state, 'refused']);
      expect(shown(ran(state), nothing('3'), nothing('4'))).toEqual([state, 'refused']);
      expect(shown(saying({ attempt: '2', stage: 0, state: 'pending' }), ran(state), nothing('3'))[0]).toBe(state);
      const cancelledOutside = saying({ attempt: '3', stage: 2, state: 'neutral', title: 'ended', inconclusive: true });
      expect(shown(ran(state), cancelledOutside)).toEqual([state, 'ended']);
      expect(shown(nothing('1'), ran(state))).toEqual([state, 'ran']);
    },
  );

  it('waits for what is still under way', () => {
    expect(shown(ran('running'), nothing('3'))).toEqual(['running', 'ran']);
  });

  it('is neutral where nothing was found out, or all was well', () => {
    expect(shown(nothing('1'))).toEqual(['neutral', 'refused']);
    expect(shown(ran('success'), nothing('3'))).toEqual(['neutral', 'refused']);
    expect(shown(ran('failure', '1'), ran('success', '2'), nothing('3'))).toEqual(['neutral', 'refused']);
    const accepted = (attempt: string) => saying({ attempt, stage: 0, state: 'pending' });
    const ended = saying({ attempt: '2', stage: 2, state: 'neutral', inconclusive: true });
    expect(shown(accepted('2'), ended)[0]).toBe('neutral');
    expect(shown(accepted('2'), ended, nothing('3'))).toEqual(['neutral', 'refused']);
  });
});

describe('publication', () => {
  it('of the first word of an attempt and of results is due at once, and before progress', () => {
    expect(todo(rowOf(saying()), 'a')).toMatchObject({ dueAt: null, priority: 0 });
    expect(todo(published(rowOf(saying({ attempt: '2' })), 'a'), 'b')).toMatchObject({ dueAt: null, priority: 0 });
    const result = published(rowOf(saying({ state: 'success' })), 'a');
    expect(todo(result, 'b', 100)).toMatchObject({ dueAt: null, priority: 2 });
  });

  it('of progress waits, the longer the more checks the commit has', () => {
    const row = published(rowOf(saying()), 'a');
    const waits = (checks: number) => Date.parse(todo(row, 'b', checks)!.dueAt!) - Date.parse(minute(0));
    expect([waits(1), waits(4), waits(5), waits(20)]).toEqual([300, 300, 12_500, 50_000]);
    expect(todo(row, 'b')!.priority).toBe(4);
  });

  it('of what is published already, or refused for good, is not wanted', () => {
    const row = published(rowOf(saying()), 'a');
    expect(todo(row, 'a')).toBeUndefined();
    const refused = applyCheckEvent(row, {
      type: 'CheckPublicationRefused',
      data: { ...base, digest: 'b', error: 'no' },
    });
    expect(todo(refused, 'b')).toBeUndefined();
    expect(todo(refused, 'c')).toBeDefined();
    expect(todo(emptyCheck, '')).toBeUndefined();
  });

  it('carries links, absolute ones', () => {
    const link = { kind: 'copr', id: 7 } as const;
    const wanted = renderCheck(saying({ link, links: { 'Copr build': 'https://copr' } }), ADDRESSES);
    expect(wanted.url).toBe('https://d/jobs/copr/7');
    expect(wanted.summary).toBe(
      's\n\n| Name/Job | URL |\n| --- | --- |\n| Details | https://d/jobs/copr/7 |\n| Copr build | https://copr |',
    );
    expect(renderCheck(saying({ link: { url: 'dashboard:/jobs/copr/8' } }), ADDRESSES).url).toBe(
      'https://d/jobs/copr/8',
    );
  });
});

it('of two that speak at the same attempt and stage the stream whose name comes first decides', () => {
  const [one, other] = [saying({ state: 'success' }), saying({ state: 'failure' })];
  const entries = [['build-b', one] as const, ['build-a', other] as const];
  for (const some of [entries, entries.toReversed()])
    expect(decidingContribution({ ...emptyCheck, contributions: new Map(some) })?.state).toBe('failure');
});
