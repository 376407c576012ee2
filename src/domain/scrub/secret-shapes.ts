import { withoutNamedSecrets } from './named-secrets.js';
import { isSecretName } from './secret-names.js';

/** Stands where a secret stood. */
export const REMOVED = '[removed]';
/** The same where brackets would not do: as the user of a URL. */
const REMOVED_USER = 'removed';

/** Replaces what looks like a secret; `remove` answers what stands there instead and may remember what it was. */
export type Remove = (secret: string) => string;

/** Tokens that tell by their look whose they are. */
const TOKENS = new RegExp(
  [
    String.raw`\bgh[pousr]_[A-Za-z0-9_]{10,}`,
    String.raw`\bgithub_pat_[A-Za-z0-9_]{10,}`,
    String.raw`\bgl[a-z]{2,5}-[A-Za-z0-9_.-]{16,}`,
    String.raw`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?`,
    String.raw`\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{12,}`,
    String.raw`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`,
    String.raw`\bpypi-[A-Za-z0-9_-]{16,}`,
    String.raw`\bnpm_[A-Za-z0-9]{30,}`,
    String.raw`\bAIza[A-Za-z0-9_-]{30,}`,
    String.raw`\b(?:sk|rk|pk)[-_](?:live|test|proj|ant)[-_][A-Za-z0-9_-]{10,}`,
    String.raw`\bhf_[A-Za-z0-9]{20,}`,
  ].join('|'),
  'g',
);

const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g;
const SCHEME = /\b(Bearer|Basic|Negotiate|token)([ \t]+)([A-Za-z0-9+/=_.~:-]{8,})/gi;
const URL_USER = /\b([a-z][a-z0-9+.-]{1,30}:\/\/)([^\s/?#"'<>\\]{1,1000})@/gi;
const CURL_USER = /((?:^|\s)(?:-u|--user|--proxy-user)[ =]+["']?)([^\s"':]+:[^\s"']+)/g;
const NETRC = /(\blogin\s+)(\S+)(\s+password\s+)(\S+)/g;
const COPR_LOGIN = /(\blogin\s*[:=]\s*["']?)([A-Za-z0-9]{16,})/g;
const ELEMENT = /<([A-Za-z][\w.:-]{1,60})>([^<>]+)<\/\1>/g;
const REST_OF_LINE = /((?:proxy-)?authorization|(?:set-)?cookie)(\\*["']?[^\S\n]*[:=][^\S\n]*)([^\n"'\\]+)/gi;

/** A text without the secrets that it shows by their shape, or by the name that stands before them. */
export function withoutSecretShapes(text: string, remove: Remove): string {
  const shapeless = text
    .replace(PRIVATE_KEY, (key: string) => withoutLines(key, remove))
    .replace(URL_USER, (whole: string, scheme: string, user: string) =>
      isOpenUser(user) ? whole : `${scheme}${userOf(user, remove)}@`,
    )
    .replace(TOKENS, (token: string) => remove(token))
    .replace(REST_OF_LINE, (_, name: string, between: string, value: string) => name + between + remove(value))
    .replace(SCHEME, (whole: string, scheme: string, space: string, value: string) =>
      looksRandom(value) ? scheme + space + remove(value) : whole,
    )
    .replace(CURL_USER, (_, option: string, value: string) => option + remove(value))
    .replace(
      NETRC,
      (_, login: string, user: string, password: string, value: string) =>
        login + remove(user) + password + remove(value),
    )
    .replace(COPR_LOGIN, (_, name: string, value: string) => name + remove(value))
    .replace(ELEMENT, (whole: string, name: string, value: string) =>
      isSecretName(name) ? `<${name}>${remove(value)}</${name}>` : whole,
    );
  return withoutNamedSecrets(shapeless, remove);
}

/** Line by line, with what a comment or a quotation puts before each. */
function withoutLines(key: string, remove: Remove): string {
  const lines = key.split('\n').map((line) => {
    const lead = /^[\s#>*|]*/.exec(line)![0];
    return lead === line ? line : lead + remove(line.slice(lead.length));
  });
  return lines.join('\n');
}

function userOf(user: string, remove: Remove): string {
  for (const part of user.split(':')) remove(part);
  return REMOVED_USER;
}

const isOpenUser = (user: string): boolean => user === 'git' || user === REMOVED_USER;

/** A word of a sentence has neither digits nor capitals within. */
const looksRandom = (value: string): boolean => value.length >= 24 || /\d|[a-z][A-Z]|[+/=_:]/.test(value);
