import { join } from 'node:path';
import { openEventStore } from '../../src/open-event-store.js';
import { runTypescript } from '../support/typescript-process.js';
import type { ClusterOptions } from './options.js';

/** The one store of all nodes. */
export interface SharedStore {
  /** Value of `EVENT_STORE`. */
  readonly address: string;
  readonly described: string;
  close(): Promise<void>;
}

/**
 * A SQLite file in the folder, the server that `EVENTSTORE_TEST_URL` names, or, in a process of its own, one that speaks
 * EventStoreDB's protocol. It must be empty: what others wrote would be worked off as well.
 */
export async function openSharedStore({ store }: ClusterOptions, folder: string): Promise<SharedStore> {
  if (store === 'sqlite') {
    const address = `sqlite:${join(folder, 'events.db')}`;
    return { address, described: 'one SQLite file', close: () => Promise.resolve() };
  }
  const url = process.env.EVENTSTORE_TEST_URL;
  if (!url) return startProtocolServer();
  await expectEmpty(url);
  return { address: url, described: 'the server that EVENTSTORE_TEST_URL names', close: () => Promise.resolve() };
}

async function startProtocolServer(): Promise<SharedStore> {
  const { child, printed, output, ended } = runTypescript('test/cluster/store-process.ts');
  await printed(' .\n');
  const [, address] = /store at (\S+)/.exec(output()) ?? [];
  if (!address) throw new Error(`The store did not say where it is: ${output()}`);
  const close = async (): Promise<void> => {
    child.stdin?.end();
    await ended;
  };
  return { address, described: 'a server of the tests that speaks the protocol of EventStoreDB', close };
}

async function expectEmpty(url: string): Promise<void> {
  const store = await openEventStore(url);
  try {
    for await (const { stream } of store.readAll({ limit: 1, filter: { categories: ['delivery', 'build', 'lease'] } }))
      throw new Error(`EVENTSTORE_TEST_URL: expected an empty server, found stream ${stream}. Start a fresh one.`);
  } finally {
    await store.close();
  }
}
