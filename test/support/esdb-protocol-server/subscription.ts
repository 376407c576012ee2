import { randomUUID } from 'node:crypto';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { EventLog } from './event-log.js';
import { filterOf } from './log-filter.js';
import { isOver, write, type ReadCall } from './read-call.js';
import { eventResponse, failures } from './wire.js';

/** The live subscriptions of a server, so that a test can drop them. */
export type Subscriptions = Set<ReadCall>;

/** What the server reads at once. */
const PAGE_EVENTS = 32;

/**
 * Follows the log: confirmation, what is there, "caught up", what comes. With a filter, a checkpoint tells where the
 * subscription is each time so many events have been looked at.
 */
export function follow(log: EventLog, call: ReadCall, options: ReadReq.Options, subscriptions: Subscriptions): void {
  subscriptions.add(call);
  let wake: () => void = () => undefined;
  const stop = log.onWrite(() => wake());
  const end = (): void => {
    subscriptions.delete(call);
    stop();
    wake();
  };
  for (const event of ['cancelled', 'close', 'error']) call.once(event, end);
  const grown = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  void run(log, call, options, grown);
}

async function run(log: EventLog, call: ReadCall, options: ReadReq.Options, grown: () => Promise<void>): Promise<void> {
  const filter = options.getFilter();
  const matches = filterOf(filter);
  const window = filter?.hasMax() ? filter.getMax() : PAGE_EVENTS;
  const interval = filter ? window * filter.getCheckpointintervalmultiplier() : Infinity;
  let next = firstIndex(log, options.getAll() as ReadReq.Options.AllOptions);
  let considered = 0;
  let live = false;

  await write(call, confirmation());
  while (!isOver(call)) {
    const record = log.records[next];
    if (!record) {
      if (!live) await write(call, new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
      live = true;
      if (next >= log.records.length) await grown();
      continue;
    }
    next += 1;
    considered += 1;
    if (matches(record)) await write(call, eventResponse(record));
    if (considered % interval === 0) await write(call, checkpoint(record.position));
  }
}

/** The event at the position itself is not delivered again. */
function firstIndex(log: EventLog, request: ReadReq.Options.AllOptions): number {
  if (request.hasStart()) return 0;
  if (request.hasEnd()) return log.records.length;
  return log.indexAt(Number(request.getPosition()?.getCommitPosition()) + 1);
}

function confirmation(): ReadResp {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID());
  return new streams.ReadResp().setConfirmation(confirmed);
}

function checkpoint(position: number): ReadResp {
  const reached = new streams.ReadResp.Checkpoint().setCommitPosition(String(position));
  return new streams.ReadResp().setCheckpoint(reached.setPreparePosition(String(position)));
}

/** Ends all subscriptions as the server ends one whose consumer is too slow. */
export function dropAll(subscriptions: Subscriptions): void {
  for (const call of [...subscriptions]) call.emit('error', failures.tooSlow());
}
