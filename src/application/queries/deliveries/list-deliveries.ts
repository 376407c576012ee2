import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadModels, type ColumnValue, type TableRow } from '../../ports/read-models.js';
import { stateTable } from '../../projections/stream-model.js';

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
}

/** Deliveries, newest first. */
export class ListDeliveries extends Query<readonly DeliveryLine[]> {
  constructor(readonly wanted: DeliveriesWanted) {
    super();
  }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly readModels: ReadModels) {}

  async execute({ wanted: { outcome, limit, ...equal } }: ListDeliveries): Promise<readonly DeliveryLine[]> {
    const where: Record<string, ColumnValue> = Object.fromEntries(
      Object.entries(equal).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    if (outcome !== undefined) where['outcome'] = outcome;
    return this.readModels.find(stateTable('delivery'), { where, orderBy: ['-receivedAt'], limit }).map(lineOf);
  }
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
