import Bottleneck from 'bottleneck';

/** How much of GitHub's patience one installation may use. */
export interface RequestLimits {
  /** Requests under way at once; GitHub allows 100. */
  readonly concurrency: number;
  /** Writes that may go out at once after a quiet time. */
  readonly burst: number;
  /** Writes a minute after that; GitHub allows 80 that create content. */
  readonly writesPerMinute: number;
  /** Writes that may wait for their turn; one more fails with `TransientFailure` instead of queueing for minutes. */
  readonly waitingWrites: number;
}

export const DEFAULT_LIMITS: RequestLimits = { concurrency: 40, burst: 60, writesPerMinute: 80, waitingWrites: 20 };

const STEP_MS = 3_000;
const FORGOTTEN_AFTER_MS = 300_000;

/**
 * The queues of `@octokit/plugin-throttling`, one of each per installation. The plugin's own let through one write a
 * second over all installations, which would hold up the first status of every check in a busy hour.
 */
export function requestGroups({ concurrency, burst, writesPerMinute, waitingWrites }: RequestLimits) {
  const timeout = FORGOTTEN_AFTER_MS;
  return {
    global: new Bottleneck.Group({ id: 'github-requests', timeout, maxConcurrent: concurrency }),
    auth: new Bottleneck.Group({ id: 'github-auth', timeout, maxConcurrent: 1 }),
    search: new Bottleneck.Group({ id: 'github-search', timeout, maxConcurrent: 1, minTime: 2_000 }),
    // Comments and issues count among the writes: no queue of their own.
    notifications: new Bottleneck.Group({ id: 'github-notifications', timeout }),
    write: new Bottleneck.Group({
      id: 'github-writes',
      timeout,
      reservoir: burst,
      reservoirIncreaseInterval: STEP_MS,
      reservoirIncreaseAmount: Math.max(1, Math.round((writesPerMinute * STEP_MS) / 60_000)),
      reservoirIncreaseMaximum: burst,
      highWater: waitingWrites,
      strategy: Bottleneck.strategy.OVERFLOW,
    }),
  };
}

/** The write was not even queued, because too many wait already. */
export function isOverflow(error: unknown): boolean {
  return error instanceof Bottleneck.BottleneckError;
}

/** Time after which a write that found the queue full may try again. */
export function overflowDelay({ waitingWrites, writesPerMinute }: RequestLimits): number {
  return Math.ceil((waitingWrites / writesPerMinute) * 60_000);
}
