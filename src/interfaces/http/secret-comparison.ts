import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a secret: what it is compared by, and how it may be kept. */
function secretDigest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether a secret is the one with this digest, in a time that says nothing about either. */
export function hasDigest(secret: string, digest: Buffer): boolean {
  return timingSafeEqual(secretDigest(secret), digest);
}

/** Whether two texts are equal, in a time that says nothing about either. */
export function sameSecret(found: string, expected: string): boolean {
  return hasDigest(found, secretDigest(expected));
}
