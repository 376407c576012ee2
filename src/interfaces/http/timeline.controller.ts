import { BadRequestException, Controller, Get, NotFoundException, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import { Timeline, type Moment } from '../../application/queries/timeline/timeline.js';
import type { ToldEvent } from '../../application/queries/timeline/told-event.js';

/** Everything that happened around one thing. */
@ApiTags('events')
@Controller('api/pipelines')
export class TimelineController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/events')
  @ApiQuery({ name: 'at', required: false, description: 'An ISO 8601 time or a position of the log: nothing later' })
  async events(
    @Param('id') id: string,
    @Query('at') at?: string,
  ): Promise<{ id: string; events: readonly ToldEvent[] }> {
    const events = await this.queries.execute(new Timeline(id, at === undefined ? undefined : momentOf(at)));
    if (events) return { id, events };
    throw new NotFoundException(
      `Expected a stream (delivery-…, build-…, testRun-…, check-…, namespace-…) or a subject such as github.com/ns/repo#42, URL-encoded; found ${id}, which the log does not know.`,
    );
  }
}

function momentOf(at: string): Moment {
  if (/^\d{1,15}$/.test(at)) return { position: Number(at) };
  const time = Date.parse(at);
  if (Number.isNaN(time)) throw new BadRequestException(`at: expected an ISO 8601 time or a position, found ${at}`);
  return { time: new Date(time).toISOString() };
}
