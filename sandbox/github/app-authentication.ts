import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '../http-service.js';

/** Who makes a call. */
export type Identity =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly installationId: number };

const Header = z.object({ alg: z.literal('RS256') });
const Claims = z.object({ iat: z.number(), exp: z.number(), iss: z.union([z.string(), z.number()]).transform(String) });

const refused = (message: string) =>
  new Refusal({ status: 401, body: { message, documentation_url: 'https://docs.github.com/rest', status: '401' } });

/** The key of the GitHub App, and the tokens that its installations have been given. */
export class AppAuthentication {
  readonly appId = 215_021;
  readonly slug = 'packit-as-a-service';
  /** PEM; what the service is configured with. */
  readonly privateKey: string;
  /** Tokens that are issued from now on are good for so long. */
  tokenLifetimeMs = 3_600_000;
  readonly #publicKey;
  readonly #tokens = new Map<string, { installationId: number; expiresAt: number }>();

  constructor() {
    this.privateKey = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    }).privateKey;
    this.#publicKey = createPublicKey(this.privateKey);
  }

  /** Newer tokens carry the App's id and are far longer than 40 characters. */
  issueToken(installationId: number): { token: string; expiresAt: string } {
    const token = `ghs_${this.appId}_${randomBytes(120).toString('base64url')}`;
    const expiresAt = Math.floor((Date.now() + this.tokenLifetimeMs) / 1000) * 1000;
    this.#tokens.set(token, { installationId, expiresAt: Date.now() + this.tokenLifetimeMs });
    return { token, expiresAt: new Date(expiresAt).toISOString().replace('.000Z', 'Z') };
  }

  revokeTokens(): void {
    this.#tokens.clear();
  }

  /** Refuses credentials that are not good; none at all are anonymous. */
  identify(authorization: string | undefined): Identity {
    if (authorization === undefined) return { kind: 'anonymous' };
    const [, credential] = /^(?:bearer|token) (\S+)$/i.exec(authorization) ?? [];
    if (credential === undefined) throw refused('Bad credentials');
    if (credential.startsWith('ghs_')) {
      const token = this.#tokens.get(credential);
      if (!token || token.expiresAt <= Date.now()) throw refused('Bad credentials');
      return { kind: 'installation', installationId: token.installationId };
    }
    this.#checkJwt(credential);
    return { kind: 'app' };
  }

  #checkJwt(jwt: string): void {
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const parsed = (part: string): unknown => {
      try {
        return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
      } catch {
        return undefined;
      }
    };
    const claims = Claims.safeParse(parsed(payload));
    const genuine =
      Header.safeParse(parsed(header)).success &&
      verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), this.#publicKey, Buffer.from(signature, 'base64url'));
    if (!genuine || !claims.success) throw refused('A JSON web token could not be decoded');
    const now = Date.now() / 1000;
    if (claims.data.exp <= now)
      throw refused(
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    if (claims.data.exp - now > 601) throw refused("'Expiration time' claim ('exp') is too far in the future");
    if (claims.data.iat > now + 60)
      throw refused("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
    if (claims.data.iss !== String(this.appId)) throw refused('Integration not found');
  }
}
