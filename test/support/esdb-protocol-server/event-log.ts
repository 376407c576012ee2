import { decide, type Decision, type Expected, type ProposedEvent, type Written } from './append-rules.js';
import { RecordFile } from './record-file.js';
import { StreamState } from './stream-state.js';

/** An event on disk. Positions grow by what an event takes, as in a log of bytes. */
export interface LogRecord extends ProposedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** The last record of a stream that was deleted for ever. */
  readonly tombstone?: boolean;
}

/** `$tb` of a stream that was deleted but may come back. */
const SOFT_DELETED = Number('9223372036854775807');

const OVERHEAD_BYTES = 90;

/** The whole state: what a server knows. Kept in a file, where one is named, so that a server can be killed. */
export class EventLog {
  readonly records: LogRecord[] = [];
  private readonly streams = new Map<string, StreamState>();
  /** Where each event id was first written. A server that is started again has forgotten it. */
  private readonly recent = new Map<string, LogRecord>();
  private readonly listeners = new Set<() => void>();
  private readonly file: RecordFile | undefined;

  constructor(path?: string) {
    this.file = path === undefined ? undefined : new RecordFile(path);
    for (const record of this.file?.read() ?? []) this.add(record);
    this.recent.clear();
    if (this.records.length === 0)
      this.write('$$$scavenges', [systemEvent('$metadata', { $maxAge: 2_592_000 })], Date.now());
  }

  /** What is known of a stream, also of one that does not exist. */
  stream(name: string): StreamState {
    return this.streams.get(name) ?? new StreamState(name);
  }

  /** Decides and, where it is to be written, writes. */
  append(name: string, expected: Expected, events: readonly ProposedEvent[]): Decision {
    const stream = this.stream(name);
    const decision = decide(stream, this.softDeleted(name), this.recent, expected, events);
    if (decision.kind === 'written') return this.shown(name, decision);
    if (decision.kind !== 'write') return decision;
    const comesBack = this.softDeleted(name);
    const first = stream.last + 1;
    const last = this.write(name, events, Date.now());
    // What was deleted stays so. Until the second write is on disk the new events are hidden, too.
    if (comesBack) this.setMetadata(name, { ...this.metadata(name), $tb: first });
    return { kind: 'written', revision: last.revision, position: last.position };
  }

  /** Hides all events; an append brings the stream back. Answers the position of the deletion. */
  delete(name: string, expected: Expected): Decision {
    const { tombstoned, last } = this.stream(name);
    if (!tombstoned && last < 0) return { kind: 'wrong-version', current: last };
    return this.remove(name, expected, () => this.setMetadata(name, { ...this.metadata(name), $tb: SOFT_DELETED }));
  }

  /** Deletes a stream for ever. */
  tombstone(name: string, expected: Expected): Decision {
    return this.remove(name, expected, () =>
      this.write(name, [{ ...systemEvent('$streamDeleted', {}), json: false, data: Buffer.alloc(0) }], Date.now(), {
        tombstone: true,
      }),
    );
  }

  /** The settings of a stream. Of the settings themselves only the newest are kept. */
  metadata(name: string): Record<string, unknown> {
    if (name.startsWith('$$')) return { $maxCount: 1 };
    const data = this.stream(`$$${name}`).records.at(-1)?.data;
    return data ? (JSON.parse(data.toString('utf8')) as Record<string, unknown>) : {};
  }

  softDeleted(name: string): boolean {
    return Number(this.metadata(name)['$tb'] ?? 0) >= SOFT_DELETED;
  }

  /** Index of the first record at this position or behind it. */
  indexAt(position: number): number {
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.records[middle] as LogRecord).position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Called after each write. Answers how to stop that. */
  onWrite(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What the stream shows of itself, in order. */
  visible(name: string): LogRecord[] {
    return this.softDeleted(name) ? [] : this.stream(name).visible(this.metadata(name));
  }

  /** The position of an event that the stream does not show any more is not told. */
  private shown(name: string, written: Written): Decision {
    const there = this.visible(name).some(({ revision }) => revision === written.revision);
    return there ? written : { ...written, position: undefined };
  }

  private remove(name: string, expected: Expected, act: () => LogRecord): Decision {
    const decision = decide(this.stream(name), this.softDeleted(name), this.recent, expected, []);
    if (decision.kind !== 'write') return decision;
    const { revision, position } = act();
    return { kind: 'written', revision, position };
  }

  private setMetadata(name: string, metadata: Record<string, unknown>): LogRecord {
    // The number is beyond what JavaScript counts exactly, so it is written as text.
    const json = JSON.stringify(metadata).replace(/9223372036854776000/, '9223372036854775807');
    return this.write(`$$${name}`, [{ ...systemEvent('$metadata', {}), data: Buffer.from(json) }], Date.now());
  }

  private write(
    stream: string,
    events: readonly ProposedEvent[],
    created: number,
    more: Pick<LogRecord, 'tombstone'> = {},
  ): LogRecord {
    let { last } = this.stream(stream);
    const written = events.map((event) => {
      last += 1;
      const record = { ...event, stream, revision: last, position: this.nextPosition(), created, ...more };
      this.add(record);
      return record;
    });
    this.file?.append(written);
    for (const listener of this.listeners) listener();
    return written.at(-1) as LogRecord;
  }

  private nextPosition(): number {
    const before = this.records.at(-1);
    if (!before) return OVERHEAD_BYTES;
    const { position, stream, type, data, metadata } = before;
    return position + OVERHEAD_BYTES + Buffer.byteLength(stream + type) + data.length + metadata.length;
  }

  private add(record: LogRecord): void {
    this.records.push(record);
    if (!this.recent.has(record.id)) this.recent.set(record.id, record);
    const stream = this.streams.get(record.stream) ?? new StreamState(record.stream);
    this.streams.set(record.stream, stream);
    stream.add(record);
  }
}

function systemEvent(type: string, data: unknown): ProposedEvent {
  return {
    id: crypto.randomUUID(),
    type,
    json: true,
    data: Buffer.from(JSON.stringify(data)),
    metadata: Buffer.alloc(0),
  };
}
