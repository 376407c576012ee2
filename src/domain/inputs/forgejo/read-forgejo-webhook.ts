import { shortTopic } from '../bus/short-topic.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { valueAt } from '../payload.js';
import { readIssueComment, readPullRequest } from './pull-request.js';
import { readActionRun, readPush } from './push-and-runs.js';

/**
 * Reads a webhook of Forgejo. It comes straight from the forge (`event` is the header `X-Forgejo-Event`), or over the
 * bus, where the webhook's body is the message's `body` and `event` the topic `forgejo.…`.
 */
export function readForgejoWebhook(event: string, message: unknown, service: ServiceIdentity): Input | Ignored {
  const topic = shortTopic(event);
  const overBus = topic.startsWith('forgejo.');
  const body = overBus ? valueAt(message, ['body']) : message;
  switch (overBus ? topic.slice('forgejo.'.length) : topic) {
    case 'push':
      return readPush(body);
    case 'pull_request':
      return readPullRequest(body);
    case 'issue_comment':
      return readIssueComment(body, service);
    case 'action_run_success':
    case 'action_run_failure':
    case 'action_run_recover':
    case 'action_run_cancelled':
      return readActionRun(body);
    default:
      return ignored('event-not-supported', { source: 'forgejo', event });
  }
}
