import { sameSecret } from '../http/secret-comparison.js';

/** Why the token of a callback is not good; undefined: it is. */
export function callbackTokenProblem(body: unknown, secrets: readonly string[]): string | undefined {
  const known = secrets.filter((secret) => secret !== '');
  if (known.length === 0) return 'Testing farm secret not specified in config';
  const { token } = body as { token?: unknown };
  if (!token) return "The notification doesn't contain any token";
  const matches = typeof token === 'string' ? known.filter((secret) => sameSecret(token, secret)) : [];
  return matches.length > 0 ? undefined : 'Invalid testing farm secret provided';
}

/** The callback without its secret, as it is stored. */
export function withoutToken(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'token'));
}
