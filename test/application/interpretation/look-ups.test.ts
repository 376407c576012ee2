import { KnownChecks } from '../../../src/application/interpretation/known-checks.js';
import { KnownRuns } from '../../../src/application/interpretation/known-runs.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import type { CurrentStates } from '../../../src/application/projections/current-states.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import { itemId } from '../../../src/domain/item-id.js';
import { subjectKey, type RunOrigin } from '../../../src/domain/planning/job.js';
import { aBuildOrder, anOrigin, HELLO, minute, PROJECT } from '../../support/runs.js';
import { StoredCore } from '../running-core.js';

const F44 = 'fedora-44-x86_64';
const F43 = 'fedora-43-x86_64';
const CHECK = `rpm-build:${F44}`;

let core: StoredCore;
beforeEach(() => {
  core = new StoredCore(streamModels({ coprPollSeconds: 60, testingFarmPollSeconds: 60 }));
});
afterEach(() => core.close());

/** A build that was requested in this minute, in which these chroots have ended well or not. */
async function build(n: number, change: Partial<RunOrigin>, ends: Readonly<Record<string, boolean>>): Promise<void> {
  const at = minute(n);
  const origin = anOrigin({ attempt: `${at}/delivery-${n}`, ...change });
  const order = aBuildOrder([F44, F43], { tests: [] });
  const commands: BuildCommand[] = [
    { type: 'RequestBuild', origin, order, deployment: 'prod', at },
    { type: 'RecordSubmission', coprBuildId: n, url: `https://copr.example/${n}`, at },
    ...Object.entries(ends).map(([target, succeeded]): BuildCommand => ({
      type: 'RecordTargetEnd',
      target,
      succeeded,
      packages: [HELLO],
      at,
    })),
  ];
  for (const [index, command] of commands.entries())
    await core.streams.handle(`build-${n}`, buildEvents, buildDecider, command, {
      id: `${n}/${index}`,
      correlationId: `delivery-${n}`,
    });
}

/** States, once everything that was written is in the read models. */
async function projected(): Promise<CurrentStates> {
  const { projector, states } = core.projector();
  for await (const event of core.store.readAll()) await projector.apply([event], event.position);
  return states;
}

it('finds of another pull request the newest build that succeeded, for each chroot and identifier', async () => {
  const { job } = anOrigin();
  await build(1, {}, { [F44]: true, [F43]: true });
  await build(2, { commitSha: 'f'.repeat(40) }, { [F44]: true, [F43]: false });
  await build(3, {}, { [F44]: false });
  await build(4, { job: { ...job, identifier: 'other' } }, { [F44]: true });
  await build(5, { subject: { kind: 'branch', branch: 'main' } }, { [F44]: true });
  const runs = new KnownRuns(await projected());
  const found = await runs.newestSuccesses(PROJECT, 342);
  const named = found.map(({ coprBuildId, chroot }) => `${coprBuildId} ${chroot}`).sort();
  expect(named).toEqual([`1 ${F43}`, `2 ${F44}`, `4 ${F44}`]);
  expect(await runs.newestSuccesses(PROJECT, 1)).toEqual([]);
});

it('finds what a check was made for by the id that we gave it, and the newest without', async () => {
  const pull = anOrigin();
  const branch = { kind: 'branch', branch: 'main' } as const;
  await build(1, {}, {});
  await build(2, { subject: branch }, { [F44]: true });
  const checks = new KnownChecks(await projected(), { dashboardUrl: 'https://packit.example' } as Settings);
  const origin = async (name: string, id: string | null) =>
    (await checks.origin(PROJECT, pull.commitSha, name, id))?.subject;
  const idOf = (subject: RunOrigin['subject']) => String(itemId(subjectKey(PROJECT, subject), pull.commitSha));
  expect(await origin(CHECK, idOf(pull.subject))).toEqual(pull.subject);
  expect(await origin(CHECK, idOf(branch))).toEqual(branch);
  expect(await origin(CHECK, null)).toEqual(branch);
  expect(await origin(CHECK, '123456')).toBeUndefined();
  expect(await origin('rpm-build:gone', null)).toBeUndefined();
  expect(await checks.ofCommit(PROJECT, pull.commitSha)).toMatchObject([
    { name: `rpm-build:${F43}`, wanted: { state: 'running' } },
    { name: CHECK, wanted: { state: 'success', title: 'RPMs were built successfully.' } },
  ]);
});
