import { z } from 'zod';
import type { Ignored } from './ignore-reasons.js';
import type { Input } from './input.js';
import { readPayload, text } from './payload.js';

const notification = z.object({ request_id: text });

/** The callback of Testing Farm: it names a request, and nothing else of it may be believed. */
export function readTestingFarmNotification(body: unknown): Input | Ignored {
  return readPayload(notification, body, ({ request_id: requestId }) => ({
    kind: 'testing-farm-notification',
    requestId,
  }));
}
