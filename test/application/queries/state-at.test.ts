import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decidingContribution, renderCheck } from '../../../src/application/projections/checks-table.js';
import { CurrentStates } from '../../../src/application/projections/current-states.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { Projector } from '../../../src/application/projections/projector.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import { StateAt, type StateThen } from '../../../src/application/queries/state/state-at.js';
import { categoryOf, type RecordedEvent } from '../../../src/application/ports/event-store.js';
import { subjectKey, type RunOrigin } from '../../../src/domain/planning/job.js';
import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';
import { openGoldenLog } from '../../../scripts/golden-log/golden-file.js';
import { seededRandom } from '../../../sandbox/random.js';
import { stateHandler } from '../../support/state-handler.js';

const settings = {
  coprPollSeconds: 120,
  testingFarmPollSeconds: 120,
  dashboardUrl: 'https://packit.example',
  publicUrl: 'https://packit.example',
} as Settings;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'state-at-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the read models say about the checks and runs of a pull request, at the position they have come to. */
async function asProjected(current: CurrentStates, subject: string) {
  const commits = new Set<string>();
  const runs: [string, string | undefined][] = [];
  for (const category of ['build', 'testRun', 'syncRelease'])
    for (const { stream, columns, state } of await current.find(category, { where: { subject } })) {
      commits.add(String(columns['commit']));
      // Work on dist-git is not submitted.
      const { submission } = state as { submission?: { phase: string } };
      runs.push([stream, submission?.phase]);
    }
  const project = subject.split(/[#@!]/)[0]!;
  const rows = [...commits].map((commit) => current.findChecks({ where: { commit, project } }));
  const checks = (await Promise.all(rows))
    .flatMap((found) => [...found.values()])
    .flatMap((row) => decidingContribution(row) ?? [])
    .map((deciding) => [deciding.commitSha, deciding.name, renderCheck(deciding, settings)] as const);
  return { runs: runs.sort(byFirst), checks };
}

const byFirst = ([one]: readonly [string, ...unknown[]], [other]: readonly [string, ...unknown[]]) =>
  one < other ? -1 : 1;

function checkIn({ checks }: StateThen, commit: string, name: string) {
  const found = checks.find((check) => check.commit === commit && check.name === name);
  return found && { state: found.state, title: found.title, url: found.url, summary: found.summary };
}

it('at any moment says what the read models said then', async () => {
  const store = await openGoldenLog();
  const ids = new ShaIds();
  const readModels = new SqliteReadModels(join(folder, 'read-models.db'));
  const current = new CurrentStates(streamModels(settings), store, readModels);
  const projector = new Projector(current, store, readModels, ids, settings, silent, new SystemClock());
  projector.open();

  const random = seededRandom(7);
  const origins = store.log.flatMap(({ data }) => (data as { origin?: RunOrigin }).origin ?? []);
  const subjects = [...new Set(origins.map(({ project, subject }) => subjectKey(project, subject)))];
  const then: { position: number; subject: string; said: Awaited<ReturnType<typeof asProjected>> }[] = [];
  let pending: RecordedEvent[] = [];
  for (const event of store.log) {
    pending.push(event);
    if (random() > 0.03) continue;
    await projector.apply(pending, event.position);
    pending = [];
    const subject = subjects[Math.floor(random() * subjects.length)]!;
    then.push({ position: event.position, subject, said: await asProjected(current, subject) });
    const { origin: near } = event.data as { origin?: RunOrigin };
    if (near) {
      const of = subjectKey(near.project, near.subject);
      then.push({ position: event.position, subject: of, said: await asProjected(current, of) });
    }
  }
  await projector.apply(pending, store.log.at(-1)!.position);

  const handler = stateHandler(readModels, current, store, settings);
  let compared = 0;
  for (const { position, subject, said } of then) {
    const state = await handler.execute(new StateAt('operators', subject, { position }));
    const runs = (state?.runs ?? []).map(({ stream, state: { submission } }) => [stream, submission] as const);
    expect({ position, subject, runs: runs.toSorted(byFirst) }).toEqual({ position, subject, runs: said.runs });
    for (const [commit, name, check] of said.checks) {
      const { attempt: _attempt, ...expected } = check;
      expect({ position, name, check: checkIn(state!, commit, name) }).toEqual({ position, name, check: expected });
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(100);
  expect(new Set(store.log.map(({ stream }) => categoryOf(stream))).size).toBeGreaterThan(3);
  readModels.close();
}, 120_000);
