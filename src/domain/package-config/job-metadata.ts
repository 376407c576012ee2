import type { Problems } from './problems.js';
import { entryOf, isEmpty, rawKeys, removeKey, setKey } from './raw-keys.js';
import { unknownKey } from './values/collection-types.js';
import { type ConfigPath, describe } from './values/reading.js';
import { keyIdentity, type YamlEntry } from './yaml/yaml-node.js';

/** The keys that the obsolete `metadata` of a job may hold. */
export const metadataKeys: readonly string[] = [
  'targets',
  'timeout',
  'owner',
  'project',
  'dist_git_branches',
  'branch',
  'scratch',
  'list_on_homepage',
  'preserve_project',
  'use_internal_tf',
  'additional_packages',
  'additional_repos',
  'bootstrap',
  'fmf_url',
  'fmf_ref',
  'fmf_path',
  'skip_build',
  'env',
  'enable_net',
  'tmt_plan',
  'tf_post_install_script',
  'tf_extra_params',
  'module_hotfixes',
];
const oldSpellings = ['dist-git-branch', 'dist_git_branch'];

const deprecated =
  "The 'metadata' key in jobs is deprecated and can be removed. Nest config options from 'metadata' directly under the job object.";

function withNewSpellings(metadata: Map<string, YamlEntry>, path: ConfigPath, problems: Problems): void {
  for (const spelling of oldSpellings) {
    const entry = removeKey(metadata, spelling);
    if (!entry) continue;
    setKey(metadata, 'dist_git_branches', entry.value);
    problems.warn(
      path,
      entry.key.offset,
      `Job metadata key '${spelling}' has been renamed to 'dist_git_branches', please update your configuration file.`,
    );
  }
}

/** Moves the keys of `metadata` into the job itself. */
export function mergeMetadata(job: Map<string, YamlEntry>, jobPath: ConfigPath, problems: Problems): void {
  const entry = removeKey(job, 'metadata');
  if (!entry || isEmpty(entry.value)) return;
  const path = [...jobPath, 'metadata'];
  const { value } = entry;
  if (value.kind !== 'mapping') {
    const finding = { message: 'Invalid input type.', path: [], offset: value.offset, found: describe(value) };
    return problems.add(path, { ...finding, expected: 'a mapping' });
  }
  const metadata = rawKeys(value);
  withNewSpellings(metadata, path, problems);
  problems.warn(path, entry.key.offset, deprecated);
  for (const { key } of metadata.values())
    if (!metadataKeys.includes(key.source) || key.kind !== 'string') problems.add(path, unknownKey(key, metadataKeys));
  const outside = metadataKeys.filter((name) => entryOf(job, name));
  if (outside.length > 0) {
    const names = outside.map((name) => `'${name}'`).join(', ');
    problems.add(jobPath, {
      message: `Keys: {${names}} are defined outside job metadata dictionary. Mixing obsolete metadata dictionary and new job keys is not possible. Remove obsolete nested job metadata dictionary.`,
      path: [],
      offset: entry.key.offset,
    });
  }
  for (const added of metadata.values()) job.set(keyIdentity(added.key), added);
}
