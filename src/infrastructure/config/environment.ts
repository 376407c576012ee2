import { isIP } from 'node:net';
import { z } from 'zod';

const text = z.string().optional();
const seconds = z.coerce.number('a number of seconds').positive('a number of seconds above 0').optional();
/** A base address; others append paths that begin with a slash. */
const base = (protocols: RegExp, expected: string) =>
  z
    .url({ protocol: protocols, error: expected })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional();
const web = base(/^https?$/, 'an http or https URL');
const git = base(/^(https?|file)$/, 'an http, https or file URL');
const host = z
  .string()
  .regex(/^[a-z0-9.-]+(:\d+)?$/i, 'a host, with its port where it is not the standard one: gitlab.example.org')
  .toLowerCase()
  .optional();
const flag = z
  .string()
  .transform((value, context) => {
    if (/^(true|t|yes|y|1)$/i.test(value)) return true;
    if (/^(false|f|no|n|0)$/i.test(value)) return false;
    context.addIssue({ code: 'custom', message: 'true or false' });
    return z.NEVER;
  })
  .optional();

const count = z.coerce.number('a whole number').int('a whole number').positive('a whole number above 0').optional();
const proxies = z
  .string()
  .transform((value, context) => {
    const entries = value.split(/[\s,]+/).filter((entry) => entry !== '');
    if (entries.every(isNetwork)) return entries;
    context.addIssue({ code: 'custom', message: 'addresses or networks, e.g. 10.0.0.5, 192.168.0.0/24' });
    return z.NEVER;
  })
  .optional();

/** An IP address, or a network in CIDR notation. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** The variables that override the file, or say what it has no key for. */
export const Environment = z.object({
  PORT: z.coerce.number('a port').int('a port').min(0, 'a port').max(65_535, 'a port from 0 to 65535').optional(),
  HOST: text,
  MAX_CONNECTIONS: count,
  MAX_CONNECTIONS_PER_ADDRESS: count,
  MAX_BODIES_MIB: count,
  MAX_BODIES_MIB_PER_ADDRESS: count,
  HEADERS_TIMEOUT_SECONDS: seconds,
  BODY_TIMEOUT_SECONDS: seconds,
  TRUSTED_PROXIES: proxies,
  PUBLIC_URL: web,
  DASHBOARD_URL: web,
  EVENT_STORE: z
    .string()
    .regex(
      /^(sqlite:.+|(esdb|kurrentdb|kurrent|kdb)(\+discover)?:\/\/.+)$/,
      'sqlite:FILE, esdb://… or esdb+discover://…',
    )
    .optional(),
  EFFECTS_LEASE_SECONDS: z.coerce
    .number('a number of seconds')
    .min(0, 'a number of seconds, 0 where there is only one node')
    .optional(),
  READ_MODELS: text,
  DEPLOYMENT: z.enum(['prod', 'stg'], 'prod or stg').optional(),
  GITHUB_API_URL: web,
  GITHUB_HOST: host,
  GITHUB_GIT_URL: git,
  GITHUB_APP_ID: z.string().regex(/^\d+$/, 'the number of the app').optional(),
  GITHUB_APP_SLUG: z
    .string()
    .regex(/^[a-z0-9-]+$/, "the app's name in addresses: small letters, digits, dashes")
    .optional(),
  GITHUB_APP_PRIVATE_KEY: text,
  GITHUB_WEBHOOK_SECRET: text,
  GITLAB_URL: web,
  GITLAB_HOST: host,
  GITLAB_GIT_URL: git,
  GITLAB_TOKEN: text,
  GITLAB_WEBHOOK_SECRET: text,
  COPR_URL: web,
  COPR_PUBLIC_URL: web,
  COPR_OWNER: text,
  COPR_LOGIN: text,
  COPR_TOKEN: text,
  COPR_POLL_SECONDS: seconds,
  TESTING_FARM_API_URL: web,
  TESTING_FARM_TOKEN: text,
  TESTING_FARM_INTERNAL_TOKEN: text,
  TESTING_FARM_WEBHOOK_TOKEN: text,
  TESTING_FARM_POLL_SECONDS: seconds,
  DISABLE_INTERNAL_TF: flag,
  CANCEL_RUNNING_JOBS: flag,
  FASJSON_URL: web,
  BODHI_URL: web,
  KOJI_URL: web,
  KRB5_PRINCIPAL: text,
  KRB5_KEYTAB: text,
  DIST_GIT_URL: git,
  DIST_GIT_API_URL: web,
  DIST_GIT_API: z.enum(['pagure', 'forgejo'], 'pagure or forgejo').optional(),
  DIST_GIT_TOKEN: text,
  DIST_GIT_USER: text,
  DIST_GIT_PUBLIC_URL: web,
  LOOKASIDE_URL: web,
  DIST_GIT_SSH_KEY: text,
  DIST_GIT_KNOWN_HOSTS: text,
  DIST_GIT_COMMIT_AUTHOR: z
    .string()
    .regex(/^[^<>\n]+ <[^<>\s]+@[^<>\s]+>$/, 'a name and an address: Packit <hello@packit.dev>')
    .optional(),
  MAX_ARCHIVE_MIB: z.coerce.number('a number of MiB').int('a whole number').positive('a number above 0').optional(),
  WORK_FOLDER: text,
  AMQP_URL: z.url({ protocol: /^amqps?$/, error: 'an amqp or amqps URL' }).optional(),
  AMQP_EXCHANGE: text,
  AMQP_QUEUE: text,
  ADMIN_TOKEN: text,
  ADMIN_TOKENS: text,
  ADMIN_TOKENS_FILE: text,
  READ_ACCESS: z.enum(['public', 'token'], 'public or token').optional(),
});
export type Environment = z.infer<typeof Environment>;
