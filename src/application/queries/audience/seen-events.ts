import { Injectable } from '@nestjs/common';
import type { DeliveryEvent } from '../../../domain/delivery/delivery.events.js';
import type { Moment } from '../../past/moment.js';
import { statesAt } from '../../past/past-events.js';
import type { StreamStates } from '../../past/stream-states.js';
import { streamsInOrder } from '../../past/streams-in-order.js';
import { EventStore, type RecordedEvent } from '../../ports/event-store.js';
import { CHECKS, type CheckRow } from '../../projections/checks-table.js';
import { CurrentStates } from '../../projections/current-states.js';
import { PlannedJobs } from '../../streams/planned-jobs.js';
import { todaysEvent } from '../../streams/readable-event.js';
import type { Sight } from './sight.js';
import type { FamilyStream } from './stream-family.js';

/** The log as one audience sees it. */
@Injectable()
export class SeenEvents {
  constructor(
    private readonly store: EventStore,
    private readonly states: CurrentStates,
    private readonly deliveries: PlannedJobs,
  ) {}

  /** Events of streams behind a position, in the order of the log, read as they are asked for. */
  inOrder(streams: readonly FamilyStream[], after: number, sight: Sight): AsyncIterable<RecordedEvent> {
    const seen = streams.filter(({ stream }) => sight.sees(stream));
    return streamsInOrder(this.store, seen, after);
  }

  /** What streams were at a moment; `at` undefined: what they are now. */
  statesAt(streams: readonly string[], at: Moment | undefined, sight: Sight): Promise<StreamStates> {
    const seen = streams.filter((stream) => sight.sees(stream));
    return statesAt(this.store, seen, at, todaysEvent);
  }

  /** Events of a delivery that are wanted; none, when it is not seen. */
  async delivery(
    stream: string,
    sight: Sight,
    isWanted: (event: RecordedEvent) => boolean = () => true,
  ): Promise<DeliveryEvent[]> {
    return sight.sees(stream) ? this.deliveries.events(stream, isWanted) : [];
  }

  /** A check as it is now; undefined: there is none, or it is not seen. */
  async check(key: string, sight: Sight): Promise<CheckRow | undefined> {
    return sight.get(CHECKS, key) && this.states.check(key);
  }
}
