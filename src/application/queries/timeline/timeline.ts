import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Moment } from '../../past/moment.js';
import { eventsUntil } from '../../past/past-events.js';
import { EventStore } from '../../ports/event-store.js';
import { StreamFamily } from './stream-family.js';
import { tellEvent, type ToldEvent } from './told-event.js';

/** Everything that happened around a stream or a subject, in the order of the log; undefined: it is known nowhere. */
export class Timeline extends Query<readonly ToldEvent[] | undefined> {
  constructor(
    readonly id: string,
    readonly at?: Moment,
  ) {
    super();
  }
}

@QueryHandler(Timeline)
export class TimelineHandler implements IQueryHandler<Timeline> {
  constructor(
    private readonly family: StreamFamily,
    private readonly store: EventStore,
  ) {}

  async execute({ id, at }: Timeline): Promise<readonly ToldEvent[] | undefined> {
    const streams = await this.family.of(id);
    if (streams.length === 0) return undefined;
    return (await eventsUntil(this.store, streams, at)).map(tellEvent);
  }
}
