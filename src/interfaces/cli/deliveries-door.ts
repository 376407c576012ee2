import { numberAt, textAt, valueAt } from '../../domain/inputs/payload.js';

/** How the original's HTTP doors answer a delivery whose signature is right. */
export interface DoorAnswer {
  readonly status: number;
  readonly body: string;
  /** Where it ends, if it goes no further. */
  readonly stage?: 'ping' | 'http_filter' | 'http_auth';
}

const NO_DATA: DoorAnswer = { status: 400, body: "We haven't received any JSON data.", stage: 'http_filter' };
const PONG: DoorAnswer = { status: 200, body: 'Pong!', stage: 'ping' };
const NOT_INTERESTING: DoorAnswer = {
  status: 202,
  body: "Thanks but we don't care about this event",
  stage: 'http_filter',
};

const gitHubActions: Readonly<Record<string, readonly string[]>> = {
  check_run: ['rerequested'],
  issue_comment: ['created', 'edited'],
  pull_request: ['opened', 'reopened', 'synchronize'],
  release: ['published'],
  installation: ['created'],
  commit_comment: ['created'],
};

const gitLabHooks = ['Issue Hook', 'Merge Request Hook', 'Note Hook', 'Pipeline Hook', 'Push Hook', 'Release Hook'];

/** `POST /api/webhooks/github`. */
export function gitHubDoor(event: string, body: unknown): DoorAnswer {
  if (isEmpty(body)) return NO_DATA;
  if (isPing(body)) return PONG;
  const interesting =
    event === 'push'
      ? !valueAt(body, ['deleted'])
      : Object.hasOwn(gitHubActions, event) && gitHubActions[event]!.includes(textAt(body, 'action') ?? '');
  return interesting ? { status: 202, body: 'Webhook accepted. We thank you, Github.' } : NOT_INTERESTING;
}

/** `POST /api/webhooks/gitlab`. */
export function gitLabDoor(event: string, body: unknown): DoorAnswer {
  if (isEmpty(body)) return NO_DATA;
  if (isPing(body)) return PONG;
  return gitLabHooks.includes(event)
    ? { status: 202, body: 'Webhook accepted. We thank you, Gitlab.' }
    : NOT_INTERESTING;
}

/** `POST /api/testing-farm/results`. Without a secret to compare with, any token passes. */
export function testingFarmDoor(body: unknown, secret: string | undefined): DoorAnswer {
  if (isEmpty(body)) return NO_DATA;
  const token = textAt(body, 'token');
  if (!token) return { status: 401, body: "The notification doesn't contain any token", stage: 'http_auth' };
  if (secret !== undefined && token !== secret)
    return { status: 401, body: 'Invalid testing farm secret provided', stage: 'http_auth' };
  return { status: 200, body: 'Test results accepted' };
}

function isPing(body: unknown): boolean {
  return [textAt(body, 'zen'), numberAt(body, 'hook_id'), valueAt(body, ['hook'])].every(Boolean);
}

function isEmpty(body: unknown): boolean {
  return !body || (typeof body === 'object' && Object.keys(body).length === 0);
}
