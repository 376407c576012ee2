import { checkEvents, type CheckEvent } from '../../domain/check/check.events.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { TableChange } from '../ports/read-models.js';
import { decode } from '../streams/event-codec.js';
import type { Said } from './bulk-streams.js';
import { applyCheckEvent, checkChange, emptyCheck, isWanted, type Addresses, type CheckRow } from './checks-table.js';
import type { CurrentStates } from './current-states.js';
import { KeyFilter } from './key-filter.js';
import type { EventMark } from './touched-stream.js';

const STREAM_PREFIX = `${checkEvents.category}-`;

/** A check in memory. */
interface Held {
  /** The last event of each type: an event replaces what the one before it of the same type said. */
  readonly events: RecordedEvent[];
  /** The last word of each stream. */
  readonly said: Said[];
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
    private readonly states: Pick<CurrentStates, 'check'>,
    private readonly ids: Ids,
    private readonly addresses: Addresses,
  ) {}

  /** Takes what was published from a run of events. Events of other categories are left alone. */
  fold(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (event.stream.startsWith(STREAM_PREFIX) && event.type in checkEvents.schemas)
        replace(this.touch(event.stream.slice(STREAM_PREFIX.length), event).events, event, 'type');
    }
  }

  say(said: Said): void {
    replace(this.touch(said.key, said).said, said, 'stream');
  }

  /** Ends a round and answers the rows of checks that were quiet in it, or of `all`, and forgets these. */
  async take(all: boolean): Promise<TableChange[]> {
    const quiet = [...this.held].filter(([, { round }]) => all || round !== this.round);
    this.round += 1;
    this.fresh = 0;
    const changes: TableChange[] = [];
    for (const [key, held] of quiet) {
      this.held.delete(key);
      const before = this.written.mayHave(key) ? await this.states.check(key) : undefined;
      const row = updated(before ?? emptyCheck, held);
      this.written.add(key);
      if (isWanted(row, this.addresses, this.ids)) this.waiting.set(key, markOf(held));
      else this.waiting.delete(key);
      changes.push({ ...checkChange(key, row), isNew: before === undefined });
    }
    return changes;
  }

  private touch(key: string, by: RecordedEvent | Said): Held {
    const known = this.held.get(key);
    if (!known) {
      const held: Held = { events: [], said: [], by, round: this.round };
      this.held.set(key, held);
      this.fresh += 1;
      return held;
    }
    if (by.position > known.by.position) known.by = by;
    known.round = this.round;
    return known;
  }
}

/** In place of the one with the same value under `by`, or at the end. */
function replace<Item, By extends keyof Item>(items: Item[], item: Item, by: By): void {
  const at = items.findIndex((known) => known[by] === item[by]);
  items[at < 0 ? items.length : at] = item;
}

function updated(row: CheckRow, { events, said }: Held): CheckRow {
  let next = row;
  if (said.length > 0) {
    const contributions = new Map(row.contributions);
    for (const { stream, contribution } of said) {
      if (contribution) contributions.set(stream, contribution);
      else contributions.delete(stream);
    }
    next = { ...row, contributions };
  }
  for (const event of events) next = applyCheckEvent(next, decode(checkEvents, event) as CheckEvent);
  return next;
}

function markOf({ by }: Held): EventMark {
  return { position: by.position, correlationId: 'metadata' in by ? by.metadata.$correlationId : by.correlationId };
}
