import { checkKey, type CheckContribution } from '../../domain/check/contribution.js';
import { categoryOf, type RecordedEvent } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { TableChange } from '../ports/read-models.js';
import { decode } from '../streams/event-codec.js';
import type { CurrentStates } from './current-states.js';
import { stateRow, stateTable, type StreamModel } from './stream-model.js';

/** What a stream says about a check from now on; null: it does not speak about it any more. */
export type Say = (key: string, stream: string, contribution: CheckContribution | null) => void;

/** The first event of a stream. */
export type BulkBegin = (event: RecordedEvent, decoded: { readonly type: string; readonly data: unknown }) => void;

/** A stream in memory. */
interface Held {
  readonly model: StreamModel;
  /** The revision of the first event that came. */
  readonly from: number;
  /** Position of the first event of the stream; -1: nobody has looked. */
  began: number;
  /** Position of the last event that came. */
  last: number;
  /** The state before that; undefined: the stream begins with it, or nobody has looked. */
  before: unknown;
  /** Undefined: nobody has looked what it was before. */
  state: unknown;
  /** What came since, as long as nobody has looked. */
  unfolded: RecordedEvent[];
  /** The round in which its last event came. */
  round: number;
}

/**
 * Folds a run of the log into states of streams and works out what follows only when a stream has come to rest: when no more events
 * are to be expected, or none came for a whole round. So most rows are written once. What a stream was before, if the run does not
 * have its beginning or it was at rest already, is folded from the log.
 */
export class BulkStreams {
  private readonly models: ReadonlyMap<string, StreamModel>;
  private readonly held = new Map<string, Held>();
  private round = 0;
  private rows: TableChange[] = [];
  /** Streams that want something done, as far as was taken out. */
  readonly waiting = new Set<string>();

  /** `say` hears what streams at rest mean for checks, `begin` of the first event of each stream. */
  constructor(
    models: readonly StreamModel[],
    private readonly states: Pick<CurrentStates, 'before'>,
    private readonly say: Say,
    private readonly begin: BulkBegin,
    private readonly log: Log,
  ) {
    this.models = new Map(models.map((model) => [model.definitions.category, model]));
  }

  get categories(): string[] {
    return [...this.models.keys()];
  }

  /** Takes an event in. Events of other categories are left alone. */
  add(event: RecordedEvent): void {
    const held = this.held.get(event.stream) ?? this.hold(event);
    if (!held) return;
    held.round = this.round;
    held.last = event.position;
    if (held.state === undefined) held.unfolded.push(event);
    else {
      this.evolve(held, event);
      if (held.model.isAtRest(held.state)) this.rest(event.stream, held);
    }
  }

  /** Answers the rows of streams that have come to rest. */
  take(): TableChange[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  /** Ends a round: streams that were quiet in it, or `all`, come to rest. */
  async endRound(all: boolean): Promise<void> {
    const held = [...this.held];
    await this.lookBack(held);
    for (const [stream, one] of held)
      if (all || one.round !== this.round || one.model.isAtRest(one.state)) this.rest(stream, one);
    this.round += 1;
  }

  private rest(stream: string, held: Held): void {
    this.held.delete(stream);
    const { model, state, before, from, began, last } = held;
    // Nothing has ever changed it.
    if (before === undefined && state === model.initialState) return;
    const isOpen = model.todosOf(stream, state).length > 0;
    if (isOpen) this.waiting.add(stream);
    else this.waiting.delete(stream);
    speak(stream, held, this.say);
    const table = stateTable(model.definitions.category);
    const put = stateRow(model, stream, state, { began, ended: isOpen ? null : last });
    this.rows.push({ table, put, isNew: from === 0 });
  }

  private hold({ stream, revision, position }: RecordedEvent): Held | undefined {
    const model = this.models.get(categoryOf(stream));
    if (!model) return undefined;
    const state = revision === 0 ? model.initialState : undefined;
    const began = revision === 0 ? position : -1;
    const { round } = this;
    const held: Held = { model, from: revision, began, last: position, before: undefined, state, unfolded: [], round };
    this.held.set(stream, held);
    return held;
  }

  /** Finds out what streams were before that did not begin here. */
  private async lookBack(streams: readonly (readonly [string, Held])[]): Promise<void> {
    const continued = streams.filter(([, { state }]) => state === undefined);
    if (continued.length === 0) return;
    const before = await this.states.before(new Map(continued.map(([stream, { from }]) => [stream, from])));
    for (const [stream, held] of continued) {
      const folded = before.get(stream);
      held.before = folded?.state;
      held.began = folded && folded.began >= 0 ? folded.began : held.last;
      held.state = held.before ?? held.model.initialState;
      for (const event of held.unfolded) this.evolve(held, event);
      held.unfolded = [];
    }
  }

  private evolve(held: Held, event: RecordedEvent): void {
    const decoded = decode(held.model.definitions, event);
    if (!decoded) return this.skipped(event);
    if (event.revision === 0) this.begin(event, decoded);
    held.state = held.model.evolve(held.state, decoded);
  }

  private skipped({ stream, revision, type }: RecordedEvent): void {
    const fields = { stream, revision, type };
    this.log.warn('an event of a type that this program does not know is skipped', fields);
  }
}

function speak(stream: string, { model, state, before }: Held, say: Say): void {
  const contributions = model.checksOf(stream, state);
  const silent = new Set(before === undefined ? [] : model.checksOf(stream, before).map(checkKey));
  for (const contribution of contributions) {
    const key = checkKey(contribution);
    silent.delete(key);
    say(key, stream, contribution);
  }
  for (const key of silent) say(key, stream, null);
}
