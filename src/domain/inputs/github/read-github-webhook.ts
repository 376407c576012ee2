import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { textAt } from '../payload.js';
import { readCheckRun, readCheckSuite } from './checks.js';
import { readCommitComment, readIssueComment } from './comments.js';
import { readInstallation } from './installation.js';
import { readPullRequest } from './pull-request.js';
import { readPush, readRelease } from './push-and-release.js';

/** Reads a webhook of GitHub; `event` is the header `X-GitHub-Event`. */
export function readGitHubWebhook(event: string, body: unknown, service: ServiceIdentity): Input | Ignored {
  switch (event) {
    case 'pull_request':
      return readPullRequest(body);
    case 'issue_comment':
      return readIssueComment(body, service);
    case 'commit_comment':
      return readCommitComment(body, service);
    case 'push':
      return readPush(body);
    case 'release':
      return readRelease(body);
    case 'check_run':
      return readCheckRun(body, service);
    case 'check_suite':
      return readCheckSuite(body, service);
    case 'installation':
      return readInstallation(body);
    case 'ping':
      return ignored('ping');
    default:
      return ignored('event-not-supported', { source: 'github', event, action: textAt(body, 'action') });
  }
}
