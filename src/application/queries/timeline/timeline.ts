import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isBy, type Moment } from '../../past/moment.js';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { SeenEvents } from '../audience/seen-events.js';
import { Visibility } from '../audience/sight.js';
import { StreamFamily } from '../audience/stream-family.js';
import { tellEventTo, type ToldEvent } from './told-event.js';

/** A part of a timeline, in the order of the log. */
export interface TimelinePage {
  readonly events: readonly ToldEvent[];
  /** The position behind which the next page begins; null: there is none. */
  readonly next: number | null;
}

/** Everything that happened around a stream or a subject, a page at a time; undefined: it is known nowhere. */
export class Timeline extends ReadQuery<TimelinePage | undefined> {
  constructor(
    audience: Audience,
    readonly id: string,
    /** At most so many events, behind this position. */
    readonly page: { readonly after: number; readonly limit: number },
    readonly at?: Moment,
  ) {
    super(audience);
  }
}

/** Characters of JSON of a page: some events are big. */
const PAGE_CHARACTERS = 500_000;

@QueryHandler(Timeline)
export class TimelineHandler implements IQueryHandler<Timeline> {
  constructor(
    private readonly visibility: Visibility,
    private readonly family: StreamFamily,
    private readonly seen: SeenEvents,
  ) {}

  async execute({ audience, id, page, at }: Timeline): Promise<TimelinePage | undefined> {
    const sight = this.visibility.of(audience);
    const streams = await this.family.of(id, sight);
    if (streams.length === 0) return undefined;
    const events: ToldEvent[] = [];
    let characters = 0;
    for await (const recorded of this.seen.inOrder(streams, page.after, sight)) {
      if (at && 'position' in at && recorded.position > at.position) break;
      if (at && !isBy(recorded, at)) continue;
      if (events.length >= page.limit || characters > PAGE_CHARACTERS) return { events, next: events.at(-1)!.position };
      const told = tellEventTo(recorded, sight);
      characters += JSON.stringify(told).length;
      events.push(told);
    }
    return { events, next: null };
  }
}
