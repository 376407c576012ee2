import type { SubscribeOptions, SubscriptionBatch } from '../../../application/ports/event-store.js';
import { TransientFailure } from '../../../application/ports/failure.js';
import type { LogPage, LogReader } from './log-reader.js';
import type { LogWatch } from './log-watch.js';
import { failureOf } from './sqlite-failure.js';

const BATCH_EVENTS = 1_000;

/** A file that cannot be read now is tried again after this time, doubled up to the limit. */
const RETRY_MS = 25;
const RETRY_LIMIT_MS = 5_000;

/** What is in the log, then what comes. The end of the log is told even when there is nothing to deliver. */
export async function* followLog(
  reader: LogReader,
  watch: LogWatch,
  { after = 0, filter, signal }: SubscribeOptions,
): AsyncGenerator<SubscriptionBatch, void> {
  let checkpoint = after;
  let caughtUp = false;
  let retryMs = RETRY_MS;
  watch.join();
  try {
    while (!signal.aborted) {
      const page = readOrFail(() => reader.page(checkpoint, reader.head(), filter, BATCH_EVENTS));
      if (page instanceof TransientFailure) {
        await watch.change(AbortSignal.any([signal, AbortSignal.timeout(retryMs)]));
        retryMs = Math.min(retryMs * 2, RETRY_LIMIT_MS);
      } else if (caughtUp && page.checkpoint === checkpoint) {
        await watch.change(signal);
      } else {
        checkpoint = page.checkpoint;
        caughtUp = page.atEnd;
        retryMs = RETRY_MS;
        yield { events: page.events, checkpoint, caughtUp };
        // A consumer that never waits would otherwise keep the process from everything else.
        await new Promise(setImmediate);
      }
    }
  } finally {
    watch.leave();
  }
}

function readOrFail(read: () => LogPage): LogPage | TransientFailure {
  try {
    return read();
  } catch (error) {
    const failure = failureOf(error);
    if (failure instanceof TransientFailure) return failure;
    throw failure;
  }
}
