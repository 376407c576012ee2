import type { SubjectData } from '../../../src/domain/planning/job.js';
import { minute, PULL_REQUEST } from '../../support/runs.js';
import { AllowlistWorld } from './allowlist-world.js';

const REFUSED = { refused: 'namespace-not-allowed' };
const NAMESPACE = 'github.com/packit-service';
const pull = (number: number): SubjectData => ({ ...PULL_REQUEST, number }) as SubjectData;

let world: AllowlistWorld;
beforeEach(() => {
  world = new AllowlistWorld();
});
afterEach(() => world.close());

const originals = () => world.plannedAgain().map(({ original }) => original.replace('delivery-github-', ''));

it('plans the newest refusal of each pull request and branch again, as a newer attempt', async () => {
  await world.delivery('older', minute(1), REFUSED);
  await world.delivery('newer', minute(2), REFUSED);
  await world.delivery('closing', minute(3), 'ignored');
  await world.delivery('other', minute(1), REFUSED, { subject: pull(7) });
  await world.delivery('main', minute(1), REFUSED, { subject: { kind: 'branch', branch: 'main' } });
  await world.delivery('next', minute(2), 'planned', { subject: { kind: 'branch', branch: 'next' } });
  await world.set(NAMESPACE, 'approved_manually');
  expect(await world.work()).toEqual([]);
  expect(originals().sort()).toEqual(['main', 'newer', 'other']);
  for (const { attempt, original } of world.plannedAgain()) expect(attempt > `${minute(2)}/${original}`).toBe(true);
  expect(await world.open()).toEqual([]);
});

it('leaves alone what was decided otherwise since, what was refused for another reason, and other namespaces', async () => {
  await world.delivery('refused', minute(1), REFUSED);
  await world.delivery('planned', minute(2), 'planned');
  await world.delivery('denied', minute(1), { refused: 'project-denied' }, { subject: pull(7) });
  await world.set('github.com/packit', 'approved_manually');
  await world.set(NAMESPACE, 'approved_manually');
  await world.work();
  expect(originals()).toEqual([]);
});

it.each([
  ['a repository, and of that one only', `${NAMESPACE}/packit.git`, ['packit']],
  ['a host', 'github.com', ['packit', 'ogr']],
  ['a namespace in another case', 'github.com/Packit-Service', ['packit', 'ogr']],
])('does so for %s', async (_, approved, expected) => {
  await world.delivery('packit', minute(1), REFUSED);
  await world.delivery('ogr', minute(2), REFUSED, { repo: 'ogr' });
  await world.set(approved, 'approved_manually');
  await world.work();
  expect(originals().sort()).toEqual([...expected].sort());
});

it('plans nothing of a repository that is denied all the same', async () => {
  await world.delivery('packit', minute(1), REFUSED);
  await world.delivery('ogr', minute(2), REFUSED, { repo: 'ogr' });
  await world.set(`${NAMESPACE}/ogr.git`, 'denied');
  await world.set(NAMESPACE, 'approved_manually');
  await world.work();
  expect(originals()).toEqual(['packit']);
});

it('waits for deliveries that came before the approval and may still meet the old state, but not for ever', async () => {
  await world.delivery('refused', minute(1), REFUSED);
  await world.delivery('undecided', minute(29), 'undecided', { subject: pull(7) });
  await world.set(NAMESPACE, 'approved_manually');
  expect(await world.work()).toHaveLength(1);
  expect(originals()).toEqual([]);
  world.clock.advance(31_000);
  expect(await world.work()).toEqual([]);
  expect(originals()).toEqual(['refused']);
});

it('does it once for each approval', async () => {
  await world.delivery('refused', minute(1), REFUSED);
  await world.set(NAMESPACE, 'approved_manually');
  await world.work();
  await world.set(NAMESPACE, 'approved_manually');
  await world.work();
  expect(originals()).toEqual(['refused']);
});

it('sends the same deliveries when a crash kept it from writing down that it had', async () => {
  await world.delivery('refused', minute(1), REFUSED);
  await world.set(NAMESPACE, 'approved_manually');
  const before = world.store.log.length;
  await world.work();
  const outcome = world.store.log.splice(before).find(({ type }) => type === 'DeliveryReceived')!;
  // What is left of it: the delivery is there, its outcome is not.
  world.store.streams.get(`namespace-${NAMESPACE}`)!.pop();
  world.store.log.push(outcome);
  const again = new AllowlistWorld();
  try {
    again.store.log.push(...world.store.log);
    for (const [stream, events] of world.store.streams) again.store.streams.set(stream, events);
    again.clock.advance(5_000);
    await again.work();
    expect(again.plannedAgain()).toEqual(world.plannedAgain());
  } finally {
    again.close();
  }
});
