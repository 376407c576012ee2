import {
  BadRequestException,
  Controller,
  Get,
  NotFoundException,
  Param,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deliverySources } from '../../application/commands/deliveries/delivery-sources.js';
import type { Audience } from '../../application/queries/audience/audience.js';
import type { DeliveryStory } from '../../application/queries/deliveries/delivery-story.js';
import {
  deliveryOutcomes,
  ListDeliveries,
  type DeliveryLine,
  type DeliveryPlace,
} from '../../application/queries/deliveries/list-deliveries.js';
import { ShowDelivery } from '../../application/queries/deliveries/show-delivery.js';
import { ExpensiveRead } from './expensive-reads.js';
import { linkNext } from './paging.js';
import { limitOf, oneOf, textOf } from './query-parameters.js';
import { Asking } from './request-parameters.js';

/** What came in, what it meant, and what was planned because of it. */
@ApiTags('deliveries')
@Controller('api/deliveries')
@UseInterceptors(ExpensiveRead)
export class DeliveryRecordsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiQuery({ name: 'source', required: false, enum: deliverySources })
  @ApiQuery({ name: 'outcome', required: false, enum: deliveryOutcomes })
  @ApiQuery({ name: 'reason', required: false })
  @ApiQuery({ name: 'subject', required: false })
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'behind', required: false, description: 'Where the page before ended, as its header Link says' })
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() audience: Audience,
    @Query() query: Record<string, unknown>,
  ): Promise<readonly DeliveryLine[]> {
    const { source, outcome, reason, subject, limit, behind } = query;
    const wanted = {
      source: oneOf('source', deliverySources, source),
      outcome: oneOf('outcome', deliveryOutcomes, outcome),
      reason: textOf('reason', reason),
      subject: textOf('subject', subject),
      limit: limitOf(limit),
      behind: placeIn(textOf('behind', behind)),
    };
    const { deliveries, end } = await this.queries.execute(new ListDeliveries(audience, wanted));
    linkNext(request, reply, 'behind', end && `${end.receivedAt}/${end.id}`);
    return deliveries;
  }

  @Get(':id')
  async show(@Param('id') id: string, @Asking() audience: Audience): Promise<DeliveryStory> {
    const story = await this.queries.execute(new ShowDelivery(audience, id));
    if (story) return story;
    throw new NotFoundException(`Expected a delivery such as delivery-github-<GUID>, found ${id}.`);
  }
}

function placeIn(text: string | undefined): DeliveryPlace | undefined {
  if (text === undefined) return undefined;
  const slash = text.indexOf('/');
  if (slash > 0) return { receivedAt: text.slice(0, slash), id: text.slice(slash + 1) };
  throw new BadRequestException(`behind: expected what the header Link says, found ${text}`);
}
