import { dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { Configuration } from './configuration.js';
import type { Environment } from './environment.js';
import { githubHostOf, gitlabInstancesOf } from './forge-hosts.js';
import { operatorTokens } from './operator-tokens.js';
import type { ServiceFile } from './service-file.js';

/** One object from file, environment and defaults. The environment wins. What cannot be read is added to `problems`. */
export function assembleConfiguration(file: ServiceFile, env: Environment, problems: string[]): Configuration {
  const deployment = env.DEPLOYMENT ?? file.deployment ?? 'prod';
  const account = env.COPR_OWNER ?? file.fas_user ?? (deployment === 'stg' ? 'packit-stg' : 'packit');
  const host = env.HOST ?? '127.0.0.1';
  const port = env.PORT ?? 8080;
  const publicUrl = env.PUBLIC_URL ?? (file.server_name ? `https://${file.server_name}` : `http://${host}:${port}`);
  const operators = operatorTokens(env, problems);
  if (env.READ_ACCESS === 'token' && operators.length === 0)
    problems.push('READ_ACCESS: token expects an operator who has one: ADMIN_TOKENS or ADMIN_TOKEN, found none');
  return {
    deployment,
    commandPrefix: file.comment_command_prefix ?? (deployment === 'stg' ? '/packit-stg' : '/packit'),
    http: { host, port, publicUrl, limits: limitsOf(env) },
    dashboardUrl: env.DASHBOARD_URL ?? (withoutSlash(file.dashboard_url) || publicUrl),
    eventStore: eventStoreOf(env.EVENT_STORE ?? 'sqlite:data/events.db'),
    leaseSeconds: env.EFFECTS_LEASE_SECONDS ?? ((env.EVENT_STORE ?? 'sqlite:').startsWith('sqlite:') ? 0 : 10),
    readModels: env.READ_MODELS ?? 'data/read-models.db',
    operators,
    readAccess: env.READ_ACCESS ?? 'public',
    validateWebhooks: file.validate_webhooks ?? true,
    admins: file.admins ?? [],
    privateNamespaces: file.enabled_private_namespaces ?? [],
    cancelRunningJobs: env.CANCEL_RUNNING_JOBS ?? file.cancel_running_jobs ?? true,
    packageConfigPath: file.package_config_path_override ?? null,
    rateLimitThreshold: file.rate_limit_threshold ?? 200,
    github: githubOf(file, env, deployment, problems),
    gitlab: gitlabOf(file, env, problems),
    copr: {
      url: env.COPR_URL ?? 'https://copr.fedorainfracloud.org',
      publicUrl: env.COPR_PUBLIC_URL ?? 'https://copr.fedorainfracloud.org',
      owner: account,
      login: env.COPR_LOGIN ?? '',
      token: env.COPR_TOKEN ?? '',
      pollSeconds: env.COPR_POLL_SECONDS ?? 120,
    },
    testingFarm: testingFarmOf(file, env),
    fasjsonUrl: env.FASJSON_URL ?? 'https://fasjson.fedoraproject.org',
    bodhiUrl: env.BODHI_URL ?? 'https://bodhi.fedoraproject.org',
    koji: {
      url: env.KOJI_URL ?? 'https://koji.fedoraproject.org/kojihub',
      webUrl: withoutSlash(file.koji_web_url) ?? 'https://koji.fedoraproject.org',
    },
    kerberos: kerberosOf(file, env, problems),
    distGit: distGitOf(file, env, account, problems),
    amqp: env.AMQP_URL
      ? {
          url: env.AMQP_URL,
          exchange: env.AMQP_EXCHANGE ?? 'amq.topic',
          queue: env.AMQP_QUEUE ?? `packit-service-${deployment}`,
        }
      : undefined,
  };
}

const withoutSlash = (url: string | undefined) => url?.replace(/\/+$/, '');

function eventStoreOf(setting: string): Configuration['eventStore'] {
  return setting.startsWith('sqlite:')
    ? { kind: 'sqlite', path: setting.slice('sqlite:'.length) }
    : { kind: 'eventstoredb', connectionString: setting };
}

function githubOf(
  file: ServiceFile,
  env: Environment,
  deployment: string,
  problems: string[],
): Configuration['github'] {
  const own = file.authentication?.['github.com'];
  const appSlug = env.GITHUB_APP_SLUG ?? (deployment === 'stg' ? 'packit-as-a-service-stg' : 'packit-as-a-service');
  const key =
    env.GITHUB_APP_PRIVATE_KEY ??
    own?.github_app_private_key ??
    own?.github_app_private_key_path ??
    file.github_app_cert_path;
  const apiUrl = env.GITHUB_API_URL ?? 'https://api.github.com';
  return {
    apiUrl,
    host: env.GITHUB_HOST ?? githubHostOf(apiUrl),
    gitUrl: env.GITHUB_GIT_URL ?? 'https://github.com',
    appId: env.GITHUB_APP_ID ?? String(own?.github_app_id ?? file.github_app_id ?? ''),
    privateKey: key ? privateKeyOf(key, problems) : '',
    webhookSecret: env.GITHUB_WEBHOOK_SECRET ?? file.webhook_secret ?? '',
    appSlug,
    botLogin: `${appSlug}[bot]`,
  };
}

/** A key in PEM, as it is (also with `\n` for line ends) or by the path of its file. */
function privateKeyOf(setting: string, problems: string[]): string {
  if (setting.includes('-----BEGIN')) return setting.replaceAll('\\n', '\n');
  try {
    const text = readFileSync(setting, 'utf8');
    if (text.includes('-----BEGIN')) return text;
    problems.push('GITHUB_APP_PRIVATE_KEY: expected a private key in PEM, found a file without one');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    problems.push(`GITHUB_APP_PRIVATE_KEY: expected a private key in PEM or the path of one, found neither (${code})`);
  }
  return '';
}

function gitlabOf(file: ServiceFile, env: Environment, problems: string[]): Configuration['gitlab'] {
  const own = file.authentication?.['gitlab.com'];
  const url = env.GITLAB_URL ?? withoutSlash(own?.instance_url) ?? 'https://gitlab.com';
  return {
    url,
    gitUrl: env.GITLAB_GIT_URL ?? url,
    token: env.GITLAB_TOKEN ?? own?.token ?? '',
    instances: gitlabInstancesOf(url, file, env, problems),
  };
}

function testingFarmOf(file: ServiceFile, env: Environment): Configuration['testingFarm'] {
  const token = env.TESTING_FARM_TOKEN ?? file.testing_farm_secret ?? '';
  return {
    apiUrl: env.TESTING_FARM_API_URL ?? withoutSlash(file.testing_farm_api_url) ?? 'https://api.testing-farm.io/v0.1',
    token,
    internalToken: env.TESTING_FARM_INTERNAL_TOKEN ?? file.internal_testing_farm_secret ?? '',
    webhookToken: env.TESTING_FARM_WEBHOOK_TOKEN ?? token,
    internalProjects: file.enabled_projects_for_internal_tf ?? [],
    internalDisabled: env.DISABLE_INTERNAL_TF ?? false,
    pollSeconds: env.TESTING_FARM_POLL_SECONDS ?? 600,
  };
}

function kerberosOf(file: ServiceFile, env: Environment, problems: string[]): Configuration['kerberos'] {
  const realm = file.kerberos_realm ?? 'FEDORAPROJECT.ORG';
  const keytab = env.KRB5_KEYTAB ?? file.keytab_path;
  const principal = env.KRB5_PRINCIPAL ?? (keytab && file.fas_user ? `${file.fas_user}@${realm}` : undefined);
  if (keytab && principal) return { principal, keytab };
  if (keytab) problems.push('KRB5_PRINCIPAL: expected a principal beside KRB5_KEYTAB, found nothing');
  if (principal) problems.push('KRB5_KEYTAB: expected the path of a keytab beside KRB5_PRINCIPAL, found nothing');
  return undefined;
}

const MiB = 1024 * 1024;

function limitsOf(env: Environment): Configuration['http']['limits'] {
  return {
    connections: env.MAX_CONNECTIONS ?? 1000,
    connectionsPerAddress: env.MAX_CONNECTIONS_PER_ADDRESS ?? 200,
    bytesInFlight: (env.MAX_BODIES_MIB ?? 64) * MiB,
    bytesInFlightPerAddress: (env.MAX_BODIES_MIB_PER_ADDRESS ?? 32) * MiB,
    headersMs: (env.HEADERS_TIMEOUT_SECONDS ?? 10) * 1000,
    bodyMs: (env.BODY_TIMEOUT_SECONDS ?? 20) * 1000,
    trustedProxies: env.TRUSTED_PROXIES ?? [],
  };
}

function distGitOf(file: ServiceFile, env: Environment, account: string, problems: string[]): Configuration['distGit'] {
  const [, name = 'Packit', email = 'hello@packit.dev'] = /^(.+) <(.+)>$/.exec(env.DIST_GIT_COMMIT_AUTHOR ?? '') ?? [];
  const { DIST_GIT_SSH_KEY: key, DIST_GIT_KNOWN_HOSTS: knownHosts } = env;
  if (key && !knownHosts)
    problems.push(
      'DIST_GIT_KNOWN_HOSTS: expected the path of a file of known hosts beside DIST_GIT_SSH_KEY, found nothing',
    );
  const own = file.authentication?.['src.fedoraproject.org'] ?? file.authentication?.pagure;
  const api = env.DIST_GIT_API ?? 'pagure';
  const publicUrl = env.DIST_GIT_PUBLIC_URL ?? 'https://src.fedoraproject.org';
  return {
    url: env.DIST_GIT_URL ?? publicUrl,
    apiUrl: env.DIST_GIT_API_URL ?? `${publicUrl}/api/${api === 'pagure' ? '0' : 'v1'}`,
    api,
    token: env.DIST_GIT_TOKEN ?? own?.token ?? file.pagure_user_token ?? '',
    user: env.DIST_GIT_USER ?? account,
    publicUrl,
    lookasideUrl: env.LOOKASIDE_URL ?? 'https://src.fedoraproject.org/repo/pkgs',
    ssh: key && knownHosts ? { key, knownHosts } : undefined,
    author: { name, email },
    maxArchiveBytes: (env.MAX_ARCHIVE_MIB ?? 1_024) * 1024 * 1024,
    workFolder: env.WORK_FOLDER ?? join(dirname(env.READ_MODELS ?? 'data/read-models.db'), 'work'),
  };
}
