import { checkEvents, type CheckEvent } from '../../domain/check/check.events.js';
import { checkKey } from '../../domain/check/contribution.js';
import { categoryOf, type RecordedEvent } from '../ports/event-store.js';
import type { ShownRepository } from '../../domain/forge/visibility.js';
import type { Log } from '../ports/log.js';
import { decode } from '../streams/event-codec.js';
import type { CurrentStates, FoldedStream } from './current-states.js';
import type { EventMark, TouchedStream, WantedSince } from './touched-stream.js';
import { shownBy } from './visibility-table.js';

/** What was published of a check, or refused. */
export interface CheckNews {
  readonly events: CheckEvent[];
  last: EventMark;
}

/** A run of events, and what it makes of its streams. Nobody else sees it before it is written. */
export class Batch {
  readonly streams = new Map<string, TouchedStream>();
  /** By key of the check. */
  readonly publications = new Map<string, CheckNews>();
  /** What deliveries say about who may see repositories, in their order. */
  readonly shown: ShownRepository[] = [];

  constructor(
    private readonly events: readonly RecordedEvent[],
    private readonly states: Pick<CurrentStates, 'models'>,
    private readonly log: Log,
  ) {}

  /** Of each stream whose state counts, the first revision in here. */
  firstRevisions(): Map<string, number> {
    const first = new Map<string, number>();
    for (const { stream, revision } of this.events)
      if (!first.has(stream) && this.states.models.has(categoryOf(stream))) first.set(stream, revision);
    return first;
  }

  /** `before`: the streams as they were. `wantedBefore`: what a stream wants done so far. */
  fold(before: ReadonlyMap<string, FoldedStream>, wantedBefore: (stream: string) => ReadonlySet<string>): void {
    for (const event of this.events) {
      const category = categoryOf(event.stream);
      if (category === checkEvents.category) this.foldPublication(event);
      else if (this.states.models.has(category)) this.foldStream(event, before, wantedBefore);
    }
  }

  private foldPublication(event: RecordedEvent): void {
    const decoded = decode(checkEvents, event) as CheckEvent | undefined;
    if (!decoded) return this.skipped(event);
    const key = checkKey(decoded.data);
    const news = this.publications.get(key) ?? { events: [], last: markOf(event) };
    news.events.push(decoded);
    news.last = markOf(event);
    this.publications.set(key, news);
  }

  private foldStream(
    event: RecordedEvent,
    before: ReadonlyMap<string, FoldedStream>,
    wantedBefore: (stream: string) => ReadonlySet<string>,
  ): void {
    const { stream, revision } = event;
    const model = this.states.models.get(categoryOf(stream))!;
    const decoded = decode(model.definitions, event);
    const earlier = this.streams.get(stream);
    const folded = before.get(stream);
    const first = earlier ? earlier.before : folded?.state;
    const was = earlier ? earlier.state : first;
    if (!decoded) this.skipped(event);
    else if (revision === 0) this.shown.push(...shownBy(decoded));
    // It has one event more all the same.
    if (!decoded && was === undefined) return;
    const state = decoded ? model.evolve(was ?? model.initialState, decoded) : was;
    const todos = model.todosOf(stream, state);
    const wanted: WantedSince =
      earlier?.wantedSince ?? new Map([...wantedBefore(stream)].map((key) => [key, undefined] as const));
    const last = markOf(event);
    const wantedSince = new Map(todos.map(({ key }) => [key, wanted.has(key) ? wanted.get(key) : last] as const));
    const began = earlier?.began ?? (folded && folded.began >= 0 ? folded.began : event.position);
    this.streams.set(stream, { before: first, state, revision, began, last, todos, wantedSince });
  }

  private skipped({ stream, revision, type }: RecordedEvent): void {
    this.log.warn('an event of a type that this program does not know is skipped', { stream, revision, type });
  }
}

function markOf({ position, metadata }: RecordedEvent): EventMark {
  return { position, correlationId: metadata.$correlationId };
}
