import type { FastifyRequest } from 'fastify';
import { hasDigest } from './secret-comparison.js';

const BEARER = /^Bearer +(\S+) *$/i;

/** Who may change things over HTTP and see what is private. Provided by the composition root. */
export class Operators {
  private readonly known: readonly { readonly name: string; readonly digest: Buffer }[];

  /** `readAccess`: whether everybody may read what is public, or operators only. */
  constructor(
    tokens: readonly { readonly name: string; readonly sha256: string }[],
    readonly readAccess: 'public' | 'token' = 'public',
  ) {
    this.known = tokens.map(({ name, sha256 }) => ({ name, digest: Buffer.from(sha256, 'hex') }));
  }

  /** False: nothing can be changed over HTTP. */
  get exist(): boolean {
    return this.known.length > 0;
  }

  /** The name that goes with a token; undefined: nobody's. Compares it with all of them, whichever it is. */
  named(token: string): string | undefined {
    let found: string | undefined;
    for (const operator of this.known) if (hasDigest(token, operator.digest)) found = operator.name;
    return found;
  }
}

/** The token of `Authorization: Bearer …`; undefined: there is none. */
export function bearerToken({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}
