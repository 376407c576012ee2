import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { covers, type Coverage } from '../../domain/access/coverage.js';
import { gitlabContradiction, gitlabProject } from '../../domain/inputs/gitlab/project-identity.js';
import { sameSecret } from '../http/secret-comparison.js';
import type { WebhookSecrets } from './webhook-secrets.js';

const Claims = z.object({ namespace: z.string().min(1), repo_name: z.string().nullish() });
const Header = z.object({ alg: z.literal('HS256') });

/** What a token vouches for, or why it is not good; `unchecked`: there is none, and none is asked for. */
export type GitLabToken = { readonly covers: Coverage } | { readonly problem: string } | { readonly unchecked: true };

/**
 * Reads the token of a GitLab webhook, without its body. It is the secret of an instance, which covers its host, or a JSON Web Token
 * that is signed with it, which covers one project there, or every project of exactly one namespace, not of its subgroups.
 */
export function readGitLabToken(token: string | undefined, { gitlab, validate }: WebhookSecrets): GitLabToken {
  if (!token) return validate ? { problem: 'X-Gitlab-Token not in request.headers' } : { unchecked: true };
  const instances = gitlab.filter(({ secret }) => secret !== '');
  if (instances.length === 0) return { problem: "'gitlab_token_secret' not specified in the config." };
  for (const { host, secret } of instances) {
    const whole = { by: 'forge', forge: 'gitlab', hosts: [host], namespace: null, repo: null, body: false } as const;
    if (sameSecret(token, secret)) return { covers: { ...whole, hosts: [host] } };
    const claims = claimsOf(token, secret);
    if (claims)
      return { covers: { ...whole, hosts: [host], namespace: claims.namespace, repo: claims.repo_name || null } };
  }
  return { problem: "Can't decode X-Gitlab-Token." };
}

/** Why a body is not of a project that is covered, and of no other; undefined: it is. */
export function gitlabProjectProblem(coverage: Coverage, body: unknown): string | undefined {
  const project = gitlabProject(body);
  const isCovered = project && covers(coverage, { of: 'project', forge: 'gitlab', ...project });
  if (isCovered && !gitlabContradiction(body)) return undefined;
  return 'Decoded X-Gitlab-Token does not match namespace[/project].';
}

/** Claims of a JSON Web Token signed with HS256 (RFC 7515); undefined: it is none, or signed by somebody else. */
function claimsOf(token: string, secret: string): z.infer<typeof Claims> | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  const [header, payload, signature] = parts as [string, string, string];
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
  if (!sameSecret(signature, expected)) return undefined;
  if (!Header.safeParse(decodePart(header)).success) return undefined;
  return Claims.safeParse(decodePart(payload)).data;
}

function decodePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
