import { join } from 'node:path';
import { SqliteEventStore } from '../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import type { World } from '../support/world.js';

/** Three chroots, two of them tested. */
export const CONFIG = `specfile_path: hello.spec
jobs:
  - job: copr_build
    trigger: pull_request
    targets: [fedora-43, fedora-44, epel-9]
  - job: tests
    trigger: pull_request
    targets: [fedora-43, fedora-44]
`;

/** Files of a package with tests. */
export const SPEC = {
  'hello.spec': 'Name: hello\nVersion: 1.0\nRelease: 1\nSummary: Hello\nLicense: MIT\n%description\nHello\n',
  '.fmf/version': '1\n',
  'plans.fmf': 'execute:\n  how: tmt\n',
} as const;

/** Every delivery in the service's log → the first event after its receipt; undefined: nothing was decided. */
export async function decisionsIn(world: World): Promise<Map<string, { type: string; data: unknown } | undefined>> {
  const store = SqliteEventStore.open(join(world.dataFolder, 'events.db'));
  try {
    const decisions = new Map<string, { type: string; data: unknown } | undefined>();
    for await (const { stream, revision, type, data } of store.readAll({ filter: { categories: ['delivery'] } })) {
      if (revision === 0) decisions.set(stream, undefined);
      if (revision === 1) decisions.set(stream, { type, data });
    }
    return decisions;
  } finally {
    await store.close();
  }
}
