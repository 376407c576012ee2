import { Body, Controller, HttpCode, Post, ServiceUnavailableException, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsObject, IsString, MaxLength } from 'class-validator';
import { deliverySources, type DeliverySource } from '../../application/commands/deliveries/delivery-sources.js';
import { ReceiveDelivery } from '../../application/commands/deliveries/receive-delivery.js';
import { identityOf } from '../../application/interpretation/service-identity.js';
import { TransientFailure } from '../../application/ports/failure.js';
import { Settings } from '../../application/ports/settings.js';
import { coverageOfSource } from '../../domain/inputs/source-coverage.js';
import { AdminGuard } from '../http/admin-guard.js';
import { JsonBody } from '../http/json-body.pipe.js';
import { Metrics } from '../http/metrics.js';
import { Operator } from '../http/request-parameters.js';
import { deliveryId } from './delivery-id.js';
import { withoutToken } from './testing-farm-callback.js';
import { REFED_LIMIT } from './webhook-body.js';

/** A message as if it had come by its own way. */
export class DeliveryDto {
  @ApiProperty({ enum: deliverySources })
  @IsIn(deliverySources)
  source!: DeliverySource;

  @ApiProperty({ description: 'The id of the message: the same id again changes nothing' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  id!: string;

  @ApiProperty({ description: 'Header X-GitHub-Event or X-Gitlab-Event, topic, or `results`' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  event!: string;

  @ApiProperty({ type: Object })
  @IsObject()
  body!: Record<string, unknown>;
}

/** Takes a delivery from an operator: what was lost is fed again. */
@ApiTags('deliveries')
@ApiBearerAuth()
@Controller('api/deliveries')
@UseGuards(AdminGuard)
export class DeliveriesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  @Post()
  @HttpCode(202)
  async receive(
    @Body(new JsonBody(REFED_LIMIT)) delivery: DeliveryDto,
    @Operator() operator: string,
  ): Promise<{ id: string; stream: string }> {
    const start = performance.now();
    const { source, event } = delivery;
    const id = deliveryId(delivery.id);
    const covers = coverageOfSource(source, identityOf(this.settings));
    const body = source === 'testing-farm' ? withoutToken(delivery.body) : delivery.body;
    try {
      const { stream, repeated } = await this.commands.execute(
        new ReceiveDelivery(source, id, event, JSON.stringify(body), body, covers, operator),
      );
      this.metrics.answered(source, repeated ? 'repeated' : 'accepted', (performance.now() - start) / 1000);
      return { id, stream };
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      this.metrics.answered(source, 'unavailable', (performance.now() - start) / 1000);
      throw new ServiceUnavailableException('The delivery could not be stored. Please send it again.');
    }
  }
}
