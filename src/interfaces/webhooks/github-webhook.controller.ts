import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deliveryId, derivedDeliveryId } from './delivery-id.js';
import { mayConcernUs } from './github-interest.js';
import { githubSignatureProblem } from './github-signature.js';
import { pong, refused, type WebhookAnswer } from './webhook-answer.js';
import { isPing, readWebhookBody } from './webhook-body.js';
import { headerOf, WebhookDoor, type VerifiedDelivery } from './webhook-door.js';
import { WebhookSecrets } from './webhook-secrets.js';

const accepted: WebhookAnswer = {
  status: 202,
  text: 'Webhook accepted. We thank you, Github.',
  result: 'accepted',
};
/** Stored all the same, and nothing can follow from it. */
const uninteresting: WebhookAnswer = {
  status: 202,
  text: "Thanks but we don't care about this event",
  result: 'not_interested',
};

/** Where GitHub sends its events. */
@ApiTags('webhooks')
@Controller('api/webhooks/github')
export class GitHubWebhookController {
  constructor(
    private readonly door: WebhookDoor,
    private readonly secrets: WebhookSecrets,
  ) {}

  @Post()
  receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.door.receive('github', reply, () => this.verify(request));
  }

  private verify(request: FastifyRequest): WebhookAnswer | VerifiedDelivery {
    const body = readWebhookBody(headerOf(request, 'content-type'), request.body);
    if ('status' in body) return body;
    if (isPing(body.value)) return pong;
    const problem = githubSignatureProblem(headerOf(request, 'x-hub-signature-256'), body.bytes, this.secrets);
    if (problem) return refused(problem);
    const event = headerOf(request, 'x-github-event') ?? '';
    const guid = headerOf(request, 'x-github-delivery');
    return {
      id: guid ? deliveryId(guid) : derivedDeliveryId(event, body.bytes),
      event,
      text: body.text,
      body: body.value,
      answer: mayConcernUs(event, body.value) ? accepted : uninteresting,
    };
  }
}
