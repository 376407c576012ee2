import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { SeenEvents } from '../audience/seen-events.js';
import { Visibility } from '../audience/sight.js';
import { tellDelivery, type DeliveryStory } from './delivery-story.js';

/** One delivery by its stream; undefined: there is none. */
export class ShowDelivery extends ReadQuery<DeliveryStory | undefined> {
  constructor(
    audience: Audience,
    readonly stream: string,
  ) {
    super(audience);
  }
}

/** Reads the log, so that who has just sent a delivery finds it. */
@QueryHandler(ShowDelivery)
export class ShowDeliveryHandler implements IQueryHandler<ShowDelivery> {
  constructor(
    private readonly visibility: Visibility,
    private readonly seen: SeenEvents,
  ) {}

  async execute({ audience, stream }: ShowDelivery): Promise<DeliveryStory | undefined> {
    const sight = this.visibility.of(audience);
    return tellDelivery(stream, await this.seen.delivery(stream, sight), sight);
  }
}
