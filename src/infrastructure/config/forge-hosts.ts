import type { GitLabInstance } from './configuration.js';
import type { Environment } from './environment.js';
import type { ServiceFile } from './service-file.js';

/**
 * Host of the projects behind a GitHub API: of `https://HOST/api/v3` (Enterprise Server) that host, of `https://api.NAME.ghe.com`
 * `NAME.ghe.com`. Every other address is github.com's, or a stand-in of it.
 */
export function githubHostOf(apiUrl: string): string {
  const { host, pathname } = new URL(apiUrl);
  if (/^\/api\/v3\/?$/.test(pathname)) return host;
  return /^api\.([a-z0-9-]+\.ghe\.com)$/.exec(host)?.[1] ?? 'github.com';
}

/** Host of the projects behind an address of GitLab; on loopback there is a stand-in of the instance that is named. */
export function gitlabHostOf(url: string, named = 'gitlab.com'): string {
  if (!URL.canParse(url)) return named.toLowerCase();
  const { host, hostname } = new URL(url);
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) ? named.toLowerCase() : host;
}

/**
 * The instances whose webhooks are taken, each with a secret of its own: the one at `url`, and each entry of `authentication` with a
 * `webhook_secret`. A secret that is given once, for no host in particular, is that of the first.
 */
export function gitlabInstancesOf(
  url: string,
  { authentication = {}, gitlab_token_secret: plain }: ServiceFile,
  { GITLAB_HOST: givenHost, GITLAB_WEBHOOK_SECRET: given }: Environment,
  problems: string[],
): GitLabInstance[] {
  const instances = new Map<string, string>();
  const first = givenHost ?? gitlabHostOf(url);
  for (const [name, { instance_url: address, webhook_secret: secret }] of Object.entries(authentication))
    if (secret && name !== 'github.com') instances.set(gitlabHostOf(address ?? `https://${name}`, name), secret);
  const ofFirst = given ?? instances.get(first) ?? plain ?? '';
  const others = [...instances].filter(([host]) => host !== first);
  const all = [[first, ofFirst] as const, ...others].map(([host, webhookSecret]) => ({ host, webhookSecret }));
  all.forEach(({ host, webhookSecret }, at) => {
    const same = all.slice(0, at).find((other) => other.webhookSecret !== '' && other.webhookSecret === webhookSecret);
    if (same)
      problems.push(
        `authentication.${host}.webhook_secret: expected a secret of its own, found that of ${same.host}: a secret covers one host`,
      );
  });
  return all;
}
