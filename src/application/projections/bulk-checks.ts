import { checkEvents, type CheckEvent } from '../../domain/check/check.events.js';
import type { CheckContribution } from '../../domain/check/contribution.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { TableChange } from '../ports/read-models.js';
import { decode } from '../streams/event-codec.js';
import { applyCheckEvent, checkChange, emptyCheck, isWanted, type Addresses, type CheckRow } from './checks-table.js';
import type { CurrentStates } from './current-states.js';
import { KeyFilter } from './key-filter.js';

const STREAM_PREFIX = `${checkEvents.category}-`;

/** A check in memory. */
interface Held {
  /** The last event of each type: an event replaces what the one before it of the same type said. */
  readonly events: RecordedEvent[];
  /** The last word of each stream. */
  readonly said: Map<string, CheckContribution | null>;
  round: number;
}

/** So many rounds: a build and its tests speak one after the other, each up to two rounds after its last event. */
const QUIET_ROUNDS = 5;

/** Rows of checks from what streams say about them and from what was published, worked out when they have come to rest. */
export class BulkChecks {
  private readonly held = new Map<string, Held>();
  private readonly written = new KeyFilter();
  private round = 0;
  /** Checks that came into memory in this round. */
  fresh = 0;
  /** Checks whose publication is wanted, as far as was taken out. */
  readonly waiting = new Set<string>();

  constructor(
    private readonly states: Pick<CurrentStates, 'check'>,
    private readonly ids: Ids,
    private readonly addresses: Addresses,
  ) {}

  /** Takes what was published. Answers false for an event of another category, and leaves it alone. */
  add(event: RecordedEvent): boolean {
    if (!event.stream.startsWith(STREAM_PREFIX)) return false;
    if (event.type in checkEvents.schemas) {
      const { events } = this.touch(event.stream.slice(STREAM_PREFIX.length));
      const at = events.findIndex(({ type }) => type === event.type);
      events[at < 0 ? events.length : at] = event;
    }
    return true;
  }

  /** What a stream says about a check from now on; null: it does not speak about it any more. */
  say(key: string, stream: string, contribution: CheckContribution | null): void {
    this.touch(key).said.set(stream, contribution);
  }

  /** Ends a round and answers the rows of checks that have been quiet for some, or of `all`, and forgets these. */
  async take(all: boolean): Promise<TableChange[]> {
    const quiet = [...this.held].filter(([, { round }]) => all || this.round - round >= QUIET_ROUNDS);
    this.round += 1;
    this.fresh = 0;
    const changes: TableChange[] = [];
    for (const [key, held] of quiet) {
      this.held.delete(key);
      const before = this.written.mayHave(key) ? await this.states.check(key) : undefined;
      const row = updated(before ?? emptyCheck, held);
      this.written.add(key);
      if (isWanted(row, this.addresses, this.ids)) this.waiting.add(key);
      else this.waiting.delete(key);
      changes.push({ ...checkChange(key, row), isNew: before === undefined });
    }
    return changes;
  }

  private touch(key: string): Held {
    let held = this.held.get(key);
    if (!held) {
      held = { events: [], said: new Map(), round: this.round };
      this.held.set(key, held);
      this.fresh += 1;
    }
    held.round = this.round;
    return held;
  }
}

function updated(row: CheckRow, { events, said }: Held): CheckRow {
  let next = row;
  if (said.size > 0) {
    const contributions = new Map(row.contributions);
    for (const [stream, contribution] of said)
      if (contribution) contributions.set(stream, contribution);
      else contributions.delete(stream);
    next = { ...row, contributions };
  }
  for (const event of events) next = applyCheckEvent(next, decode(checkEvents, event) as CheckEvent);
  return next;
}
