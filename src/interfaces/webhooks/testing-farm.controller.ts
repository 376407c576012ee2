import { randomUUID } from 'node:crypto';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callbackTokenProblem, withoutToken } from './testing-farm-callback.js';
import { refused, type WebhookAnswer } from './webhook-answer.js';
import { readWebhookBody } from './webhook-body.js';
import { headerOf, WebhookDoor, type VerifiedDelivery } from './webhook-door.js';
import { WebhookSecrets } from './webhook-secrets.js';

const accepted: WebhookAnswer = { status: 200, text: 'Test results accepted', result: 'accepted' };

/** Where Testing Farm says that the state of a request has changed. */
@ApiTags('webhooks')
@Controller('api/testing-farm/results')
export class TestingFarmController {
  constructor(
    private readonly door: WebhookDoor,
    private readonly secrets: WebhookSecrets,
  ) {}

  @Post()
  receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.door.receive('testing-farm', reply, () => this.verify(request));
  }

  private verify(request: FastifyRequest): WebhookAnswer | VerifiedDelivery {
    const json = readWebhookBody(headerOf(request, 'content-type'), request.body);
    if ('status' in json) return json;
    const problem = callbackTokenProblem(json.value, this.secrets.testingFarm);
    if (problem) return refused(problem);
    const body = withoutToken(json.value);
    // Every change of a request's state sends the same body: each receipt is a delivery of its own.
    return { id: randomUUID(), event: 'results', text: JSON.stringify(body), body, answer: accepted };
  }
}
