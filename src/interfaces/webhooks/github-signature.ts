import { createHmac } from 'node:crypto';
import { sameSecret } from '../http/secret-comparison.js';
import type { WebhookSecrets } from './webhook-secrets.js';

const SIGNATURE = /^sha256=[0-9a-f]{64}$/;
const MISMATCH = 'Payload signature validation failed.';

/** Digests the bytes of a body as they come, and says at their end whether they are those that were signed. */
export interface SignatureCheck {
  update(piece: Buffer): void;
  /** Why the signature is not good; undefined: it is. */
  problem(): string | undefined;
}

const unchecked: SignatureCheck = { update: () => undefined, problem: () => undefined };

/** Begins to check GitHub's signature over raw bytes, or says why none can be right: then no byte needs to be read. */
export function checkGitHubSignature(
  header: string | undefined,
  { github: secret, validate }: WebhookSecrets,
): SignatureCheck | { readonly hopeless: string } {
  if (!header) return validate ? { hopeless: 'X-Hub-Signature-256 not in request.headers' } : unchecked;
  if (!secret) return { hopeless: "'webhook_secret' not specified in the config." };
  if (!SIGNATURE.test(header)) return { hopeless: MISMATCH };
  const hmac = createHmac('sha256', secret);
  return {
    update: (piece) => void hmac.update(piece),
    problem: () => (sameSecret(header.slice('sha256='.length), hmac.digest('hex')) ? undefined : MISMATCH),
  };
}
