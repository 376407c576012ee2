import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { PlannedJobs } from '../../streams/planned-jobs.js';
import { tellDelivery, type DeliveryStory } from './delivery-story.js';

/** One delivery by its stream; undefined: there is none. */
export class ShowDelivery extends Query<DeliveryStory | undefined> {
  constructor(readonly stream: string) {
    super();
  }
}

/** Reads the log, so that who has just sent a delivery finds it. */
@QueryHandler(ShowDelivery)
export class ShowDeliveryHandler implements IQueryHandler<ShowDelivery> {
  constructor(private readonly deliveries: PlannedJobs) {}

  async execute({ stream }: ShowDelivery): Promise<DeliveryStory | undefined> {
    return tellDelivery(stream, await this.deliveries.events(stream));
  }
}
