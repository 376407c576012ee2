import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFailure } from '../../../application/ports/failure.js';
import { failureOf } from './store-failure.js';

/** Pauses between tries, in milliseconds: a node that is started again or a new leader is there within seconds. */
const PAUSES = [50, 100, 200, 400, 800, 1_600];

/** The longest pause of what is tried for ever. */
const LONGEST_PAUSE = 2_000;

/** Does it again after transient failures, a few times, and then gives up with the last one. */
export async function persistently<Result>(action: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  for (const pause of PAUSES) {
    try {
      return await action();
    } catch (error) {
      const failure = failureOf(error);
      if (isHopeless(failure) || signal?.aborted) throw failure;
      await pauseFor(pause, signal);
    }
  }
  try {
    return await action();
  } catch (error) {
    throw failureOf(error);
  }
}

/** The pause before the try number `failures`, for what never gives up. Ends early when `signal` aborts. */
export async function backOff(failures: number, signal: AbortSignal): Promise<void> {
  await pauseFor(Math.min(25 * 2 ** Math.min(failures, 10), LONGEST_PAUSE), signal);
}

/** Whether the next try would fail as well. */
export function isHopeless(failure: unknown): boolean {
  return !(failure instanceof TransientFailure);
}

/** Between half and the whole of it, so that many that failed together do not come back together. */
async function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  const jittered = milliseconds * (0.5 + Math.random() / 2);
  await sleep(jittered, undefined, { signal }).catch(() => undefined);
}
