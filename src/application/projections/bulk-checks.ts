import { checkEvents, type CheckEvent } from '../../domain/check/check.events.js';
import type { CheckContribution } from '../../domain/check/contribution.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { TableChange } from '../ports/read-models.js';
import { decode } from '../streams/event-codec.js';
import type { RowReader, Said } from './bulk-streams.js';
import { applyCheckEvent, checkChange, emptyCheck, isWanted, type Addresses, type CheckRow } from './checks-table.js';
import { KeyFilter } from './key-filter.js';
import type { EventMark } from './touched-stream.js';

const STREAM_PREFIX = `${checkEvents.category}-`;

/** A check in memory. */
interface Held {
  /** As it was written last; undefined: it was not read yet, or there is none. */
  row: CheckRow | undefined;
  /** Since then, the last event of each type: an event replaces what the one before it of the same type said. */
  events: Map<string, RecordedEvent>;
  said: Map<string, CheckContribution | null>;
  /** What was last about it. */
  by: RecordedEvent | Said;
  round: number;
}

/** Rows of checks from what streams say about them and from what was published, worked out when they have come to rest. */
export class BulkChecks {
  private readonly held = new Map<string, Held>();
  private readonly written = new KeyFilter();
  private round = 0;
  /** Checks that came into memory in this round. */
  fresh = 0;
  /** Checks whose publication is wanted, as far as was taken out, and the event that was last about each. */
  readonly waiting = new Map<string, EventMark>();

  constructor(
    private readonly rows: RowReader,
    private readonly ids: Ids,
    private readonly addresses: Addresses,
  ) {}

  /** Takes what was published from a run of events. Events of other categories are left alone. */
  fold(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (event.stream.startsWith(STREAM_PREFIX) && event.type in checkEvents.schemas)
        this.touch(event.stream.slice(STREAM_PREFIX.length), event).events.set(event.type, event);
    }
  }

  say(said: Said): void {
    this.touch(said.key, said).said.set(said.stream, said.contribution);
  }

  /** Ends a round and answers the rows of checks that have changed and were quiet in it, or of `all`. */
  take(all: boolean): TableChange[] {
    const quiet: [string, Held][] = [];
    for (const entry of this.held) {
      const [key, { round, events, said }] = entry;
      if (round === this.round && !all) continue;
      if (events.size + said.size > 0) quiet.push(entry);
      else this.held.delete(key);
    }
    this.round += 1;
    this.fresh = 0;
    const unread = quiet.flatMap(([key, { row }]) => (row || !this.written.mayHave(key) ? [] : [key]));
    const read = unread.length > 0 ? this.rows('checks', unread) : new Map<string, unknown>();
    return quiet.map(([key, held]) => {
      const before = held.row ?? (read.get(key) as CheckRow | undefined);
      const row = updated(before ?? emptyCheck, held);
      held.row = row;
      this.written.add(key);
      held.events = new Map();
      held.said = new Map();
      if (isWanted(row, this.addresses, this.ids)) this.waiting.set(key, markOf(held));
      else this.waiting.delete(key);
      return { ...checkChange(key, row), isNew: before === undefined };
    });
  }

  private touch(key: string, by: RecordedEvent | Said): Held {
    const known = this.held.get(key);
    if (!known) {
      const held: Held = { row: undefined, events: new Map(), said: new Map(), by, round: this.round };
      this.held.set(key, held);
      this.fresh += 1;
      return held;
    }
    if (by.position > known.by.position) known.by = by;
    known.round = this.round;
    return known;
  }
}

function updated(row: CheckRow, { events, said }: Held): CheckRow {
  let next = row;
  if (said.size > 0) {
    const contributions: Record<string, CheckContribution> = { ...row.contributions };
    for (const [stream, contribution] of said) {
      if (contribution) contributions[stream] = contribution;
      else delete contributions[stream];
    }
    next = { ...row, contributions };
  }
  for (const event of events.values()) next = applyCheckEvent(next, decode(checkEvents, event) as CheckEvent);
  return next;
}

function markOf({ by }: Held): EventMark {
  return { position: by.position, correlationId: 'metadata' in by ? by.metadata.$correlationId : by.correlationId };
}
