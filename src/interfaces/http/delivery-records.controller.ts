import { Controller, Get, NotFoundException, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { deliverySources } from '../../application/commands/deliveries/delivery-sources.js';
import type { DeliveryStory } from '../../application/queries/deliveries/delivery-story.js';
import {
  deliveryOutcomes,
  ListDeliveries,
  type DeliveryLine,
} from '../../application/queries/deliveries/list-deliveries.js';
import { ShowDelivery } from '../../application/queries/deliveries/show-delivery.js';
import { limitOf, oneOf, textOf } from './query-parameters.js';

/** What came in, what it meant, and what was planned because of it. */
@ApiTags('deliveries')
@Controller('api/deliveries')
export class DeliveryRecordsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiQuery({ name: 'source', required: false, enum: deliverySources })
  @ApiQuery({ name: 'outcome', required: false, enum: deliveryOutcomes })
  @ApiQuery({ name: 'reason', required: false })
  @ApiQuery({ name: 'subject', required: false })
  @ApiQuery({ name: 'limit', required: false })
  list(@Query() query: Record<string, unknown>): Promise<readonly DeliveryLine[]> {
    const { source, outcome, reason, subject, limit } = query;
    return this.queries.execute(
      new ListDeliveries({
        source: oneOf('source', deliverySources, source),
        outcome: oneOf('outcome', deliveryOutcomes, outcome),
        reason: textOf('reason', reason),
        subject: textOf('subject', subject),
        limit: limitOf(limit),
      }),
    );
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<DeliveryStory> {
    const story = await this.queries.execute(new ShowDelivery(id));
    if (story) return story;
    throw new NotFoundException(`Expected a delivery such as delivery-github-<GUID>, found ${id}.`);
  }
}
