import { Controller, Get, NotFoundException, Param, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Audience } from '../../application/queries/audience/audience.js';
import { StateAt, type StateThen } from '../../application/queries/state/state-at.js';
import { Timeline, type TimelinePage } from '../../application/queries/timeline/timeline.js';
import { ExpensiveRead } from './expensive-reads.js';
import { positionOf } from './paging.js';
import { limitOf, momentOf, textOf } from './query-parameters.js';
import { Asking } from './request-parameters.js';

/** Events of a page, and at most. */
const EVENTS = 1_000;

const at = { name: 'at', required: false } as const;

/** Everything that happened around one thing, and how things stood with it. */
@ApiTags('events')
@Controller('api/pipelines')
@UseInterceptors(ExpensiveRead)
export class TimelineController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/events')
  @ApiQuery({ ...at, description: 'An ISO 8601 time or a position of the log: nothing later' })
  @ApiQuery({ name: 'after', required: false, description: '`next` of the page before: what comes behind it' })
  @ApiQuery({ name: 'limit', required: false })
  async events(
    @Asking() audience: Audience,
    @Param('id') id: string,
    @Query('at') at?: string,
    @Query('after') after?: string,
    @Query('limit') limit?: string,
  ): Promise<TimelinePage & { id: string }> {
    const page = { after: positionOf('after', after), limit: limitOf(limit, EVENTS, EVENTS) };
    const found = await this.queries.execute(new Timeline(audience, id, page, momentOf('at', at)));
    if (found) return { id, ...found };
    throw unknown(id);
  }

  @Get(':id/state')
  @ApiQuery({ ...at, description: 'An ISO 8601 time or a position of the log: as it was then. Default: now' })
  @ApiQuery({ name: 'before', required: false, description: '`earlier` of the page before: deliveries before it' })
  async state(
    @Asking() audience: Audience,
    @Param('id') id: string,
    @Query('at') at?: string,
    @Query('before') before?: string,
  ): Promise<StateThen> {
    const state = await this.queries.execute(new StateAt(audience, id, momentOf('at', at), textOf('before', before)));
    if (state) return state;
    throw unknown(id);
  }
}

function unknown(id: string): NotFoundException {
  return new NotFoundException(
    `Expected a stream (delivery-…, build-…, testRun-…, check-…, namespace-…) or a subject such as github.com/ns/repo#42, URL-encoded; found ${id}, which the log does not know.`,
  );
}
