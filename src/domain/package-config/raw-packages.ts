import type { ConfigContext } from './package-config.js';
import { isPackageKey } from './keys/package-keys.js';
import { mostJobs, type Problems } from './problems.js';
import { computed, computedNull, entryOf, isEmpty, rawKeys, removeKey, setKey } from './raw-keys.js';
import { describe } from './values/reading.js';
import type { YamlEntry, YamlMapping, YamlNode } from './yaml/yaml-node.js';

/** A package before its keys are looked at: everything that was written for it, or pushed into it. */
export interface RawPackage {
  readonly name: string;
  readonly keys: Map<string, YamlEntry>;
}

export interface RawDocument {
  readonly packages: readonly RawPackage[];
  readonly jobs: YamlEntry | undefined;
}

const packagesMessage = '`packages` has to be a non-empty mapping of package names to mappings of keys.';

/** Defaults that no package inherits from top level, because they are filled in before anything is inherited. */
function fillIn(keys: Map<string, YamlEntry>, context: ConfigContext): void {
  const specfile = entryOf(keys, 'specfile_path');
  if (!specfile || isEmpty(specfile.value)) {
    const downstream = entryOf(keys, 'downstream_package_name')?.value;
    const [found] = context.rootSpecFiles;
    if (downstream && !isEmpty(downstream) && 'source' in downstream)
      setKey(keys, 'specfile_path', computed(`${downstream.source}.spec`));
    else setKey(keys, 'specfile_path', found === undefined ? computedNull : computed(found));
  }
  if (!entryOf(keys, 'upstream_package_name')) setKey(keys, 'upstream_package_name', computed(context.repoName));
  if (!entryOf(keys, 'downstream_package_name')) setKey(keys, 'downstream_package_name', computed(context.repoName));
}

function namedPackages(node: YamlNode, problems: Problems): RawPackage[] {
  const expected = 'a mapping of package names to mappings of keys';
  if (node.kind !== 'mapping' || node.entries.length === 0) {
    problems.add([], {
      message: packagesMessage,
      path: ['packages'],
      offset: node.offset,
      found: describe(node),
      expected,
    });
    return [];
  }
  const packages: RawPackage[] = [];
  if (node.entries.length > mostJobs) {
    problems.addExcess(node.entries.length, 'packages', node.offset);
    return [];
  }
  for (const { key, value } of node.entries) {
    if (key.kind !== 'string' || value.kind !== 'mapping') {
      const path = ['packages', key.source];
      problems.add([], { message: packagesMessage, path, offset: value.offset, found: describe(value), expected });
    } else packages.push({ name: key.source, keys: rawKeys(value) });
  }
  return packages;
}

function onlyPackage(top: Map<string, YamlEntry>, context: ConfigContext): RawPackage {
  fillIn(top, context);
  const downstream = removeKey(top, 'downstream_package_name');
  const paths = removeKey(top, 'paths');
  const keys = new Map<string, YamlEntry>();
  if (downstream) keys.set('=downstream_package_name', downstream);
  if (paths) keys.set('=paths', paths);
  const name = downstream?.value.kind === 'string' ? downstream.value.source : context.repoName;
  return { name, keys };
}

/**
 * Takes a document apart into packages and jobs. What stands at top level is copied into every package that does not
 * have the key; values are replaced whole.
 */
export function rawPackages(document: YamlMapping, context: ConfigContext, problems: Problems): RawDocument {
  const top = rawKeys(document);
  removeKey(top, '_');
  if (!entryOf(top, 'config_file_path')) setKey(top, 'config_file_path', computed(context.configFilePath));
  const jobs = removeKey(top, 'jobs');
  const declared = removeKey(top, 'packages');
  if (!declared) {
    const single = onlyPackage(top, context);
    for (const [identity, entry] of top) single.keys.set(identity, entry);
    return { packages: [single], jobs };
  }
  const packages = namedPackages(declared.value, problems);
  const upstreamProject = entryOf(top, 'upstream_project_url');
  const inherited = [...top].filter(([, { key }]) => key.kind === 'string' && isPackageKey(key.source));
  for (const [at, { keys }] of packages.entries()) {
    if (upstreamProject) keys.set('=upstream_project_url', upstreamProject);
    fillIn(keys, context);
    // What is no key of the language is told once: by the first package.
    for (const [identity, entry] of at === 0 ? top : inherited) if (!keys.has(identity)) keys.set(identity, entry);
  }
  return { packages, jobs };
}
