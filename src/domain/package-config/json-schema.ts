import { metadataKeys } from './job-metadata.js';
import type { Documentation } from './keys/documented-key.js';
import { isJobKey, jobKeys, jobTriggers } from './keys/job-keys.js';
import { isPackageKey, packageKey, packageKeyNames } from './keys/package-keys.js';
import { type AnyKey, type JsonSchema, keySchema } from './values/value-type.js';

type Properties = Record<string, JsonSchema>;

const oneName: JsonSchema = { type: 'string' };
const takesOneNameInJobs: readonly string[] = ['targets', 'dist_git_branches'];
const trigger = `\\s*(${jobTriggers.join('|')})\\s*`;

function property(key: AnyKey & Documentation): JsonSchema {
  const fallback = key.required || key.fallback === null ? {} : { default: key.fallback };
  return { ...keySchema(key), description: key.summary.replaceAll('`', ''), ...fallback };
}

const reference = (name: string): JsonSchema => ({ $ref: `#/definitions/keys/${name}` });

const packageProperties: Properties = {
  ...Object.fromEntries(packageKeyNames.map((name) => [name, reference(name)])),
  dist_git_url: { description: 'Ignored.', deprecated: true },
};

function inJob(name: string): JsonSchema {
  return takesOneNameInJobs.includes(name) ? { anyOf: [oneName, reference(name)] } : reference(name);
}

function jobKeyProperties(): Properties {
  const properties: Properties = {};
  for (const [name, key] of Object.entries(jobKeys)) {
    const { type } = key;
    properties[name] = key.required ? property(key) : property({ ...key, type, nullable: true });
  }
  const several = { type: 'string', pattern: `^${trigger}(\\|${trigger})+$` };
  properties.trigger = { ...property(jobKeys.trigger), enum: undefined, anyOf: [jobKeys.trigger.type.schema, several] };
  return properties;
}

function metadata(): JsonSchema {
  const properties: Properties = {};
  for (const name of metadataKeys) {
    if (isPackageKey(name)) properties[name] = inJob(name);
    else if (isJobKey(name)) properties[name] = keySchema(jobKeys[name]);
  }
  const branches = inJob('dist_git_branches');
  return {
    type: ['object', 'null'],
    deprecated: true,
    properties: { ...properties, 'dist-git-branch': branches, dist_git_branch: branches },
    additionalProperties: false,
  };
}

function job(): JsonSchema {
  const selected = {
    anyOf: [
      { type: 'array', items: { type: 'string' } },
      { type: 'object', additionalProperties: { $ref: '#/definitions/packageInJob' } },
      { type: 'null' },
    ],
    description: 'Packages that the job is for, or what it changes for each. Default: all.',
  };
  const packageKeysInJob = Object.fromEntries(Object.keys(packageProperties).map((name) => [name, inJob(name)]));
  const properties = { ...packageKeysInJob, ...jobKeyProperties(), packages: selected, metadata: metadata() };
  return {
    type: 'object',
    properties: { ...properties, dist_git_url: packageProperties.dist_git_url },
    required: ['job', 'trigger'],
    additionalProperties: false,
  };
}

/** The JSON Schema of the configuration language, by which editors complete and check it. */
export function packageConfigSchema(): JsonSchema {
  const keys = Object.fromEntries(packageKeyNames.map((name) => [name, property(packageKey(name))]));
  const jobOverrides = Object.fromEntries(packageKeyNames.map((name) => [name, inJob(name)]));
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Packit configuration',
    description: 'The configuration of a package: .packit.yaml, .packit.yml, packit.yaml or packit.yml.',
    type: ['object', 'null'],
    properties: {
      ...packageProperties,
      packages: {
        type: 'object',
        minProperties: 1,
        additionalProperties: { $ref: '#/definitions/package' },
        description: 'The packages of a monorepo, by name.',
      },
      jobs: { type: 'array', items: { $ref: '#/definitions/job' }, description: 'What the service does, and when.' },
      _: { description: 'A place for anchors; ignored.' },
    },
    additionalProperties: false,
    definitions: {
      keys,
      package: { type: 'object', properties: packageProperties, additionalProperties: false },
      packageInJob: {
        type: 'object',
        properties: { ...jobOverrides, dist_git_url: packageProperties.dist_git_url },
        additionalProperties: false,
      },
      job: job(),
    },
  };
  // Keywords that are undefined vanish, so that the result is plain data.
  return JSON.parse(JSON.stringify(schema)) as JsonSchema;
}
