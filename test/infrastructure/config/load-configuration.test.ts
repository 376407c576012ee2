import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, loadConfiguration } from '../../../src/infrastructure/config/load-configuration.js';
import { standardLimits } from '../../../src/interfaces/http/intake/intake-limits.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  path = join(folder, 'packit-service.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (yaml: string, variables: Record<string, string> = {}) => {
  writeFileSync(path, yaml);
  return loadConfiguration({ PACKIT_SERVICE_CONFIG: path, ...variables });
};
const problems = (yaml: string, variables: Record<string, string> = {}): readonly string[] => {
  try {
    load(yaml, variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map((problem) => problem.replaceAll(path, 'FILE'));
    throw error;
  }
  return [];
};

it('names every problem at once, with key, expectation and what was found', () => {
  expect(
    problems('deploymnt: prod\nvalidate_webhooks: maybe\nadmins: me\nfedora_ci: {enabled: []}\n', {
      PORT: 'eighty',
      DEPLOYMENT: 'dev',
      COPR_URL: 'ftp://copr',
      EVENT_STORE: 'postgres://me:very-secret@db',
      COPR_POLL_SECONDS: '0',
    }),
  ).toMatchInlineSnapshot(`
   [
     "FILE: validate_webhooks: expected true or false, found "maybe"",
     "FILE: admins: expected a list, found "me"",
     "FILE: unknown key fedora_ci.enabled",
     "FILE: unknown key deploymnt. Did you mean deployment?",
     "environment: PORT: expected a port, found "eighty"",
     "environment: EVENT_STORE: expected sqlite:FILE, esdb://… or esdb+discover://…, found "postgres://…@db"",
     "environment: DEPLOYMENT: expected prod or stg, found "dev"",
     "environment: COPR_URL: expected an http or https URL, found "ftp://copr"",
     "environment: COPR_POLL_SECONDS: expected a number of seconds above 0, found "0"",
   ]
  `);
});

it('has defaults for everything, in production and staging', () => {
  const { configuration, warnings } = load('');
  expect(warnings).toEqual([]);
  expect(configuration).toMatchObject({
    deployment: 'prod',
    commandPrefix: '/packit',
    http: { host: '127.0.0.1', port: 8080, publicUrl: 'http://127.0.0.1:8080' },
    dashboardUrl: 'http://127.0.0.1:8080',
    eventStore: { kind: 'sqlite', path: 'data/events.db' },
    readModels: 'data/read-models.db',
    validateWebhooks: true,
    cancelRunningJobs: true,
    github: { apiUrl: 'https://api.github.com', botLogin: 'packit-as-a-service[bot]', privateKey: '' },
    copr: { owner: 'packit', pollSeconds: 120 },
    testingFarm: { apiUrl: 'https://api.testing-farm.io/v0.1', pollSeconds: 600 },
    distGit: { apiUrl: 'https://src.fedoraproject.org/api/0', user: 'packit' },
    kerberos: undefined,
    amqp: undefined,
  });
  expect(load('deployment: stg').configuration).toMatchObject({
    commandPrefix: '/packit-stg',
    github: { botLogin: 'packit-as-a-service-stg[bot]' },
    copr: { owner: 'packit-stg' },
  });
});

it('reads the keys that Packit Service has always had', () => {
  const yaml = `
deployment: stg
server_name: service.example
dashboard_url: https://dashboard.example/
comment_command_prefix: /packit-test
validate_webhooks: false
webhook_secret: hook
gitlab_token_secret: lab
testing_farm_secret: farm
internal_testing_farm_secret: inner
testing_farm_api_url: https://farm.example/v0.1/
enabled_projects_for_internal_tf: [github.com/a/b]
admins: [me]
enabled_private_namespaces: [github.com/private]
package_config_path_override: ci/packit.yaml
fas_user: robot
keytab_path: /etc/robot.keytab
cancel_running_jobs: false
projects_to_sync: [{forge: https://github.com, repo_namespace: a, repo_name: b, branch: main, dg_repo_name: b, dg_branch: rawhide}]
authentication:
  github.com: {github_app_id: 42, github_app_private_key: "-----BEGIN KEY-----"}
  gitlab.com: {token: lab-token, instance_url: https://lab.example/}
  src.fedoraproject.org: {token: dist-git-token}
`;
  expect(load(yaml).configuration).toMatchObject({
    http: { publicUrl: 'https://service.example' },
    dashboardUrl: 'https://dashboard.example',
    commandPrefix: '/packit-test',
    validateWebhooks: false,
    cancelRunningJobs: false,
    admins: ['me'],
    privateNamespaces: ['github.com/private'],
    packageConfigPath: 'ci/packit.yaml',
    github: { appId: '42', privateKey: '-----BEGIN KEY-----', webhookSecret: 'hook' },
    gitlab: {
      url: 'https://lab.example',
      gitUrl: 'https://lab.example',
      token: 'lab-token',
      instances: [{ host: 'lab.example', webhookSecret: 'lab' }],
    },
    testingFarm: {
      apiUrl: 'https://farm.example/v0.1',
      token: 'farm',
      internalToken: 'inner',
      webhookToken: 'farm',
      internalProjects: ['github.com/a/b'],
    },
    copr: { owner: 'robot' },
    distGit: { token: 'dist-git-token', user: 'robot' },
    kerberos: { principal: 'robot@FEDORAPROJECT.ORG', keytab: '/etc/robot.keytab' },
  });
});

it('lets the environment win, an empty variable counting as unset', () => {
  const { configuration } = load(
    'deployment: prod\nwebhook_secret: file\ntesting_farm_secret: farm\nfas_user: robot\n',
    {
      DEPLOYMENT: 'stg',
      PORT: '9000',
      GITHUB_WEBHOOK_SECRET: 'environment',
      TESTING_FARM_WEBHOOK_TOKEN: 'callback',
      COPR_OWNER: 'somebody',
      COPR_URL: 'http://127.0.0.1:1/',
      COPR_POLL_SECONDS: '0.5',
      GITHUB_GIT_URL: 'file:///srv/git/',
      EVENT_STORE: 'esdb+discover://one,two:2113?tls=true',
      AMQP_URL: 'amqp://guest:guest@127.0.0.1:5672',
      DISABLE_INTERNAL_TF: 'true',
      CANCEL_RUNNING_JOBS: 'no',
      GITLAB_TOKEN: '',
    },
  );
  expect(configuration).toMatchObject({
    deployment: 'stg',
    http: { port: 9000 },
    eventStore: { kind: 'eventstoredb', connectionString: 'esdb+discover://one,two:2113?tls=true' },
    github: { webhookSecret: 'environment', gitUrl: 'file:///srv/git' },
    testingFarm: { token: 'farm', webhookToken: 'callback', internalDisabled: true },
    copr: { owner: 'somebody', url: 'http://127.0.0.1:1', pollSeconds: 0.5 },
    amqp: { queue: 'packit-service-stg' },
    cancelRunningJobs: false,
    gitlab: { token: '' },
  });
});

it('ignores the obsolete keys, with a warning', () => {
  const keys = ['gitlab_mr_targets_handled', 'enabled_projects_for_srpm_in_copr', 'disabled_projects_for_srpm_in_copr'];
  const { warnings } = load(keys.map((key) => `${key}: [x]\n`).join(''));
  expect(warnings).toHaveLength(3);
  for (const key of keys) expect(warnings).toContainEqual(expect.stringContaining(key));
});

it('takes the private key as it is, in one line, or by the path of its file', () => {
  const pem = '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n';
  const keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, pem);
  for (const setting of [pem, pem.replaceAll('\n', '\\n'), keyFile])
    expect(load('', { GITHUB_APP_PRIVATE_KEY: setting }).configuration.github.privateKey).toBe(pem);
  expect(problems('', { GITHUB_APP_PRIVATE_KEY: join(folder, 'absent') })).toEqual([
    'GITHUB_APP_PRIVATE_KEY: expected a private key in PEM or the path of one, found neither (ENOENT)',
  ]);
  expect(problems('', { GITHUB_APP_PRIVATE_KEY: path })).toEqual([
    'GITHUB_APP_PRIVATE_KEY: expected a private key in PEM, found a file without one',
  ]);
});

it('wants principal and keytab together', () => {
  expect(problems('', { KRB5_KEYTAB: '/k' })).toEqual([expect.stringContaining('KRB5_PRINCIPAL')]);
  expect(problems('', { KRB5_PRINCIPAL: 'p@R' })).toEqual([expect.stringContaining('KRB5_KEYTAB')]);
});

it('needs no file, unless one was asked for', () => {
  expect(loadConfiguration({}).configuration.deployment).toBe('prod');
  expect(() => loadConfiguration({ PACKIT_SERVICE_CONFIG: join(folder, 'absent.yaml') })).toThrow(
    /Cannot load service config: ENOENT/,
  );
});

it.each([
  ['a list', '- a\n', 'expected a mapping, found a list'],
  ['broken YAML', 'webhook_secret: "very-secret\nadmins: [\n', 'Cannot load service config'],
])('refuses %s', (_, yaml, expected) => {
  const found = problems(yaml);
  expect(found).toContainEqual(expect.stringContaining(expected));
  expect(found.join()).not.toContain('very-secret');
});

it('prints no secret when one has the wrong form', () => {
  const found = problems(
    'webhook_secret: [very-secret]\ntesting_farm_secret: {a: very-secret}\nauthentication: {github.com: {token: [very-secret]}}\n',
    {
      EVENT_STORE: 'postgres://user:very-secret@db',
      GITLAB_URL: 'ftp://very-secret@lab',
      AMQP_URL: 'http://u:very-secret@b',
    },
  );
  expect(found).toHaveLength(6);
  expect(found.join()).not.toContain('very-secret');
});

describe('hosts of forges', () => {
  const github = (url: string) => load('', { GITHUB_API_URL: url }).configuration.github.host;
  it.each([
    ['https://api.github.com', 'github.com'],
    ['http://127.0.0.1:4000', 'github.com'],
    ['http://github-stand-in:4000', 'github.com'],
    ['https://github.example.org/api/v3/', 'github.example.org'],
    ['https://api.acme.ghe.com', 'acme.ghe.com'],
  ])('of the GitHub API at %s is %s', (url, host) => {
    expect(github(url)).toBe(host);
  });

  it('may be said', () => {
    const { github, gitlab } = load('', {
      GITHUB_HOST: 'GitHub.example.org',
      GITLAB_HOST: 'lab.example:8443',
    }).configuration;
    expect([github.host, gitlab.instances]).toEqual([
      'github.example.org',
      [{ host: 'lab.example:8443', webhookSecret: '' }],
    ]);
  });

  it.each([
    ['https://gitlab.com', 'gitlab.com'],
    ['https://GitLab.example.org:443/', 'gitlab.example.org'],
    ['http://127.0.0.1:4000', 'gitlab.com'],
    ['http://localhost:4000', 'gitlab.com'],
  ])('of the GitLab at %s is %s', (url, host) => {
    expect(load('gitlab_token_secret: x', { GITLAB_URL: url }).configuration.gitlab.instances).toEqual([
      { host, webhookSecret: 'x' },
    ]);
  });

  const instances = `
gitlab_token_secret: plain
authentication:
  gitlab.com: {token: a}
  gitlab.gnome.org: {token: b, webhook_secret: gnome}
  company: {instance_url: https://git.example.org/, webhook_secret: company}
`;
  it('of several GitLab instances have a secret each; one that stands alone is for the first', () => {
    const others = [
      { host: 'gitlab.gnome.org', webhookSecret: 'gnome' },
      { host: 'git.example.org', webhookSecret: 'company' },
    ];
    expect(load(instances).configuration.gitlab.instances).toEqual([
      { host: 'gitlab.com', webhookSecret: 'plain' },
      ...others,
    ]);
    const own = instances.replace('{token: a}', '{token: a, webhook_secret: own}');
    expect(load(own).configuration.gitlab.instances[0]).toEqual({ host: 'gitlab.com', webhookSecret: 'own' });
    const given = load(own, { GITLAB_WEBHOOK_SECRET: 'given' }).configuration.gitlab.instances;
    expect(given).toEqual([{ host: 'gitlab.com', webhookSecret: 'given' }, ...others]);
  });

  it('do not share a secret', () => {
    expect(() => load(instances.replace('plain', 'gnome'))).toThrow(
      'authentication.gitlab.gnome.org.webhook_secret: expected a secret of its own, found that of gitlab.com: a secret covers one host',
    );
  });
});

it('reads how much is taken at once', () => {
  const { limits } = load('', {
    MAX_CONNECTIONS: '50',
    MAX_BODIES_MIB: '128',
    BODY_TIMEOUT_SECONDS: '0.5',
    TRUSTED_PROXIES: '10.0.0.5, 192.168.0.0/24 2001:db8::/32',
  }).configuration.http;
  expect(limits).toEqual({
    ...standardLimits,
    connections: 50,
    bytesInFlight: 128 * 1024 * 1024,
    bodyMs: 500,
    trustedProxies: ['10.0.0.5', '192.168.0.0/24', '2001:db8::/32'],
  });
  expect(load('').configuration.http.limits).toEqual(standardLimits);
  for (const wrong of ['everybody', '10.0.0.0/33', '10.0.0.1/8/8', '::1/129', '10.0.0.0/'])
    expect(() => load('', { TRUSTED_PROXIES: wrong })).toThrow('TRUSTED_PROXIES: expected addresses or networks');
});
