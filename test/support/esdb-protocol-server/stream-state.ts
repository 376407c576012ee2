import type { LogRecord } from './event-log.js';

/** The events of one stream. */
export class StreamState {
  readonly records: LogRecord[] = [];

  constructor(readonly name: string) {}

  /** Revision of the last event, -1 where there is none. */
  get last(): number {
    return this.records.length - 1;
  }

  get tombstoned(): boolean {
    return this.records.at(-1)?.tombstone === true;
  }

  add(record: LogRecord): void {
    this.records.push(record);
  }

  /** What `$tb`, `$maxCount` and `$maxAge` leave. */
  visible(metadata: Record<string, unknown>, now = Date.now()): LogRecord[] {
    const { $tb = 0, $maxCount = Infinity, $maxAge = Infinity } = metadata as Record<string, number>;
    const first = Math.max($tb, this.records.length - $maxCount);
    return this.records.filter(({ revision, created }) => revision >= first && created >= now - $maxAge * 1_000);
  }
}
