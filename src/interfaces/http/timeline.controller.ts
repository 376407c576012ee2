import { Controller, Get, NotFoundException, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { StateAt, type StateThen } from '../../application/queries/state/state-at.js';
import { Timeline } from '../../application/queries/timeline/timeline.js';
import type { ToldEvent } from '../../application/queries/timeline/told-event.js';
import { momentOf } from './query-parameters.js';

const at = { name: 'at', required: false } as const;

/** Everything that happened around one thing, and how things stood with it. */
@ApiTags('events')
@Controller('api/pipelines')
export class TimelineController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/events')
  @ApiQuery({ ...at, description: 'An ISO 8601 time or a position of the log: nothing later' })
  async events(
    @Param('id') id: string,
    @Query('at') at?: string,
  ): Promise<{ id: string; events: readonly ToldEvent[] }> {
    const events = await this.queries.execute(new Timeline(id, momentOf('at', at)));
    if (events) return { id, events };
    throw unknown(id);
  }

  @Get(':id/state')
  @ApiQuery({ ...at, description: 'An ISO 8601 time or a position of the log: as it was then. Default: now' })
  async state(@Param('id') id: string, @Query('at') at?: string): Promise<StateThen> {
    const state = await this.queries.execute(new StateAt(id, momentOf('at', at)));
    if (state) return state;
    throw unknown(id);
  }
}

function unknown(id: string): NotFoundException {
  return new NotFoundException(
    `Expected a stream (delivery-…, build-…, testRun-…, check-…, namespace-…) or a subject such as github.com/ns/repo#42, URL-encoded; found ${id}, which the log does not know.`,
  );
}
