import { NotJson, parseJson } from '../http/json-text.js';
import { noData, notJson, type WebhookAnswer } from './webhook-answer.js';

export interface WebhookBody {
  readonly bytes: Buffer;
  readonly text: string;
  readonly value: unknown;
}

const FORM = /^\s*(application\/x-www-form-urlencoded|multipart\/)/i;

/** The JSON that somebody sent, or what to answer because it is none. */
export function readWebhookBody(contentType: string | undefined, body: unknown): WebhookBody | WebhookAnswer {
  if (contentType && FORM.test(contentType))
    return notJson('Only JSON is taken: set the content type of the webhook to application/json.', 415);
  if (!Buffer.isBuffer(body) || body.length === 0) return noData;
  try {
    const { text, value } = parseJson(body);
    return isNothing(value) ? noData : { bytes: body, text, value };
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
