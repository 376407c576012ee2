import type { BodyRefused } from '../http/intake/body-refused.js';

/** What a sender is told: bare text. `result` is for the metrics. */
export interface WebhookAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly result:
    | 'no_data'
    | 'not_json'
    | 'pong'
    | 'invalid_signature'
    | 'not_interested'
    | 'accepted'
    | 'repeated'
    | 'unavailable'
    | 'not_read';
}

export const noData: WebhookAnswer = { status: 400, text: "We haven't received any JSON data.", result: 'no_data' };
export const pong: WebhookAnswer = { status: 200, text: 'Pong!', result: 'pong' };

export const notJson = (text: string, status = 400): WebhookAnswer => ({ status, text, result: 'not_json' });
export const refused = (text: string): WebhookAnswer => ({ status: 401, text, result: 'invalid_signature' });
export const bodyRefused = (refusal: BodyRefused): WebhookAnswer => ({
  status: refusal.getStatus(),
  text: refusal.message,
  headers: refusal.headers,
  result: 'not_read',
});
