import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EventStore } from '../../ports/event-store.js';
import { isBy, type Moment } from './moment.js';
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
    const events = await Promise.all(streams.map((stream) => this.store.readStream(stream)));
    return events
      .flat()
      .filter((event) => !at || isBy(event, at))
      .sort((one, other) => one.position - other.position)
      .map(tellEvent);
  }
}
