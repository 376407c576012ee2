import type { FastifyRequest } from 'fastify';
import { bodyOf } from '../http/intake/guard-intake.js';
import type { Reading } from '../http/intake/incoming-body.js';
import { NotJson, parseJson } from '../http/json-text.js';
import { noData, notJson, type WebhookAnswer } from './webhook-answer.js';

const MiB = 1024 * 1024;

/** GitHub sends 25 MB at most. */
export const GITHUB_LIMIT = 25 * MiB;
/** What is fed again may be GitHub's, with its source, id and event around it. */
export const REFED_LIMIT = GITHUB_LIMIT + 64 * 1024;
export const GITLAB_LIMIT = 5 * MiB;
export const TESTING_FARM_LIMIT = 64 * 1024;

/** Values that the body of a GitLab webhook may have. Whoever knows the token of a project writes them; the real ones have some hundreds. */
export const GITLAB_VALUES = 100_000;

export interface WebhookBody {
  readonly bytes: Buffer;
  readonly text: string;
  readonly value: unknown;
}

const FORM = /^\s*(application\/x-www-form-urlencoded|multipart\/)/i;

/** The bytes that somebody sends. Rejects with `BodyRefused`. */
export async function readBytes(request: FastifyRequest, reading: Reading): Promise<Buffer> {
  return (await bodyOf(request)?.bytes(reading)) ?? Buffer.alloc(0);
}

/** Throws `BodyRefused` when a body says that it is longer than this: whoever it is from, it will not be read. */
export function checkLength(request: FastifyRequest, limit: number): void {
  bodyOf(request)?.checkLength(limit);
}

/** The JSON that somebody sent, or what to answer because it is none. */
export function readWebhookBody(
  contentType: string | undefined,
  bytes: Buffer,
  maxValues?: number,
): WebhookBody | WebhookAnswer {
  if (contentType && FORM.test(contentType))
    return notJson('Only JSON is taken: set the content type of the webhook to application/json.', 415);
  if (bytes.length === 0) return noData;
  try {
    const { text, value } = parseJson(bytes, maxValues);
    return isNothing(value) ? noData : { bytes, text, value };
  } catch (error) {
    if (error instanceof NotJson) return notJson(error.message);
    throw error;
  }
}

/** `{}`, `[]`, `""`, `0`, `false` and `null` say nothing. */
function isNothing(value: unknown): boolean {
  return !value || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** A forge tries out whether we are there. */
export function isPing(value: unknown): boolean {
  const { zen, hook_id, hook } = value as Record<string, unknown>;
  return Boolean(zen && hook_id && hook);
}
