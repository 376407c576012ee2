import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { LiveEvents } from '../audience/live-events.js';
import { tellEventTo, type ToldEvent } from './told-event.js';

/** Events of the whole log, in its order. */
export interface ReplayedEvents {
  readonly events: readonly ToldEvent[];
  /** Everything up to here is told, or is not to be seen. */
  readonly position: number;
  /** False: there may be more. */
  readonly isLast: boolean;
}

/** A page of what was stored behind a position, and up to another (default: all there is). */
export class ReplayEvents extends ReadQuery<ReplayedEvents> {
  constructor(
    audience: Audience,
    readonly after: number,
    readonly until?: number,
  ) {
    super(audience);
  }
}

/** Events that are looked at for a page, and characters of JSON in it. */
const MOST_EVENTS = 500;
const PAGE_CHARACTERS = 500_000;

@QueryHandler(ReplayEvents)
export class ReplayEventsHandler implements IQueryHandler<ReplayEvents> {
  constructor(private readonly live: LiveEvents) {}

  async execute({ audience, after, until }: ReplayEvents): Promise<ReplayedEvents> {
    const { events, sight, position, isLast } = await this.live.run(audience, after, MOST_EVENTS, until);
    const told: ToldEvent[] = [];
    let characters = 0;
    for (const event of events) {
      if (characters > PAGE_CHARACTERS) return { events: told, position: told.at(-1)!.position, isLast: false };
      told.push(tellEventTo(event, sight));
      characters += JSON.stringify(told.at(-1)).length;
    }
    return { events: told, position, isLast };
  }
}
