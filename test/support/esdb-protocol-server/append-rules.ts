import type { LogRecord } from './event-log.js';
import type { StreamState } from './stream-state.js';

/** An event as a client sends it. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

export type Expected = number | 'any' | 'no-stream' | 'stream-exists';

export interface Written {
  readonly kind: 'written';
  readonly revision: number;
  readonly position: number | undefined;
}

export type Decision =
  | { readonly kind: 'write' }
  | Written
  | { readonly kind: 'wrong-version'; readonly current: number }
  | { readonly kind: 'deleted' };

/** Bytes that one append may have. The server counts the data of the events and nothing else. */
export const MAX_APPEND_SIZE = 1_048_576;

/** Whether an append is new, a repetition of one that was written, or refused. */
export function decide(
  stream: StreamState,
  softDeleted: boolean,
  recent: ReadonlyMap<string, LogRecord>,
  expected: Expected,
  events: readonly ProposedEvent[],
): Decision {
  const wrong: Decision = { kind: 'wrong-version', current: stream.last };
  if (stream.tombstoned) return { kind: 'deleted' };
  if (expected === 'stream-exists') {
    if (softDeleted) return { kind: 'deleted' };
    if (stream.last < 0) return wrong;
  }
  if (expected === 'any' || expected === 'stream-exists') {
    const there = events
      .map(({ id }) => recent.get(id))
      .map((record) => (inStream(record, stream) ? record : undefined));
    return repetitionOf(there, wrong) ?? { kind: 'write' };
  }
  const revision = expected === 'no-stream' ? -1 : expected;
  if (revision > stream.last) return wrong;
  if (revision === stream.last) return { kind: 'write' };
  const there = events.map(({ id }, n) => {
    const record = stream.records[revision + 1 + n];
    return record?.id === id ? record : undefined;
  });
  return repetitionOf(there, wrong) ?? (expected === 'no-stream' && softDeleted ? { kind: 'write' } : wrong);
}

/** Undefined: not even the first one is there. */
function repetitionOf(there: readonly (LogRecord | undefined)[], wrong: Decision): Decision | undefined {
  if (!there[0]) return undefined;
  const last = there.at(-1);
  if (!last || there.includes(undefined)) return wrong;
  return { kind: 'written', revision: last.revision, position: last.position };
}

function inStream(record: LogRecord | undefined, stream: StreamState): boolean {
  return record?.stream === stream.name;
}
