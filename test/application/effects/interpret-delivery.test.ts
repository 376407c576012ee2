import { InterpretDelivery } from '../../../src/application/effects/interpret-delivery.js';
import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import { Blobs } from '../../../src/application/streams/blobs.js';
import { PlannedJobs } from '../../../src/application/streams/planned-jobs.js';
import { deliveryEvents, type DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import type { Interpretation } from '../../../src/application/interpretation/interpretation.js';
import { anOrigin, minute } from '../../support/runs.js';
import { StoredCore } from '../running-core.js';
import { todoOf } from '../../../src/domain/todo.js';

const STREAM = 'delivery-fedora-messaging-1';
const cause = { id: `interpret-delivery/${STREAM}`, correlationId: STREAM };
const settings = {
  deployment: 'prod',
  commandPrefix: '/packit',
  coprOwner: 'packit',
  distGitPublicUrl: 'https://src.fedoraproject.org',
} as Settings;
const message = {
  build: 7,
  chroot: 'fedora-43-x86_64',
  status: 1,
  owner: 'packit',
  copr: 'x',
  user: 'packit',
  pkg: null,
  version: null,
};

let core: StoredCore;
afterEach(() => core.close());

/** One message of Copr, and whoever interprets it. */
async function interpreting(interpret: () => Promise<Interpretation>, text = JSON.stringify(message)) {
  core = new StoredCore([]);
  const { streams, store, clock } = core;
  const received: DeliveryEvent = {
    type: 'DeliveryReceived',
    data: {
      source: 'fedora-messaging',
      event: 'org.fedoraproject.prod.copr.build.end',
      subject: 's',
      body: { text },
      at: minute(0),
    },
  };
  await streams.create(STREAM, deliveryEvents, [received], { id: 'receive', correlationId: STREAM });
  const blobs = new Blobs(streams, store, core.ids);
  const interpreter = { interpret } as never;
  const jobs = new PlannedJobs(store);
  const effect = Object.assign(Object.create(InterpretDelivery.prototype) as object, {
    type: 'interpret-delivery',
    copr: interpreter,
    jobs,
    blobs,
    streams,
    settings,
    clock,
  }) as unknown as InterpretDelivery;
  const context = { stream: STREAM, cause, tries: 0, mayExist: false };
  const todo = todoOf('interpret-delivery', 's', { tenant: 'forge.example/somebody', lane: 'l' }, null);
  return {
    perform: () => effect.perform(todo, context),
    recorded: async () => (await store.readStream(STREAM)).slice(1).map(({ type, data }) => [type, data] as const),
  };
}

const interpreted: DeliveryEvent = { type: 'DeliveryInterpreted', data: { meaning: 'm', streams: [], at: minute(1) } };

it('records what was made of a delivery, once', async () => {
  let calls = 0;
  const { perform, recorded } = await interpreting(async () => (calls++, [interpreted]));
  expect(await perform()).toBeUndefined();
  expect(await perform()).toBeUndefined();
  expect((await recorded()).map(([type]) => type)).toEqual(['DeliveryInterpreted']);
  expect(calls).toBe(1);
});

it('looks again where it has to wait, and records nothing', async () => {
  const { perform, recorded } = await interpreting(async () => ({ againInMs: 500 }));
  expect(await perform()).toEqual({ againInMs: 500 });
  expect(await recorded()).toEqual([]);
});

it('records what is refused for good, and lets an outage be tried again', async () => {
  let failure: Error = new TransientFailure('down', { service: 'Copr', kind: 'network' });
  const { perform, recorded } = await interpreting(() => Promise.reject(failure));
  await expect(perform()).rejects.toBe(failure);
  expect(await recorded()).toEqual([]);
  failure = new PermanentFailure('not you', { service: 'Copr', kind: 'forbidden', status: 403 });
  await perform();
  expect(await recorded()).toMatchObject([
    ['DeliveryIgnored', { reason: 'refused-outside', facts: { service: 'Copr', status: 403, error: 'not you' } }],
  ]);
});

it('records that it is too much, where the decisions are more than an append takes', async () => {
  const skipped: DeliveryEvent = {
    type: 'JobSkipped',
    data: { origin: anOrigin(), reason: 'x'.repeat(300_000), facts: {}, verdicts: [] },
  };
  const { perform, recorded } = await interpreting(async () => [skipped, skipped, skipped, skipped]);
  await perform();
  expect(await recorded()).toMatchObject([['DeliveryIgnored', { reason: 'too-many-jobs', facts: { jobs: 4 } }]]);
});
