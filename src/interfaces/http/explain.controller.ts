import { BadRequestException, Controller, Get, NotFoundException, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Audience } from '../../application/queries/audience/audience.js';
import { Explain, type ExplainedDelivery } from '../../application/queries/explain/explain.js';
import { ExpensiveRead } from './expensive-reads.js';
import { momentOf, textOf } from './query-parameters.js';
import { Asking } from './request-parameters.js';

/** Why a job ran, or why it did not. */
@ApiTags('explain')
@Controller('api/explain')
@UseInterceptors(ExpensiveRead)
export class ExplainController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiQuery({
    name: 'subject',
    description: 'A subject such as github.com/ns/repo#42, the address of a pull request, a delivery or a run',
  })
  @ApiQuery({ name: 'job', required: false, description: 'Type, identifier, package, check or target of a job' })
  @ApiQuery({
    name: 'at',
    required: false,
    description: 'An ISO 8601 time or a position of the log: as it was then. Default: now',
  })
  async explain(
    @Asking() audience: Audience,
    @Query('subject') subject?: string,
    @Query('job') job?: string,
    @Query('at') at?: string,
  ): Promise<{ subject: string; deliveries: readonly ExplainedDelivery[] }> {
    const wanted = textOf('subject', subject);
    if (wanted === undefined)
      throw new BadRequestException('subject: expected github.com/ns/repo#42 or the address of a pull request');
    const deliveries = await this.queries.execute(
      new Explain(audience, wanted, textOf('job', job), momentOf('at', at)),
    );
    if (deliveries) return { subject: wanted, deliveries };
    throw new NotFoundException(
      `Expected a subject such as github.com/ns/repo#42, the address of a pull request, a delivery or a run; found ${wanted}, of which no delivery is known.`,
    );
  }
}
