import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { gitlabDeliveryId } from './delivery-id.js';
import { gitlabTokenProblem } from './gitlab-token.js';
import { pong, refused, type WebhookAnswer } from './webhook-answer.js';
import { isPing, readWebhookBody } from './webhook-body.js';
import { headerOf, WebhookDoor, type VerifiedDelivery } from './webhook-door.js';
import { WebhookSecrets } from './webhook-secrets.js';

const accepted: WebhookAnswer = {
  status: 202,
  text: 'Webhook accepted. We thank you, Gitlab.',
  result: 'accepted',
};
const unnamed: WebhookAnswer = {
  status: 202,
  text: "Thanks but we don't care about this event",
  result: 'not_interested',
};

/** Where project and group hooks of GitLab send their events. */
@ApiTags('webhooks')
@Controller('api/webhooks/gitlab')
export class GitLabWebhookController {
  constructor(
    private readonly door: WebhookDoor,
    private readonly secrets: WebhookSecrets,
  ) {}

  @Post()
  receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.door.receive('gitlab', reply, () => this.verify(request));
  }

  private verify(request: FastifyRequest): WebhookAnswer | VerifiedDelivery {
    const body = readWebhookBody(headerOf(request, 'content-type'), request.body);
    if ('status' in body) return body;
    if (isPing(body.value)) return pong;
    const problem = gitlabTokenProblem(headerOf(request, 'x-gitlab-token'), body.value, this.secrets);
    if (problem) return refused(problem);
    const event = headerOf(request, 'x-gitlab-event') ?? '';
    const eventUuid = headerOf(request, 'x-gitlab-event-uuid');
    const idempotencyKey = headerOf(request, 'idempotency-key');
    return {
      id: gitlabDeliveryId({ eventUuid, idempotencyKey }, event, body),
      event,
      text: body.text,
      body: body.value,
      answer: event ? accepted : unnamed,
    };
  }
}
