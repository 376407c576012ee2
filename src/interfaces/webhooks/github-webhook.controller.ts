import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identityOf } from '../../application/interpretation/service-identity.js';
import { Settings } from '../../application/ports/settings.js';
import { coverageOfSource } from '../../domain/inputs/source-coverage.js';
import { deliveryId, derivedDeliveryId } from './delivery-id.js';
import { mayConcernUs } from './github-interest.js';
import { checkGitHubSignature } from './github-signature.js';
import { pong, refused, type WebhookAnswer } from './webhook-answer.js';
import { checkLength, GITHUB_LIMIT, isPing, readBytes, readWebhookBody } from './webhook-body.js';
import { headerOf, WebhookReceiver, type VerifiedDelivery } from './webhook-receiver.js';
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

/**
 * Where GitHub sends its events. First the signature header, then the signature over the bytes, and only then what they say: nothing
 * of a body that somebody else may have written is parsed.
 */
@ApiTags('webhooks')
@Controller('api/webhooks/github')
export class GitHubWebhookController {
  constructor(
    private readonly receiver: WebhookReceiver,
    private readonly secrets: WebhookSecrets,
    private readonly settings: Settings,
  ) {}

  @Post()
  receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.receiver.receive('github', request, reply, () => this.verify(request));
  }

  private async verify(request: FastifyRequest): Promise<WebhookAnswer | VerifiedDelivery> {
    checkLength(request, GITHUB_LIMIT);
    const check = checkGitHubSignature(headerOf(request, 'x-hub-signature-256'), this.secrets);
    if ('hopeless' in check) return refused(check.hopeless);
    const bytes = await readBytes(request, { limit: GITHUB_LIMIT, onPiece: (piece) => check.update(piece) });
    const problem = check.problem();
    if (problem) return refused(problem);
    const body = readWebhookBody(headerOf(request, 'content-type'), bytes);
    if ('status' in body) return body;
    if (isPing(body.value)) return pong;
    const event = headerOf(request, 'x-github-event') ?? '';
    const guid = headerOf(request, 'x-github-delivery');
    return {
      id: guid ? deliveryId(guid) : derivedDeliveryId(event, body.bytes),
      event,
      text: body.text,
      body: body.value,
      covers: coverageOfSource('github', identityOf(this.settings)),
      answer: mayConcernUs(event, body.value) ? accepted : uninteresting,
    };
  }
}
