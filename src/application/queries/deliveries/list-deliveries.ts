import { setImmediate } from 'node:timers/promises';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { FindOptions, TableRow } from '../../ports/read-models.js';
import { stateTable } from '../../projections/stream-model.js';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { Visibility } from '../audience/sight.js';

/** What a delivery came to: `waiting` has not been looked at yet. */
export const deliveryOutcomes = ['waiting', 'ignored', 'reported', 'decided'] as const;
export type DeliveryOutcome = (typeof deliveryOutcomes)[number];

/** One line of the list of deliveries. */
export interface DeliveryLine {
  readonly id: string;
  readonly source: string;
  readonly event: string;
  readonly subject: string;
  readonly received_at: string;
  readonly outcome: DeliveryOutcome;
  /** Why it was ignored, what it reported, or what was decided on. */
  readonly reason: string | null;
  readonly planned: number;
  readonly skipped: number;
}

export interface DeliveriesWanted {
  readonly source?: string;
  readonly outcome?: DeliveryOutcome;
  readonly reason?: string;
  readonly subject?: string;
  readonly limit: number;
  /** Where the page before ended. */
  readonly behind?: DeliveryPlace;
}

/** A delivery by its place in the list. */
export interface DeliveryPlace {
  readonly receivedAt: string;
  readonly id: string;
}

export interface DeliveriesPage {
  readonly deliveries: readonly DeliveryLine[];
  /** Where the page ends, if there may be more. It may hold less than the limit all the same. */
  readonly end: DeliveryPlace | null;
}

/** Deliveries, newest first, a page at a time. */
export class ListDeliveries extends ReadQuery<DeliveriesPage> {
  constructor(
    audience: Audience,
    readonly wanted: DeliveriesWanted,
  ) {
    super(audience);
  }
}

const TABLE = stateTable('delivery');
/** Rows that are looked through at once, and for one page: what is wanted, or seen, may be rare. */
const ROWS = 500;
const MOST_ROWS = 50_000;

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly visibility: Visibility) {}

  async execute({ audience, wanted }: ListDeliveries): Promise<DeliveriesPage> {
    const sight = this.visibility.of(audience);
    const { subject, limit, behind } = wanted;
    if (subject !== undefined && !sight.mayLookFor(subject)) return { deliveries: [], end: null };
    const found: DeliveryLine[] = [];
    const where: FindOptions['where'] = subject === undefined ? {} : { subject };
    let [max, offset] = [behind?.receivedAt, 0];
    for (let looked = 0; looked < MOST_ROWS; looked += ROWS) {
      const options = { where: { ...where, ...(max !== undefined && { receivedAt: { max } }) }, limit: ROWS, offset };
      const run = sight.look(TABLE, { ...options, orderBy: ['-receivedAt'] }, 'receivedAt');
      for (const row of run.seen) {
        const line = lineOf(row);
        if (!isWanted(line, wanted)) continue;
        if (found.length === limit) return { deliveries: found, end: placeOf(found.at(-1)!) };
        found.push(line);
      }
      if (run.looked < ROWS) return { deliveries: found, end: null };
      offset = run.last === max ? offset + run.looked : run.tied;
      max = String(run.last);
      await setImmediate();
    }
    return { deliveries: found, end: { receivedAt: max ?? '', id: '' } };
  }
}

function isWanted(line: DeliveryLine, { source, outcome, reason, behind }: DeliveriesWanted): boolean {
  const isBefore = behind !== undefined && line.received_at === behind.receivedAt && line.id <= behind.id;
  const wanted = [
    [source, line.source],
    [outcome, line.outcome],
    [reason, line.reason],
  ];
  return !isBefore && wanted.every(([one, found]) => one === undefined || one === found);
}

function placeOf({ received_at: receivedAt, id }: DeliveryLine): DeliveryPlace {
  return { receivedAt, id };
}

function lineOf({ key, columns }: TableRow): DeliveryLine {
  return {
    id: key,
    source: String(columns['source']),
    event: String(columns['event']),
    subject: String(columns['subject']),
    received_at: String(columns['receivedAt']),
    outcome: columns['outcome'] as DeliveryOutcome,
    reason: columns['reason'] as string | null,
    planned: Number(columns['planned']),
    skipped: Number(columns['skipped']),
  };
}
