import type {
  EventFilter,
  ReadAllOptions,
  RecordedEvent,
  SubscribeOptions,
  SubscriptionBatch,
} from '../../../application/ports/event-store.js';
import { backOff, isHopeless } from './back-off.js';
import { lastEvent } from './log-end.js';
import { LogRead } from './log-read.js';
import { LogRun } from './log-run.js';
import type { ProtocolClient } from './protocol-client.js';
import { failureOf } from './store-failure.js';

/**
 * The server tells a live subscription where it is only after hundreds of events that the filter leaves out. So after
 * this time without a word the end of the log is looked at and the subscription opened anew if it has moved on.
 */
const IDLE_MS = 1_000;

/**
 * What is there, then what comes. When the subscription breaks it is opened anew from the last checkpoint, with
 * back-off, until `signal` aborts: no event is missed, none comes twice.
 */
export async function* followLog(
  client: ProtocolClient,
  { after = 0, filter, signal }: SubscribeOptions,
): AsyncGenerator<SubscriptionBatch, void> {
  let checkpoint = after;
  let told = false;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const batch of runFrom(client, checkpoint, filter, signal)) {
        failures = 0;
        if (signal.aborted) return;
        if (told && batch.caughtUp && batch.events.length === 0 && batch.checkpoint === checkpoint) continue;
        checkpoint = batch.checkpoint;
        told = batch.caughtUp;
        yield batch;
      }
    } catch (error) {
      if (signal.aborted) return;
      const failure = failureOf(error);
      if (isHopeless(failure)) throw failure;
      await backOff(failures, signal);
      failures += 1;
    }
  }
}

/** All events up to where the log ended at the first question, through losses of the connection. */
export function readLog(
  client: ProtocolClient,
  options: ReadAllOptions,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent, void> {
  const read = new LogRead(options);
  return read.through(() => eventsOf(client, read, options.filter), signal);
}

async function* eventsOf(
  client: ProtocolClient,
  read: LogRead,
  filter: EventFilter | undefined,
): AsyncGenerator<RecordedEvent, void> {
  const run = await LogRun.open(client, read.position, filter);
  try {
    const end = read.endAt(run.end);
    while (!read.isOver) {
      const batch = await run.next(IDLE_MS);
      for (const event of batch?.events ?? []) {
        if (read.left === 0) return;
        read.position = Math.min(event.position, end);
        if (event.position > end) return;
        read.left -= 1;
        yield event;
      }
      if (batch) read.position = batch.checkpoint;
      // A node that lags behind the first one: ask again.
      if (batch?.caughtUp && !read.isOver) return;
    }
  } finally {
    run.close();
  }
}

/** One subscription; ends without an error when it should be opened anew to hear how far the log has come. */
async function* runFrom(
  client: ProtocolClient,
  after: number,
  filter: EventFilter | undefined,
  signal: AbortSignal,
): AsyncGenerator<SubscriptionBatch, void> {
  const run = await LogRun.open(client, after, filter);
  let [checkpoint, caughtUp] = [after, false];
  const close = (): void => run.close();
  signal.addEventListener('abort', close);
  try {
    while (!signal.aborted) {
      const batch = await run.next(IDLE_MS);
      if (batch) yield batch;
      else if (caughtUp && ((await lastEvent(client))?.position ?? 0) > checkpoint) return;
      if (batch) ({ checkpoint, caughtUp } = batch);
    }
  } finally {
    signal.removeEventListener('abort', close);
    run.close();
  }
}
