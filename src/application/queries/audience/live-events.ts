import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { eventCatalogue } from '../../../domain/event-catalogue.js';
import { categoryOf, EventStore, type RecordedEvent } from '../../ports/event-store.js';
import { Log } from '../../ports/log.js';
import { Projector } from '../../projections/projector.js';
import type { Audience } from './audience.js';
import { Visibility, type Sight } from './sight.js';

/** Parts of big texts tell nobody anything. */
const categories = eventCatalogue.map(({ category }) => category).filter((category) => category !== 'blob');

/** Who hears of what is stored. */
export interface Listener {
  readonly audience: Audience;
  /** Hears of an event that its audience sees. Must be quick, and not throw. */
  hear(event: RecordedEvent, sight: Sight): void;
  /** Aborts when it, or this side, has had enough. */
  readonly listening: AbortController;
}

/** A run of the log as an audience sees it. */
export interface SeenRun {
  readonly events: readonly RecordedEvent[];
  readonly sight: Sight;
  /** Everything up to here was looked at. */
  readonly position: number;
  /** False: there may be more. */
  readonly isLast: boolean;
}

/**
 * What is stored, as it is stored. All listeners share one subscription of the store, so that a thousand of them cost no more reading
 * than one. An event is told when it is in the read models, which say who sees it.
 */
@Injectable()
export class LiveEvents implements OnModuleDestroy {
  private readonly listeners = new Set<Listener>();
  private following: { readonly stop: AbortController; readonly started: Promise<void> } | undefined;
  private position = 0;

  constructor(
    private readonly store: EventStore,
    private readonly visibility: Visibility,
    private readonly projector: Projector,
    private readonly log: Log,
  ) {}

  /** Tells everything behind the position that it answers. */
  async listen(listener: Listener): Promise<number> {
    this.following ??= this.follow();
    await this.following.started;
    const { signal } = listener.listening;
    if (signal.aborted) return this.position;
    this.listeners.add(listener);
    signal.addEventListener('abort', () => this.leave(listener), { once: true });
    return this.position;
  }

  onModuleDestroy(): void {
    for (const { listening } of [...this.listeners]) listening.abort();
    this.following?.stop.abort();
  }

  /** At most so many events behind a position, and up to another (default: all there are), whether they are seen or not. */
  async run(audience: Audience, after: number, limit: number, until = Infinity): Promise<SeenRun> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readAll({ after, filter: { categories }, limit }))
      if (event.position <= until) events.push(event);
      else break;
    await this.inReadModels(events);
    const sight = this.visibility.of(audience);
    const isLast = events.length < limit;
    const reached = isLast && until < Infinity ? until : (events.at(-1)?.position ?? after);
    return { events: events.filter(({ stream }) => sight.sees(stream)), sight, position: reached, isLast };
  }

  private leave(listener: Listener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    this.following?.stop.abort();
    this.following = undefined;
  }

  private follow(): NonNullable<LiveEvents['following']> {
    const stop = new AbortController();
    const started = this.store.head().then((head) => {
      this.position = head;
      this.tellWhatComes(head, stop.signal).catch((error: unknown) => {
        this.log.error('the live stream of events ends', { error: (error as Error).message });
        for (const { listening } of [...this.listeners]) listening.abort();
      });
    });
    started.catch(() => (this.following = undefined));
    return { stop, started };
  }

  private async tellWhatComes(after: number, signal: AbortSignal): Promise<void> {
    for await (const { events, checkpoint } of this.store.subscribe({ after, filter: { categories }, signal })) {
      await this.inReadModels(events);
      if (signal.aborted) return;
      const sights = { public: this.visibility.of('public'), operators: this.visibility.of('operators') };
      for (const event of events)
        for (const listener of this.listeners) {
          const sight = sights[listener.audience];
          if (sight.sees(event.stream)) listener.hear(event, sight);
        }
      this.position = Math.max(this.position, checkpoint);
    }
  }

  private async inReadModels(events: readonly RecordedEvent[]): Promise<void> {
    const known = new Set(this.projector.categories);
    const last = events.findLast(({ stream }) => known.has(categoryOf(stream)));
    if (last) await this.projector.waitFor(last.position);
  }
}
