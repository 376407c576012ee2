import { readJob } from './job-reader.js';
import { jobViews } from './job-views.js';
import { KeyReader } from './key-reader.js';
import type { ConfigContext, LoadedPackageConfig, PackageConfig } from './package-config.js';
import { Problems } from './problems.js';
import { type RawJob, rawJobs } from './raw-jobs.js';
import { type RawPackage, rawPackages } from './raw-packages.js';
import { locator, sourceText } from './yaml/source-text.js';
import { parseYaml } from './yaml/yaml-document.js';
import { YamlError } from './yaml/yaml-error.js';
import type { YamlMapping, YamlNode } from './yaml/yaml-node.js';

const syntaxMessage = 'Please correct data and retry.';

function asMapping(root: YamlNode, problems: Problems): YamlMapping | undefined {
  if (root.kind === 'mapping') return root;
  if (root.kind === 'null') return { kind: 'mapping', entries: [], offset: root.offset, size: 1, depth: 1 };
  const found = root.kind === 'sequence' ? 'a list' : `the ${root.kind} ${JSON.stringify(root.source.slice(0, 60))}`;
  const message = `The file has to be a mapping of keys to values, not ${found}.`;
  problems.add([], { message, path: [], offset: root.offset, found, expected: 'a mapping' });
  return undefined;
}

function build(packages: readonly RawPackage[], jobs: readonly RawJob[], problems: Problems): PackageConfig {
  const reader = new KeyReader(problems);
  const read = packages.map(({ name, keys }) => ({
    name,
    own: reader.read([keys], 'package', ['packages', name]),
    inherited: reader.read([keys], 'job', ['packages', name]),
  }));
  const inherited = new Map(read.map((configured) => [configured.name, configured.inherited]));
  const readJobs = jobs.map((job, index) => readJob(job, index, inherited, { reader, problems }));
  return {
    packages: read.map(({ name, own }) => ({ name, keys: own.keys })),
    jobs: readJobs.map(({ job }) => job),
    views: jobViews(readJobs, packages.length > 1),
  };
}

function read(text: string, context: ConfigContext, problems: Problems): PackageConfig | undefined {
  const document = asMapping(parseYaml(text), problems);
  if (!document) return undefined;
  const { packages, jobs } = rawPackages(document, context, problems);
  if (problems.any) return undefined;
  const names = packages.map(({ name }) => name);
  const selected = rawJobs(jobs, names, problems);
  if (problems.any) return undefined;
  return build(packages, selected, problems);
}

function yamlProblem({ fault, message, offset }: YamlError, problems: Problems): void {
  const told = fault === 'syntax' ? `${syntaxMessage} The YAML cannot be read: ${message}.` : message;
  const isAboutFile = fault === 'size' || fault === 'encoding';
  problems.add([], { message: told, path: [], offset: isAboutFile ? -1 : offset });
}

function readSource(source: Uint8Array | string): string | YamlError {
  try {
    return sourceText(source);
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
}

/** Reads a package configuration: always a verdict, with every problem at once. Never throws, whatever the content. */
export function loadPackageConfig(source: Uint8Array | string, context: ConfigContext): LoadedPackageConfig {
  const text = readSource(source);
  const problems = new Problems(locator(typeof text === 'string' ? text : ''));
  try {
    if (typeof text !== 'string') throw text;
    const config = read(text, context, problems);
    if (config && !problems.any) return { valid: true, config, warnings: problems.warned };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    yamlProblem(error, problems);
  }
  return problems.refusal();
}
