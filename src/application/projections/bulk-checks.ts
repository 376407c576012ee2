import { checkEvents, type CheckEvent } from '../../domain/check/check.events.js';
import type { CheckContribution } from '../../domain/check/contribution.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { TableChange, TableRow } from '../ports/read-models.js';
import { decode } from '../streams/event-codec.js';
import type { CheckPart, UnsettledCheck } from './check-parts.js';
import {
  applyCheckEvent,
  checkRow,
  CHECKS,
  decidingContribution,
  emptyCheck,
  isWanted,
  type Addresses,
  type CheckRow,
  type StoredCheck,
} from './checks-table.js';

const STREAM_PREFIX = `${checkEvents.category}-`;

/** A check in memory. */
interface Held {
  /** The last event of each type: an event replaces what the one before it of the same type said. */
  readonly events: RecordedEvent[];
  /** The last word of each stream that speaks about it. */
  readonly said: Map<string, CheckContribution>;
  /** Streams that ceased to; as a rule there are none. */
  silent: readonly string[];
  round: number;
}

/** So many rounds: a build and its tests speak one after the other, each up to two rounds after its last event. */
const QUIET_ROUNDS = 5;

/**
 * Rows of checks from what streams say about them and from what was published, worked out when they have come to rest. Nobody looks
 * what was written of a check before: of one that comes again the next part is written.
 */
export class BulkChecks {
  private readonly held = new Map<string, Held>();
  private round = 0;
  /** By key: those whose last part is not finished, wants to be published, or leaves it to earlier ones what the check says. */
  readonly unsettled = new Map<string, UnsettledCheck>();

  constructor(
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
    const held = this.touch(key);
    if (held.silent.length > 0) held.silent = held.silent.filter((other) => other !== stream);
    if (contribution) held.said.set(stream, contribution);
    else {
      held.said.delete(stream);
      held.silent = [...held.silent, stream];
    }
  }

  /** Ends a round, answers the parts of checks that have been quiet for some, or of `all`, and forgets these. */
  endRound(all: boolean): TableChange[] {
    const parts: TableChange[] = [];
    for (const [key, held] of this.held) {
      if (!all && this.round - held.round < QUIET_ROUNDS) continue;
      this.held.delete(key);
      parts.push({ table: CHECKS, put: this.part(key, held) });
    }
    this.round += 1;
    return parts;
  }

  private part(key: string, held: Held): TableRow {
    const check = made(held);
    const row = checkRow(key, check);
    const wanted = isWanted(check, this.addresses, this.ids);
    if (wanted || row.columns['open'] === 1 || decidingContribution(check)?.inconclusive)
      this.unsettled.set(key, { row, isWanted: wanted });
    else this.unsettled.delete(key);
    const { silent } = held;
    if (silent.length === 0) return row;
    const part: CheckPart = { ...(row.row as StoredCheck), silent };
    return { ...row, row: part };
  }

  private touch(key: string): Held {
    let held = this.held.get(key);
    if (!held) {
      held = { events: [], said: new Map(), silent: [], round: this.round };
      this.held.set(key, held);
    }
    held.round = this.round;
    return held;
  }
}

function made({ events, said }: Held): CheckRow {
  let row: CheckRow = { ...emptyCheck, contributions: said };
  for (const event of events) row = applyCheckEvent(row, decode(checkEvents, event) as CheckEvent);
  return row;
}
