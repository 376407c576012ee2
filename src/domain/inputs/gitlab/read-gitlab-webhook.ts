import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { readMergeRequest } from './merge-request.js';
import { readNote } from './notes.js';
import { readPipeline, readPush, readRelease } from './push-and-release.js';

/** Reads a webhook of GitLab; `event` is the header `X-Gitlab-Event`. */
export function readGitLabWebhook(event: string, body: unknown, service: ServiceIdentity): Input | Ignored {
  switch (event) {
    case 'Merge Request Hook':
      return readMergeRequest(body);
    case 'Note Hook':
      return readNote(body, service);
    case 'Push Hook':
      return readPush(body);
    case 'Release Hook':
      return readRelease(body);
    case 'Pipeline Hook':
      return readPipeline(body);
    default:
      return ignored('event-not-supported', { source: 'gitlab', event });
  }
}
