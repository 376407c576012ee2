import type { CheckContribution } from '../../domain/check/contribution.js';
import { checkKey } from '../../domain/check/contribution.js';
import { categoryOf, type RecordedEvent } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { TableChange } from '../ports/read-models.js';
import { decode } from '../streams/event-codec.js';
import { stateTable, type StreamModel } from './stream-model.js';

/** Rows as they were written, by key; those that are not there are left out. */
export type RowReader = (table: string, keys: readonly string[]) => ReadonlyMap<string, unknown>;

/** What a stream says about a check from now on; null: it does not speak about it any more. */
export interface Said {
  readonly key: string;
  readonly stream: string;
  readonly contribution: CheckContribution | null;
  /** Position and correlation of the stream's last event then. */
  readonly position: number;
  readonly correlationId: string;
}

/** A stream in memory. */
interface Held {
  readonly model: StreamModel;
  state: unknown;
  /** The state that was written last; undefined: none was. */
  written: unknown;
  /** What came since `state`. */
  events: RecordedEvent[];
  last: RecordedEvent;
  /** The round in which its last event came. */
  round: number;
}

/** So many events of a stream are kept unfolded: their texts are less to move about in memory than the states between them. */
const UNFOLDED = 64;

/**
 * Folds runs of the log into states of streams and works out what follows only when a stream has been quiet for a whole
 * round: the events of a stream stand near each other in the log, so most states are written once, when they have come to
 * rest.
 */
export class BulkStreams {
  private readonly models: ReadonlyMap<string, StreamModel>;
  private readonly held = new Map<string, Held>();
  private round = 0;
  /** Streams that came into memory in this round. */
  fresh = 0;
  /** Streams that want something done, as far as was taken out. */
  readonly waiting = new Set<string>();

  constructor(
    models: readonly StreamModel[],
    private readonly rows: RowReader,
    private readonly log: Log,
  ) {
    this.models = new Map(models.map((model) => [model.definitions.category, model]));
  }

  get categories(): string[] {
    return [...this.models.keys()];
  }

  /** Takes a run of events into the states. Events of other categories are left alone. */
  fold(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      const held = this.held.get(event.stream) ?? this.hold(event);
      if (held) this.append(held, event);
    }
  }

  /**
   * Ends a round and answers the rows of streams that have changed and were quiet in it, or of `all`; `say` hears what they
   * mean for checks.
   */
  take(all: boolean, say: (said: Said) => void): TableChange[] {
    const changes: TableChange[] = [];
    for (const [stream, held] of this.held) {
      if (held.round === this.round && !all) continue;
      this.evolve(held);
      if (held.state === held.written) {
        this.held.delete(stream);
        continue;
      }
      const { model, state } = held;
      const table = stateTable(model.definitions.category);
      const put = { key: stream, columns: model.columnsOf(state), row: state };
      changes.push({ table, put, isNew: held.written === undefined });
      if (model.todosOf(stream, state).length > 0) this.waiting.add(stream);
      else this.waiting.delete(stream);
      speak(stream, held, say);
      held.written = state;
    }
    this.round += 1;
    this.fresh = 0;
    return changes;
  }

  /** A stream that is new, or that was written long ago and goes on. */
  private hold(event: RecordedEvent): Held | undefined {
    const { stream, revision } = event;
    const model = this.models.get(categoryOf(stream));
    if (!model) return undefined;
    const written =
      revision === 0 ? undefined : this.rows(stateTable(model.definitions.category), [stream]).get(stream);
    const state = written ?? model.initialState;
    const held: Held = { model, state, written, events: [], last: event, round: this.round };
    this.held.set(stream, held);
    this.fresh += 1;
    return held;
  }

  private append(held: Held, event: RecordedEvent): void {
    held.events.push(event);
    held.last = event;
    held.round = this.round;
    if (held.events.length > UNFOLDED) this.evolve(held);
  }

  private evolve(held: Held): void {
    for (const event of held.events) {
      const decoded = decode(held.model.definitions, event);
      if (decoded) held.state = held.model.evolve(held.state, decoded);
      else this.skipped(event);
    }
    held.events = [];
  }

  private skipped({ stream, revision, type }: RecordedEvent): void {
    const fields = { stream, revision, type };
    this.log.warn('an event of a type that this program does not know is skipped', fields);
  }
}

function speak(stream: string, { model, state, written, last }: Held, say: (said: Said) => void): void {
  const contributions = model.checksOf(stream, state);
  const silent = new Set(written === undefined ? [] : model.checksOf(stream, written).map(checkKey));
  if (contributions.length + silent.size === 0) return;
  const by = { stream, position: last.position, correlationId: last.metadata.$correlationId };
  for (const contribution of contributions) {
    const key = checkKey(contribution);
    silent.delete(key);
    say({ key, contribution, ...by });
  }
  for (const key of silent) say({ key, contribution: null, ...by });
}
