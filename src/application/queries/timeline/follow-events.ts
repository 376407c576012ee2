import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { eventCatalogue } from '../../../domain/event-catalogue.js';
import { EventStore } from '../../ports/event-store.js';
import { tellEvent, type ToldEvent } from './told-event.js';

/** What is stored from now on, or from a position on, as it is stored, until the signal aborts. */
export class FollowEvents extends Query<AsyncIterable<ToldEvent>> {
  constructor(
    readonly signal: AbortSignal,
    /** Only what comes after this position; undefined: after what is there now. */
    readonly after?: number,
  ) {
    super();
  }
}

/** Parts of big texts tell nobody anything. */
const categories = eventCatalogue.map(({ category }) => category).filter((category) => category !== 'blob');

@QueryHandler(FollowEvents)
export class FollowEventsHandler implements IQueryHandler<FollowEvents> {
  constructor(private readonly store: EventStore) {}

  async execute({ signal, after }: FollowEvents): Promise<AsyncIterable<ToldEvent>> {
    return this.follow(after ?? (await this.store.head()), signal);
  }

  private async *follow(after: number, signal: AbortSignal): AsyncGenerator<ToldEvent> {
    for await (const { events } of this.store.subscribe({ after, filter: { categories }, signal }))
      yield* events.map(tellEvent);
  }
}
