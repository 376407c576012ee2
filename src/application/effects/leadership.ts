import { leaseEvents, type LeaseEvent } from '../../domain/lease/lease.events.js';
import type { Clock } from '../ports/clock.js';
import { WrongExpectedRevision, type EventStore, type RecordedEvent } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import { decode, encode } from '../streams/event-codec.js';

const STREAM = 'lease-effects-0';

export interface LeadershipOptions {
  /** Name of this node, told to the others. */
  readonly node: string;
  /** How long a lease lasts. Clocks of nodes must not differ by more than a third of it. 0: this is the only node, it always leads. */
  readonly leaseMs: number;
}

export interface LeadershipEvents {
  /** This node performs effects from now on; everything up to the position must be known first. */
  onGained(position: number): Promise<void>;
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
  private leading = false;
  private until = 0;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly options: LeadershipOptions,
  ) {}

  /** True while this node may begin effects. */
  get leads(): boolean {
    return this.leading && (this.options.leaseMs === 0 || this.clock.now().getTime() < this.until);
  }

  /** Takes part until the signal aborts, then lets go. */
  async run(signal: AbortSignal, events: LeadershipEvents): Promise<void> {
    const { leaseMs, node } = this.options;
    if (leaseMs === 0) {
      this.leading = true;
      await events.onGained(0);
      return;
    }
    while (!signal.aborted) {
      try {
        const position = await this.take();
        if (position !== undefined && !this.leading) {
          this.leading = true;
          this.log.info('this node performs effects now', { node });
          await events.onGained(position);
        } else if (position !== undefined) events.onRenewed();
      } catch (error) {
        this.log.warn('the lease could not be renewed', {
          node,
          error: error instanceof Error ? error.message : error,
        });
      }
      if (this.leading && this.clock.now().getTime() >= this.until) await this.lose(events);
      await this.clock.sleep(leaseMs / 3, signal);
    }
    if (this.leading) await this.release();
  }

  /** Position of the event that gives this node the lease; undefined: another node has it. */
  private async take(): Promise<number | undefined> {
    const { node, leaseMs } = this.options;
    const now = this.clock.now().getTime();
    const [last] = await this.store.readStream(STREAM, { from: 'end', direction: 'backwards', limit: 1 });
    if (last && !isFree(last, node, now)) {
      this.until = 0;
      return undefined;
    }
    const until = now + leaseMs;
    try {
      const { position } = await this.append(last, {
        type: 'LeaseTaken',
        data: { node, until: new Date(until).toISOString() },
      });
      this.until = until;
      return position;
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
      this.until = 0;
      return undefined;
    }
  }

  private async lose(events: LeadershipEvents): Promise<void> {
    this.leading = false;
    this.log.warn('this node no longer performs effects', { node: this.options.node });
    await events.onLost();
  }

  private async release(): Promise<void> {
    this.leading = false;
    const { node } = this.options;
    const [last] = await this.store.readStream(STREAM, { from: 'end', direction: 'backwards', limit: 1 });
    if (!last || !isOwn(last, node)) return;
    await this.append(last, { type: 'LeaseReleased', data: { node, at: this.clock.now().toISOString() } });
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
  const event = decode(leaseEvents, last);
  return event?.type !== 'LeaseTaken' || event.data.node === node || Date.parse(event.data.until) <= now;
}
