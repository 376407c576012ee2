import { createHmac } from 'node:crypto';
import { sameSecret } from './secret-comparison.js';
import type { WebhookSecrets } from './webhook-secrets.js';

/** Why GitHub's signature over the raw bytes is not good; undefined: it is. */
export function githubSignatureProblem(
  header: string | undefined,
  body: Buffer,
  secrets: WebhookSecrets,
): string | undefined {
  if (!header) return secrets.validate ? 'X-Hub-Signature-256 not in request.headers' : undefined;
  if (!secrets.github) return "'webhook_secret' not specified in the config.";
  const signature = header.slice(header.indexOf('=') + 1);
  const expected = createHmac('sha256', secrets.github).update(body).digest('hex');
  return sameSecret(signature, expected) ? undefined : 'Payload signature validation failed.';
}
