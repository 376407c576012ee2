import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DeliverySource } from '../../application/commands/deliveries/delivery-sources.js';
import { ReceiveDelivery } from '../../application/commands/deliveries/receive-delivery.js';
import { TransientFailure } from '../../application/ports/failure.js';
import { Metrics } from '../http/metrics.js';
import type { WebhookAnswer } from './webhook-answer.js';

/** A verified delivery, and what its sender is told once it is stored. */
export interface VerifiedDelivery {
  readonly id: string;
  readonly event: string;
  readonly text: string;
  readonly body: unknown;
  readonly answer: WebhookAnswer;
}

/** What every door does: store what was verified, answer bare text, count. */
@Injectable()
export class WebhookDoor {
  private readonly logger = new Logger(WebhookDoor.name);

  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: Metrics,
  ) {}

  async receive(
    source: DeliverySource,
    reply: FastifyReply,
    verify: () => WebhookAnswer | VerifiedDelivery,
  ): Promise<void> {
    const start = performance.now();
    const verified = verify();
    const answer = 'answer' in verified ? await this.store(source, verified) : verified;
    this.metrics.answered(source, answer.result, (performance.now() - start) / 1000);
    await reply.code(answer.status).header('content-type', 'text/plain; charset=utf-8').send(answer.text);
  }

  private async store(source: DeliverySource, delivery: VerifiedDelivery): Promise<WebhookAnswer> {
    const { id, event, text, body, answer } = delivery;
    try {
      const { repeated } = await this.commands.execute(new ReceiveDelivery(source, id, event, text, body));
      return repeated ? { ...answer, result: 'repeated' } : answer;
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      this.logger.error(`delivery ${source} ${id} was not stored: ${error.message}`);
      return { status: 503, text: 'The delivery could not be stored. Please send it again.', result: 'unavailable' };
    }
  }
}

/** A header that comes once; several are read as one. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
