import { leaseEvents, type LeaseEvent } from '../../domain/lease/lease.events.js';
import type { Clock } from '../ports/clock.js';
import { WrongExpectedRevision, type EventStore, type RecordedEvent } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import { decode, encode } from '../streams/event-codec.js';

const STREAM = 'lease-effects-0';
/** A lease that is about to be free is not asked for more often than that. */
const SHORTEST_PAUSE_MS = 50;

export interface LeadershipOptions {
  /** Name of this node, told to the others. No other node, and no earlier process of this one, may have the same. */
  readonly node: string;
  /** How long a lease lasts. Clocks of nodes must not differ by more than a third of it. 0: this is the only node, it always leads. */
  readonly leaseMs: number;
}

export interface LeadershipEvents {
  /**
   * This node performs effects from now on, until the signal aborts; everything up to the position must be known first.
   * The lease is renewed meanwhile.
   */
  onGained(position: number, term: AbortSignal): Promise<void>;
  /** The lease was renewed. */
  onRenewed(): void;
  /** Somebody else may perform them: begin nothing any more. */
  onLost(): Promise<void>;
}

/**
 * One node of several performs effects. Which, says a lease in the log: taken with the expected revision, so that two can not have
 * it, renewed in good time, and free for others when it has run out.
 */
export class Leadership {
  /** Ends when the lease is lost. */
  private term: AbortController | undefined;
  private until = 0;
  /** When the lease of another node runs out. */
  private freeAt = 0;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly options: LeadershipOptions,
  ) {}

  /** True while this node may begin effects. */
  get leads(): boolean {
    return this.term !== undefined && (this.options.leaseMs === 0 || this.clock.now().getTime() < this.until);
  }

  /** Takes part until the signal aborts, then lets go. */
  async run(signal: AbortSignal, events: LeadershipEvents): Promise<void> {
    const { leaseMs } = this.options;
    if (leaseMs === 0) {
      this.term = new AbortController();
      await events.onGained(0, this.term.signal);
      return;
    }
    while (!signal.aborted) {
      try {
        const taken = await this.take();
        // Another node had it since: what that did must be known before anything is begun.
        if (taken && this.term && !taken.again) await this.lose(events);
        if (taken && !this.term) this.gain(taken.position, events);
        else if (taken) events.onRenewed();
      } catch (error) {
        this.warn('the lease could not be renewed', error);
      }
      if (this.term && this.clock.now().getTime() >= this.until) await this.lose(events);
      await this.clock.sleep(this.pause(), signal);
    }
    if (this.term) await this.release().catch((error: unknown) => this.warn('the lease is not given back', error));
  }

  private gain(position: number, events: LeadershipEvents): void {
    this.term = new AbortController();
    this.log.info('this node performs effects now', { node: this.options.node });
    events.onGained(position, this.term.signal).catch((error: unknown) => this.warn('the effects do not begin', error));
  }

  /** The owner renews in good time; the others are there when it did not. */
  private pause(): number {
    const third = this.options.leaseMs / 3;
    if (this.term) return third;
    return Math.min(third, Math.max(SHORTEST_PAUSE_MS, this.freeAt - this.clock.now().getTime()));
  }

  /** The event that gives this node the lease, and whether it had it until then; undefined: another node has it. */
  private async take(): Promise<{ readonly position: number; readonly again: boolean } | undefined> {
    const { node, leaseMs } = this.options;
    const now = this.clock.now().getTime();
    const [last] = await this.store.readStream(STREAM, { from: 'end', direction: 'backwards', limit: 1 });
    if (last && !isFree(last, node, now)) {
      this.until = 0;
      this.freeAt = endOf(last);
      return undefined;
    }
    const until = now + leaseMs;
    try {
      const { position } = await this.append(last, {
        type: 'LeaseTaken',
        data: { node, until: new Date(until).toISOString() },
      });
      this.until = until;
      return { position, again: last !== undefined && isOwn(last, node) };
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
      this.until = 0;
      return undefined;
    }
  }

  private async lose(events: LeadershipEvents): Promise<void> {
    this.term?.abort();
    this.term = undefined;
    this.log.warn('this node no longer performs effects', { node: this.options.node });
    await events.onLost();
  }

  private async release(): Promise<void> {
    this.term = undefined;
    const { node } = this.options;
    const [last] = await this.store.readStream(STREAM, { from: 'end', direction: 'backwards', limit: 1 });
    if (!last || !isOwn(last, node)) return;
    await this.append(last, { type: 'LeaseReleased', data: { node, at: this.clock.now().toISOString() } });
  }

  private warn(message: string, error: unknown): void {
    this.log.warn(message, { node: this.options.node, error: error instanceof Error ? error.message : error });
  }

  private append(last: RecordedEvent | undefined, event: LeaseEvent) {
    const { data, version } = encode(leaseEvents, event);
    return this.store.append(STREAM, last ? last.revision : 'no-stream', [
      {
        id: crypto.randomUUID(),
        type: event.type,
        data,
        metadata: {
          $correlationId: STREAM,
          $causationId: this.options.node,
          schemaVersion: version,
          at: this.clock.now().toISOString(),
        },
      },
    ]);
  }
}

function isOwn(last: RecordedEvent, node: string): boolean {
  const event = decode(leaseEvents, last);
  return event?.type === 'LeaseTaken' && event.data.node === node;
}

function isFree(last: RecordedEvent, node: string, now: number): boolean {
  return isOwn(last, node) || endOf(last) <= now;
}

/** Milliseconds since 1970; 0: it was released. */
function endOf(last: RecordedEvent): number {
  const event = decode(leaseEvents, last);
  return event?.type === 'LeaseTaken' ? Date.parse(event.data.until) : 0;
}
