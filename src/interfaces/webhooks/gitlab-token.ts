import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { sameSecret } from './secret-comparison.js';
import type { WebhookSecrets } from './webhook-secrets.js';

const Claims = z.object({ namespace: z.string(), repo_name: z.string().nullish() });
const Header = z.object({ alg: z.literal('HS256') });
const Hook = z.object({
  project: z.object({ git_http_url: z.string().nullish(), http_url: z.string().nullish() }),
});

const UNREADABLE = "Can't decode X-Gitlab-Token.";
const OTHER_PROJECT = 'Decoded X-Gitlab-Token does not match namespace[/project].';

/**
 * Why the token of a GitLab hook is not good; undefined: it is. A token without `repo_name` covers every project of
 * exactly that namespace, not of its subgroups.
 */
export function gitlabTokenProblem(
  token: string | undefined,
  body: unknown,
  secrets: WebhookSecrets,
): string | undefined {
  if (!token) return secrets.validate ? 'X-Gitlab-Token not in request.headers' : undefined;
  if (!secrets.gitlab) return "'gitlab_token_secret' not specified in the config.";
  const claims = claimsOf(token, secrets.gitlab);
  if (!claims) return UNREADABLE;
  const project = projectOf(body);
  if (project?.namespace !== claims.namespace) return OTHER_PROJECT;
  if (claims.repo_name && project.repo !== claims.repo_name) return OTHER_PROJECT;
  return undefined;
}

/** Claims of a JSON Web Token signed with HS256 (RFC 7515); undefined: it is none, or signed by somebody else. */
function claimsOf(token: string, secret: string): z.infer<typeof Claims> | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  const [header, payload, signature] = parts as [string, string, string];
  if (!Header.safeParse(decodePart(header)).success) return undefined;
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
  if (!sameSecret(signature, expected)) return undefined;
  return Claims.safeParse(decodePart(payload)).data;
}

function decodePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function projectOf(body: unknown): { namespace: string; repo: string } | undefined {
  const project = Hook.safeParse(body).data?.project;
  const address = project?.git_http_url || project?.http_url;
  if (!address || !URL.canParse(address)) return undefined;
  const path = new URL(address).pathname.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  const slash = path.lastIndexOf('/');
  return slash < 0 ? undefined : { namespace: path.slice(0, slash), repo: path.slice(slash + 1) };
}
