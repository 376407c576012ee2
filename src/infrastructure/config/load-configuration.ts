import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { assembleConfiguration } from './assemble-configuration.js';
import { closestKey } from './closest-key.js';
import type { Configuration } from './configuration.js';
import { Environment } from './environment.js';
import { SHORTEST_TOKEN } from './operator-tokens.js';
import { obsoleteKeys, ServiceFile } from './service-file.js';

/** The settings are wrong. One line a problem: the key, what was expected and what was found, never a secret. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly warnings: readonly string[];
}

/** Reads the configuration file and the environment. Throws `ConfigurationError` with everything that is wrong. */
export function loadConfiguration(variables: NodeJS.ProcessEnv): LoadedConfiguration {
  const problems: string[] = [];
  const warnings: string[] = [];
  const path = variables.PACKIT_SERVICE_CONFIG || 'packit-service.yaml';
  const content = readServiceFile(path, Boolean(variables.PACKIT_SERVICE_CONFIG), problems);
  for (const key of obsoleteKeys)
    if (key in content) {
      delete content[key];
      warnings.push(`${path}: ${key} is no longer used and was ignored`);
    }
  const file = check(ServiceFile, content, path, problems);
  const set = Object.fromEntries(
    Object.keys(Environment.shape)
      .filter((name) => variables[name])
      .map((name) => [name, variables[name]]),
  );
  const environment = check(Environment, set, 'environment', problems);
  if (!file || !environment) throw new ConfigurationError(problems);
  const configuration = assembleConfiguration(file, environment, problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { length } = environment.ADMIN_TOKEN ?? '';
  if (length > 0 && length < SHORTEST_TOKEN)
    warnings.push(`ADMIN_TOKEN: ${length} characters can be guessed, ${SHORTEST_TOKEN} or more cannot`);
  return { configuration, warnings };
}

/** What the file says; a file that nobody asked for may be absent. */
function readServiceFile(path: string, required: boolean, problems: string[]): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || required) problems.push(`Cannot load service config: ${message}`);
    return {};
  }
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: true });
  if (document.errors.length > 0) {
    // The first line says what and where; those after it quote the file, secrets and all.
    const messages = document.errors.map(({ message }) => message.split('\n')[0]?.replace(/:$/, ''));
    problems.push(...messages.map((message) => `Cannot load service config: ${path}: ${message}`));
    return {};
  }
  const content: unknown = document.toJS() ?? {};
  if (typeof content === 'object' && content !== null && !Array.isArray(content))
    return content as Record<string, unknown>;
  problems.push(`Cannot load service config: ${path}: expected a mapping, found ${nameOf(content)}`);
  return {};
}

function check<Schema extends z.ZodObject>(
  schema: Schema,
  content: Record<string, unknown>,
  where: string,
  problems: string[],
): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  problems.push(
    ...parsed.error.issues.flatMap((issue) =>
      describe(issue, content, schema).map((problem) => `${where}: ${problem}`),
    ),
  );
  return undefined;
}

function describe(issue: z.core.$ZodIssue, content: unknown, schema: z.ZodObject): string[] {
  const key = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((unknown) => {
      const closest = key ? undefined : closestKey(unknown, Object.keys(schema.shape));
      return `unknown key ${key ? `${key}.` : ''}${unknown}${closest ? `. Did you mean ${closest}?` : ''}`;
    });
  const value = issue.path.reduce<unknown>(
    (at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part],
    content,
  );
  return [`${key}: expected ${expectedText(issue)}, found ${foundText(String(issue.path[0]), value)}`];
}

const KINDS: Partial<Record<string, string>> = {
  array: 'a list',
  object: 'a mapping',
  boolean: 'true or false',
  string: 'a text',
};

function expectedText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.message;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ');
  if (issue.code === 'invalid_format' && issue.format === 'url' && issue.message.startsWith('Invalid')) return 'a URL';
  return issue.message;
}

const SECRET = /secret|token|password|key|login|authentication/i;

/** What was found, for people: of what may be a secret only its length, of addresses no credentials. */
function foundText(key: string, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object') return nameOf(value);
  if (SECRET.test(key) && typeof value === 'string') return `${value.length} characters`;
  return JSON.stringify(value).replace(/\/\/[^/]*@/, '//…@');
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}
