import {
  BACKWARDS,
  END,
  eventTypeFilter,
  jsonEvent,
  streamNameFilter,
  type EventStoreDBClient,
  type Filter,
  type Position,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';

type Scenario = (client: EventStoreDBClient) => Promise<unknown>;

interface Heard {
  /** Events as `stream/type`, and "caught up" where it was said. */
  readonly order: string[];
  /** Whether each checkpoint stood at or behind what was delivered, and never went back. */
  checkpointsInOrder: boolean;
  checkpoints: number;
}

/** Three streams with events of two types, half before and half after the subscription is live. */
function subscription(filterOf: (suffix: string) => Filter, quiet = 0): Scenario {
  return async (client) => {
    const suffix = randomUUID().replaceAll('-', '');
    const names = ['one', 'two', 'onemore'].map((name) => `${name}${suffix}-1`);
    const write = async (): Promise<void> => {
      for (let n = 0; n < 12; n += 1) {
        const event = jsonEvent({ type: n % 4 === 0 ? `Odd${suffix}` : 'Even', data: { n }, metadata: {} });
        await client.appendToStream(names[n % 3] as string, event);
      }
    };
    const from = await end(client);
    await write();
    return listen(client, from, filterOf(suffix), suffix, async () => {
      await write();
      for (let n = 0; n < quiet; n += 1)
        await client.appendToStream(`quiet${suffix}-${n}`, jsonEvent({ type: 'Quiet', data: {} }));
    });
  };
}

async function listen(
  client: EventStoreDBClient,
  fromPosition: Position,
  filter: Filter,
  suffix: string,
  whenLive: () => Promise<void>,
): Promise<unknown> {
  const heard: Heard = { order: [], checkpointsInOrder: true, checkpoints: 0 };
  let last = fromPosition.commit;
  const reached = (_: unknown, { commit }: Position): void => {
    heard.checkpoints += 1;
    heard.checkpointsInOrder &&= commit >= last;
    last = commit;
  };
  const subscription = client.subscribeToAll({ fromPosition, filter: { ...filter, checkpointReached: reached } });
  const live = new Promise<void>((resolve, reject) => {
    subscription.on('error', reject);
    subscription.on('caughtUp', () => {
      heard.order.push('caught up');
      resolve();
    });
  });
  subscription.on('data', ({ event }) => {
    if (!event) return;
    heard.order.push(`${event.streamId}/${event.type}`.replaceAll(suffix, ''));
    heard.checkpointsInOrder &&= event.position.commit > last || event.position.commit === last;
    last = event.position.commit;
  });
  await live;
  await whenLive();
  await quiet(() => heard.order.length + heard.checkpoints);
  await subscription.unsubscribe();
  return { order: heard.order, checkpointsInOrder: heard.checkpointsInOrder, checkpoints: heard.checkpoints > 0 };
}

/** Until nothing has come for a while. */
async function quiet(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function end(client: EventStoreDBClient): Promise<Position> {
  for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
    if (event) return event.position;
  throw new Error('The log is empty');
}

/** Subscriptions to the log, each with a filter of another kind. */
export const subscribing: Readonly<Record<string, Scenario>> = {
  'subscription by stream prefix': subscription((suffix) => streamNameFilter({ prefixes: [`one${suffix}`] })),
  'subscription by two stream prefixes': subscription((suffix) =>
    streamNameFilter({ prefixes: [`one${suffix}-`, `two${suffix}-`] }),
  ),
  'subscription by stream pattern': subscription((suffix) =>
    streamNameFilter({ regex: `^(one${suffix}|onemore${suffix})(-|$)` }),
  ),
  'subscription to all but system streams': subscription(() => streamNameFilter({ regex: '^[^$]' })),
  'subscription by event type': subscription((suffix) => eventTypeFilter({ prefixes: [`Odd${suffix}`] })),
  'subscription that matches nothing': subscription((suffix) => streamNameFilter({ prefixes: [`none${suffix}`] })),
  'checkpoints while only others write': subscription(
    (suffix) => streamNameFilter({ prefixes: [`one${suffix}`], maxSearchWindow: 8, checkpointInterval: 2 }),
    60,
  ),
};
