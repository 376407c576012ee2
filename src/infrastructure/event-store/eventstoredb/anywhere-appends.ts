import {
  WrongExpectedRevision,
  type AppendResult,
  type ExpectedRevision,
  type RecordedEvent,
} from '../../../application/ports/event-store.js';
import { TransientFailure } from '../../../application/ports/failure.js';
import type { EncodedAppend } from './encoded-append.js';

/** How far back a repeated append is looked for: others may have appended since the first time. */
const REPEAT_WINDOW = 64;

/** So many appends whose fate is unknown are remembered. */
const IN_DOUBT = 10_000;

type ReadBack = (stream: string, limit: number) => Promise<RecordedEvent[]>;
type AppendAt = (append: EncodedAppend, expected: ExpectedRevision) => Promise<AppendResult>;

/**
 * Appends that expect any revision. The server knows their ids again only until it is started anew, for it keeps them in
 * memory; so each is looked for at the end of its stream and then appended behind what was seen there, which the server
 * answers rightly for ever. Those of one stream wait in line, for they would only refuse each other.
 */
export class AnywhereAppends {
  private readonly lines = new Map<string, Promise<unknown>>();
  /** Where appends were tried that the store gave up, by their first id: when they come again, there first. */
  private readonly inDoubt = new Map<string, ExpectedRevision>();

  constructor(
    private readonly readBack: ReadBack,
    private readonly appendAt: AppendAt,
  ) {}

  async append(append: EncodedAppend): Promise<AppendResult> {
    const before = this.lines.get(append.stream) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => this.attempt(append));
    this.lines.set(append.stream, mine);
    try {
      return await mine;
    } finally {
      if (this.lines.get(append.stream) === mine) this.lines.delete(append.stream);
    }
  }

  private async attempt(append: EncodedAppend): Promise<AppendResult> {
    let expected = this.inDoubt.get(keyOf(append));
    let actual: number | undefined;
    for (;;) {
      if (expected === undefined) {
        const recent = (await this.readBack(append.stream, append.ids.length + REPEAT_WINDOW)).reverse();
        const repeated = answerOf(append, recent);
        if (repeated) return repeated;
        // A stream whose events have all expired reads as empty and still goes on from its last revision.
        expected = recent.at(-1)?.revision ?? actual ?? 'no-stream';
      }
      try {
        return await this.attemptAt(append, expected);
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
        // Another was faster: look again.
        [expected, actual] = [undefined, error.actual];
      }
    }
  }

  private async attemptAt(append: EncodedAppend, expected: ExpectedRevision): Promise<AppendResult> {
    try {
      const result = await this.appendAt(append, expected);
      this.inDoubt.delete(keyOf(append));
      return result;
    } catch (error) {
      if (error instanceof TransientFailure) this.remember(append, expected);
      else this.inDoubt.delete(keyOf(append));
      throw error;
    }
  }

  private remember(append: EncodedAppend, expected: ExpectedRevision): void {
    this.inDoubt.set(keyOf(append), expected);
    const oldest = this.inDoubt.keys().next().value;
    if (this.inDoubt.size > IN_DOUBT && oldest !== undefined) this.inDoubt.delete(oldest);
  }
}

function keyOf({ stream, ids }: EncodedAppend): string {
  return `${ids[0]} ${stream}`;
}

/** The first answer, when the same events are there already. Throws when only some of them are. */
function answerOf({ stream, ids }: EncodedAppend, recent: readonly RecordedEvent[]): AppendResult | undefined {
  const place = recent.findIndex(({ id }) => id === ids[0]);
  if (place < 0) return undefined;
  const there = recent.slice(place, place + ids.length);
  const last = there.at(-1);
  if (last && ids.every((id, at) => there[at]?.id === id)) return { revision: last.revision, position: last.position };
  throw new WrongExpectedRevision(stream, 'any', recent.at(-1)?.revision);
}
