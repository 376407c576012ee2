import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { RecordedEvent } from '../../ports/event-store.js';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { LiveEvents } from '../audience/live-events.js';
import { tellEventTo, type ToldEvent } from './told-event.js';

/** Tells `hear` of events as they are stored, until `listening` aborts. Answers the position behind which nothing is left out. */
export class FollowEvents extends ReadQuery<number> {
  constructor(
    audience: Audience,
    /** Listeners of one audience hear of one and the same object. */
    readonly hear: (event: ToldEvent) => void,
    readonly listening: AbortController,
  ) {
    super(audience);
  }
}

@QueryHandler(FollowEvents)
export class FollowEventsHandler implements IQueryHandler<FollowEvents> {
  private readonly told: Readonly<Record<Audience, WeakMap<RecordedEvent, ToldEvent>>> = {
    public: new WeakMap(),
    operators: new WeakMap(),
  };

  constructor(private readonly live: LiveEvents) {}

  execute({ audience, hear, listening }: FollowEvents): Promise<number> {
    const told = this.told[audience];
    return this.live.listen({
      audience,
      listening,
      hear: (event, sight) => {
        const known = told.get(event) ?? tellEventTo(event, sight);
        told.set(event, known);
        hear(known);
      },
    });
  }
}
