import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DeliverySource } from '../../application/commands/deliveries/delivery-sources.js';
import { ReceiveDelivery } from '../../application/commands/deliveries/receive-delivery.js';
import { TransientFailure } from '../../application/ports/failure.js';
import type { Coverage } from '../../domain/access/coverage.js';
import { BodyRefused } from '../http/intake/body-refused.js';
import { bodyOf } from '../http/intake/guard-intake.js';
import { Metrics } from '../http/metrics.js';
import { bodyRefused, type WebhookAnswer } from './webhook-answer.js';

/** A verified delivery, and what its sender is told once it is stored. */
export interface VerifiedDelivery {
  readonly id: string;
  readonly event: string;
  readonly text: string;
  readonly body: unknown;
  /** What its signature or token vouches for. */
  readonly covers: Coverage;
  readonly answer: WebhookAnswer;
}

/** What every receiver does: store what was verified, answer bare text, count. */
@Injectable()
export class WebhookReceiver {
  private readonly logger = new Logger(WebhookReceiver.name);

  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: Metrics,
  ) {}

  async receive(
    source: DeliverySource,
    request: FastifyRequest,
    reply: FastifyReply,
    verify: () => Promise<WebhookAnswer | VerifiedDelivery>,
  ): Promise<void> {
    const start = performance.now();
    const answer = await this.answer(source, verify);
    const since = bodyOf(request)?.completedAt ?? start;
    this.metrics.answered(source, answer.result, (performance.now() - since) / 1000);
    await reply
      .code(answer.status)
      .headers({ ...answer.headers, 'content-type': 'text/plain; charset=utf-8' })
      .send(answer.text);
  }

  private async answer(
    source: DeliverySource,
    verify: () => Promise<WebhookAnswer | VerifiedDelivery>,
  ): Promise<WebhookAnswer> {
    try {
      const verified = await verify();
      return 'answer' in verified ? await this.store(source, verified) : verified;
    } catch (error) {
      if (error instanceof BodyRefused) return bodyRefused(error);
      throw error;
    }
  }

  private async store(source: DeliverySource, delivery: VerifiedDelivery): Promise<WebhookAnswer> {
    const { id, event, text, body, covers, answer } = delivery;
    try {
      const { repeated } = await this.commands.execute(new ReceiveDelivery(source, id, event, text, body, covers));
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
