import { withoutNamedSecrets } from './named-secrets.js';
import { isSecretName } from './secret-names.js';

/** What is shown instead of a value. */
export const MASKED = '[masked]';

/** Under these names variables stand, of jobs, comments and requests to Testing Farm; their own names are no secrets. */
const VARIABLES: ReadonlySet<string> = new Set(['env', 'environment', 'variables']);
/** Texts and scripts that others wrote: secrets may stand in them by name. */
const PROSE: ReadonlySet<string> = new Set([
  'details',
  'error',
  'post_install_script',
  'postInstallScript',
  'refusal',
  'script',
  'summary',
]);
/** `--env NAME=VALUE`, as a shell takes it: quotes around the value, or around both. */
const OPTION =
  /(--env(?:=|\s{1,9}))(?:(["'])([\w.-]{1,200}=)[^"'\n]*\2|([\w.-]{1,200}=)(?:"[^"\n]*"|'[^'\n]*'|[^\s"'\\]+))/g;
const ASSIGNMENT = /^([^=\s]{1,200}=).+$/s;

type Kind = 'plain' | 'variables' | 'secret' | 'prose';

/**
 * JSON as it may be shown: of variables and secrets, by their names, only that they are there. An empty value is shown, and `null`,
 * which takes a variable away.
 */
export function masked(value: unknown): unknown {
  return maskedAs('plain', value);
}

function maskedAs(kind: Kind, value: unknown): unknown {
  if (Array.isArray(value)) return maskedList(kind, value);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, maskedAs(kindOf(kind, key, inner), inner)]),
    );
  return maskedScalar(kind, value);
}

function maskedList(kind: Kind, values: readonly unknown[]): unknown[] {
  return values.map((value, at) => {
    const isAssigned = kind === 'variables' || values[at - 1] === '--env';
    return typeof value === 'string' && isAssigned ? maskedAssignment(value) : maskedAs(kind, value);
  });
}

function maskedScalar(kind: Kind, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return value;
  if (kind === 'secret' || kind === 'variables') return MASKED;
  if (typeof value !== 'string') return value;
  const text = value.includes('--env') ? value.replace(OPTION, maskedOption) : value;
  return kind === 'prose' ? withoutNamedSecrets(text, () => MASKED) : text;
}

function maskedOption(_text: string, option: string, quote = '', quoted = '', plain = ''): string {
  return `${option}${quote}${quoted}${plain}${MASKED}${quote}`;
}

function maskedAssignment(text: string): string {
  return ASSIGNMENT.test(text) ? text.replace(ASSIGNMENT, `$1${MASKED}`) : text;
}

function kindOf(above: Kind, key: string, value: unknown): Kind {
  if (above === 'secret' || above === 'variables' || isSecretName(key)) return above === 'variables' ? above : 'secret';
  // A word, as the name of a deployment, is no list of variables.
  if (VARIABLES.has(key) && (key === 'env' || typeof value === 'object')) return 'variables';
  return PROSE.has(key) ? 'prose' : 'plain';
}
