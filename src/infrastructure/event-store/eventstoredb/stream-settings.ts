import { createHash } from 'node:crypto';
import { categoryOf, type NewEvent } from '../../../application/ports/event-store.js';
import type { AppendPipeline } from './append-pipeline.js';
import { persistently } from './back-off.js';
import { encodeAppend } from './encoded-append.js';

/** What the server drops of old events by itself, with the next scavenge. */
export interface Retention {
  /** Days that the events of a `delivery-` stream are kept. */
  readonly deliveryDays: number;
  /** Events that a `lease-` stream keeps. */
  readonly leaseEvents: number;
}

/** Settings wait in line up to this number; beyond it the streams are kept without, until nobody knows them any more. */
const LONGEST_LINE = 100_000;

/**
 * Writes `$maxAge` and `$maxCount` for new streams, behind the appends: one at a time, when the stream is on disk and
 * acknowledged. EventStoreDB has no such setting for a category, and waiting for one of a stream would double what a
 * delivery costs. If the process ends before the line is empty, those streams only keep their events longer.
 */
export class StreamSettings {
  private readonly line: { stream: string; settings: object }[] = [];
  private working: Promise<void> | undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly pipeline: AppendPipeline,
    private readonly retention: Retention,
  ) {}

  /** Of a stream that was just created. */
  add(stream: string): void {
    const settings = this.settingsOf(stream);
    if (!settings || this.line.length >= LONGEST_LINE || this.closing.signal.aborted) return;
    this.line.push({ stream, settings });
    this.working ??= this.work();
  }

  /** Waits for the line, at most so long. */
  async close(limitMs: number): Promise<void> {
    const timer = setTimeout(() => this.closing.abort(), limitMs);
    await this.working;
    clearTimeout(timer);
    this.closing.abort();
  }

  private settingsOf(stream: string): object | undefined {
    switch (categoryOf(stream)) {
      case 'delivery':
        return { $maxAge: Math.round(this.retention.deliveryDays * 86_400) };
      case 'lease':
        return { $maxCount: this.retention.leaseEvents };
      default:
        return undefined;
    }
  }

  private async work(): Promise<void> {
    for (let next = this.line.shift(); next && !this.closing.signal.aborted; next = this.line.shift()) {
      const append = encodeAppend(`$$${next.stream}`, [settingsEvent(next.stream, next.settings)]);
      // The same id makes it harmless that two nodes may write it. A stream whose settings an operator has changed is
      // left alone: it is not new.
      await persistently(() => this.pipeline.append(append, 'no-stream'), this.closing.signal).catch(() => undefined);
    }
    this.working = undefined;
  }
}

function settingsEvent(stream: string, settings: object): NewEvent {
  const id = uuidOf(`settings of ${stream}`);
  return {
    id,
    type: '$metadata',
    data: settings,
    metadata: { $correlationId: id, $causationId: id, schemaVersion: 1, at: new Date().toISOString() },
  };
}

/** A UUID that only depends on the text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
