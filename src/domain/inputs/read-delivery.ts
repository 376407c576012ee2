import { readBusMessage } from './bus/read-bus-message.js';
import type { Delivery, ServiceIdentity } from './delivery.js';
import { readForgejoWebhook } from './forgejo/read-forgejo-webhook.js';
import { readGitHubWebhook } from './github/read-github-webhook.js';
import { readGitLabWebhook } from './gitlab/read-gitlab-webhook.js';
import { ignored, type Ignored } from './ignore-reasons.js';
import type { Input } from './input.js';
import { readTestingFarmNotification } from './testing-farm.js';

/** What a delivery says, before it is asked whether this service wants to hear it. Never throws. */
export function readDelivery({ source, event, body }: Delivery, service: ServiceIdentity): Input | Ignored {
  switch (source) {
    case 'github':
      return readGitHubWebhook(event, body, service);
    case 'gitlab':
      return readGitLabWebhook(event, body, service);
    case 'forgejo':
      return readForgejoWebhook(event, body, service);
    case 'pagure':
    case 'fedora-messaging':
      return readBusMessage(event, body, service);
    case 'testing-farm':
      return readTestingFarmNotification(body);
    default:
      return ignored('event-not-supported', { source: String(source), event });
  }
}
