import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { identityOf } from '../../application/interpretation/service-identity.js';
import { Settings } from '../../application/ports/settings.js';
import { coverageOfSource } from '../../domain/inputs/source-coverage.js';
import { gitlabDeliveryId } from './delivery-id.js';
import { gitlabProjectProblem, readGitLabToken } from './gitlab-token.js';
import { pong, refused, type WebhookAnswer } from './webhook-answer.js';
import { checkLength, GITLAB_LIMIT, GITLAB_VALUES, isPing, readBytes, readWebhookBody } from './webhook-body.js';
import { headerOf, WebhookReceiver, type VerifiedDelivery } from './webhook-receiver.js';
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

/**
 * Where project and group hooks of GitLab send their events. The token is looked at before anything of the body is read; it says for
 * which projects the body may speak.
 */
@ApiTags('webhooks')
@Controller('api/webhooks/gitlab')
export class GitLabWebhookController {
  constructor(
    private readonly receiver: WebhookReceiver,
    private readonly secrets: WebhookSecrets,
    private readonly settings: Settings,
  ) {}

  @Post()
  receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.receiver.receive('gitlab', request, reply, () => this.verify(request));
  }

  private async verify(request: FastifyRequest): Promise<WebhookAnswer | VerifiedDelivery> {
    checkLength(request, GITLAB_LIMIT);
    const token = readGitLabToken(headerOf(request, 'x-gitlab-token'), this.secrets);
    if ('problem' in token) return refused(token.problem);
    const bytes = await readBytes(request, { limit: GITLAB_LIMIT });
    const body = readWebhookBody(headerOf(request, 'content-type'), bytes, GITLAB_VALUES);
    if ('status' in body) return body;
    if (isPing(body.value)) return pong;
    const problem = 'covers' in token ? gitlabProjectProblem(token.covers, body.value) : undefined;
    if (problem) return refused(problem);
    const event = headerOf(request, 'x-gitlab-event') ?? '';
    const eventUuid = headerOf(request, 'x-gitlab-event-uuid');
    const idempotencyKey = headerOf(request, 'idempotency-key');
    return {
      id: gitlabDeliveryId({ eventUuid, idempotencyKey }, event, body),
      event,
      text: body.text,
      body: body.value,
      covers: 'covers' in token ? token.covers : coverageOfSource('gitlab', identityOf(this.settings)),
      answer: event ? accepted : unnamed,
    };
  }
}
