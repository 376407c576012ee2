import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BACKWARDS,
  END,
  jsonEvent,
  type AppendExpectedRevision,
  type EventStoreDBClient,
  type JSONEventType,
} from '@eventstore/db-client';
import { answer, Recorder } from './recorder.js';
import { subscribing } from './subscribing-scenarios.js';

type Client = EventStoreDBClient;
export type Scenario = (client: Client) => Promise<unknown>;

type Happened = JSONEventType<'Happened', { text: string }>;

export function event(length = 10, id = randomUUID()) {
  return jsonEvent<Happened>({ id, type: 'Happened', data: { text: 'x'.repeat(length) }, metadata: { at: 'now' } });
}

/** Bytes of the data of an event beside its text. */
const FRAME = JSON.stringify({ text: '' }).length;
const LIMIT = 1_048_576;

/** Credentials make the client append with a call of its own. Without TLS nobody looks at them. */
const single = { credentials: { username: 'nobody', password: 'nothing' } };

function appending(options: object) {
  return async (client: Client): Promise<unknown> => {
    const record = new Recorder(client);
    const append = (name: string, events: ReturnType<typeof event>[], expectedRevision: AppendExpectedRevision) =>
      record.append(name, events, { expectedRevision, ...options });
    const [first, later, other] = [[event(), event(), event()], [event(), event()], event()];
    await append('a', first, 'no_stream');
    await append('a', first, 'no_stream');
    await append('a', first.slice(0, 2), 'no_stream');
    await append('a', later, 2n);
    await append('a', first, 'no_stream');
    await append('a', later, 2n);
    await append('a', [...first, event()], 'no_stream');
    await append('a', [first[0] as typeof other, event()], 'no_stream');
    await append('a', [event()], 'no_stream');
    await append('a', [event()], 3n);
    await append('a', [event()], 77n);
    await append('a', first, 'any');
    await append('a', [first[1] as typeof other], 'any');
    await append('a', [first[1] as typeof other, event()], 'any');
    await append('a', [event(), first[1] as typeof other], 'any');
    await append('a', [other, other], 'any');
    await append('b', first, 'any');
    await append('b', first, 'any');
    await append('b', [event()], 'stream_exists');
    await append('c', [event()], 'stream_exists');
    await append('c', [event()], 0n);
    await append('c', [event()], 9_007_199_254_740_991n);
    await append('d', [event(LIMIT - FRAME)], 'no_stream');
    await append('e', [event(LIMIT - FRAME + 1)], 'no_stream');
    await append('e', [event(LIMIT / 2), event(LIMIT / 2)], 'no_stream');
    for (const name of ['a', 'b', 'c', 'e']) await record.read(name);
    return record.answers;
  };
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  'appends, many in a call': appending({}),
  'appends, a call each': appending(single),

  async 'reading a stream'(client) {
    const record = new Recorder(client);
    await record.append(
      'a',
      Array.from({ length: 10 }, () => event()),
      {},
    );
    for (const fromRevision of [0n, 4n, 9n, 10n, 100n])
      for (const maxCount of [1, 3, 100]) {
        await record.read('a', { fromRevision, maxCount });
        await record.read('a', { fromRevision, maxCount, direction: BACKWARDS });
      }
    await record.read('a', { fromRevision: END });
    await record.read('a', { fromRevision: END, direction: BACKWARDS, maxCount: 2 });
    await record.read('missing');
    await record.read('missing', { fromRevision: END, direction: BACKWARDS });
    return record.answers;
  },

  async 'deletion that an append undoes'(client) {
    const record = new Recorder(client);
    const first = [event(), event(), event()];
    await record.append('a', first, {});
    await record.delete('a');
    await record.read('a');
    await record.read('$$a');
    await record.append('a', [event()], { expectedRevision: 'stream_exists' });
    await record.append('a', first, { expectedRevision: 'no_stream' });
    await record.append('a', [event()], { expectedRevision: 2n });
    await record.read('a');
    await record.read('$$a');
    await record.delete('a');
    await record.append('a', [event(), event()], { expectedRevision: 'no_stream' });
    await record.read('a');
    await record.delete('a', 99n);
    await record.delete('a');
    await record.delete('a');
    await record.append('a', [event()], { expectedRevision: 'any' });
    await record.read('a', { fromRevision: END, direction: BACKWARDS });
    await record.delete('missing');
    await record.delete('missing', 3n);
    return record.answers;
  },

  async 'deletion for ever'(client) {
    const record = new Recorder(client);
    await record.append('a', [event(), event()], {});
    await record.tombstone('a', 7n);
    await record.tombstone('a', 1n);
    await record.read('a');
    await record.append('a', [event()], {});
    await record.append('a', [event()], single);
    await record.delete('a');
    await record.tombstone('a');
    await record.tombstone('missing');
    await record.log(5);
    return record.answers;
  },

  async 'settings of streams'(client) {
    const record = new Recorder(client);
    await record.settings('a', { maxCount: 2 });
    await record.read('a');
    await record.append('a', [event(), event(), event(), event()], {});
    await record.read('a');
    await record.read('a', { fromRevision: 0n, maxCount: 1 });
    await record.read('a', { fromRevision: END, direction: BACKWARDS });
    await record.read('a', { fromRevision: 1n, direction: BACKWARDS });
    await record.settings('a', { truncateBefore: 10 });
    await record.read('a');
    await record.append('a', [event()], { expectedRevision: 'no_stream' });
    await record.append('a', [event()], { expectedRevision: 3n });
    await record.settings('b', { maxAge: 1 });
    await record.append('b', [event(), event()], {});
    await record.read('b');
    await sleep(2_100);
    await record.read('b');
    await record.read('b', { fromRevision: END, direction: BACKWARDS });
    await record.append('b', [event()], { expectedRevision: 'no_stream' });
    await record.append('b', [event()], { expectedRevision: 1n });
    await record.read('b');
    await record.log(8);
    return record.answers;
  },

  async 'reading the log from an event'(client) {
    const record = new Recorder(client);
    await record.append('a', [event(), event(), event()], {});
    await record.append('b', [event(), event()], {});
    await record.log(5);
    const second = (await record.position('a', 1n)) as { commit: bigint; prepare: bigint };
    return [
      ...record.answers,
      await answer(() => record.collect(client.readAll({ fromPosition: second, maxCount: 3 }))),
      await answer(() => record.collect(client.readAll({ fromPosition: second, maxCount: 1, direction: BACKWARDS }))),
      await answer(() => record.collect(client.readAll({ fromPosition: END }))),
    ];
  },

  ...subscribing,
};
