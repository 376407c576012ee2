import { Injectable } from '@nestjs/common';
import { partsOf } from '../../domain/delivery/delivery.js';
import { deliveryEvents, type DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { EventStore, type RecordedEvent } from '../ports/event-store.js';
import { decode } from './event-codec.js';

export type JobPlanned = Extract<DeliveryEvent, { type: 'JobPlanned' }>['data'];

/** The planned jobs of a delivery, whole, as they were decided. */
@Injectable()
export class PlannedJobs {
  constructor(private readonly store: EventStore) {}

  /** Its events, or only those that are wanted. */
  async events(stream: string, isWanted: (event: RecordedEvent) => boolean = () => true): Promise<DeliveryEvent[]> {
    const recorded = await this.store.readStream(stream);
    return recorded.filter(isWanted).flatMap((event) => decode(deliveryEvents, event) ?? []);
  }

  /** The job that a part belongs to. */
  async ofPart(stream: string, part: string): Promise<JobPlanned | undefined> {
    for (const event of await this.events(stream)) {
      if (event.type !== 'JobPlanned') continue;
      const { origin, action } = event.data;
      if (part in partsOf(action, origin.job.index, origin.job.package)) return event.data;
    }
    return undefined;
  }
}
