import { randomUUID } from 'node:crypto';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { textAt } from '../../domain/inputs/payload.js';
import { callbackTokenProblem, withoutToken } from './testing-farm-callback.js';
import { refused, type WebhookAnswer } from './webhook-answer.js';
import { checkLength, readBytes, readWebhookBody, TESTING_FARM_LIMIT } from './webhook-body.js';
import { headerOf, WebhookReceiver, type VerifiedDelivery } from './webhook-receiver.js';
import { WebhookSecrets } from './webhook-secrets.js';

const accepted: WebhookAnswer = { status: 200, text: 'Test results accepted', result: 'accepted' };

/**
 * Where Testing Farm says that the state of a request has changed. Its token is in the body, of which little is read; it is a hint
 * to ask Testing Farm about that request, and nothing else of it is believed.
 */
@ApiTags('webhooks')
@Controller('api/testing-farm/results')
export class TestingFarmController {
  constructor(
    private readonly receiver: WebhookReceiver,
    private readonly secrets: WebhookSecrets,
  ) {}

  @Post()
  receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.receiver.receive('testing-farm', request, reply, () => this.verify(request));
  }

  private async verify(request: FastifyRequest): Promise<WebhookAnswer | VerifiedDelivery> {
    checkLength(request, TESTING_FARM_LIMIT);
    const { testingFarm } = this.secrets;
    if (!testingFarm.some((secret) => secret !== '')) return refused('Testing farm secret not specified in config');
    const bytes = await readBytes(request, { limit: TESTING_FARM_LIMIT });
    const json = readWebhookBody(headerOf(request, 'content-type'), bytes);
    if ('status' in json) return json;
    const problem = callbackTokenProblem(json.value, testingFarm);
    if (problem) return refused(problem);
    const body = withoutToken(json.value);
    return {
      // Every change of a request's state sends the same body: each receipt is a delivery of its own.
      id: randomUUID(),
      event: 'results',
      text: JSON.stringify(body),
      body,
      covers: { by: 'testing-farm', request: textAt(body, 'request_id') ?? null },
      answer: accepted,
    };
  }
}
