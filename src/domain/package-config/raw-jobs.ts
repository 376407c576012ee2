import { isJobKey } from './keys/job-keys.js';
import { mergeMetadata } from './job-metadata.js';
import type { Problems } from './problems.js';
import { computed, entryOf, isEmpty, type RawKeys, rawKeys, removeKey } from './raw-keys.js';
import { below, type ConfigPath, describe, type Finding, typeName } from './values/reading.js';
import { keyIdentity, type YamlEntry, type YamlMapping, type YamlNode } from './yaml/yaml-node.js';

export interface Selection {
  readonly name: string;
  /** Keys that the job gives for this package only. */
  readonly keys: RawKeys;
}

/** A job before its keys are looked at: one trigger, its packages chosen. */
export interface RawJob {
  readonly offset: number;
  readonly jobKeys: RawKeys;
  readonly packageKeys: RawKeys;
  readonly selected: readonly Selection[];
}

const jobsMessage = '`jobs` has to be a list of mappings.';
const noKeys: RawKeys = new Map();

/** Without `jobs`, this is what is done. */
const defaultJobs: readonly Readonly<Record<string, string>>[] = [
  { job: 'copr_build', trigger: 'pull_request', targets: 'fedora-stable' },
  { job: 'tests', trigger: 'pull_request', targets: 'fedora-stable' },
  { job: 'propose_downstream', trigger: 'release', dist_git_branches: 'fedora-all' },
];

function defaultJobNodes(): YamlMapping[] {
  return defaultJobs.map((job) => {
    const entries = Object.entries(job).map(([name, text]) => ({ key: computed(name), value: computed(text) }));
    return { kind: 'mapping', entries, offset: -1, size: 1, depth: 1 };
  });
}

function jobNodes(jobs: YamlEntry | undefined, problems: Problems): YamlMapping[] {
  if (!jobs) return defaultJobNodes();
  const refuse = (node: YamlNode, path: ConfigPath) =>
    problems.add(path, {
      message: jobsMessage,
      path: [],
      offset: node.offset,
      found: describe(node),
      expected: 'a mapping',
    });
  if (jobs.value.kind !== 'sequence') {
    refuse(jobs.value, ['jobs']);
    return [];
  }
  const nodes: YamlMapping[] = [];
  jobs.value.items.forEach((node, index) => {
    if (node.kind === 'mapping') nodes.push(node);
    else refuse(node, ['jobs', index]);
  });
  return nodes;
}

function undefinedPackages(names: readonly string[], node: YamlNode): Finding {
  const message = `Undefined package(s) referenced: ${names.join(', ')}.`;
  return { message, path: ['packages'], offset: node.offset, found: names.join(', '), expected: 'names of `packages`' };
}

function selectPackages(
  entry: YamlEntry | undefined,
  names: readonly string[],
): { selected: Selection[]; findings: readonly Finding[] } {
  if (!entry || isEmpty(entry.value)) return { selected: names.map((name) => ({ name, keys: noKeys })), findings: [] };
  const node = entry.value;
  if (node.kind === 'sequence') {
    const wanted = new Set(node.items.map((item) => (item.kind === 'string' ? item.source : describe(item))));
    const unknown = [...wanted].filter((name) => !names.includes(name));
    const selected = names.filter((name) => wanted.has(name)).map((name) => ({ name, keys: noKeys }));
    return { selected, findings: unknown.length > 0 ? [undefinedPackages(unknown, node)] : [] };
  }
  if (node.kind !== 'mapping') {
    const message = `Type is ${typeName(node)} instead of 'list' or 'dict'.`;
    return { selected: [], findings: [{ message, path: ['packages'], offset: node.offset, found: describe(node) }] };
  }
  const unknown = node.entries.map(({ key }) => key.source).filter((name) => !names.includes(name));
  const findings: Finding[] = unknown.length > 0 ? [undefinedPackages(unknown, node)] : [];
  const selected = node.entries.map(({ key, value }): Selection => {
    if (value.kind === 'mapping') return { name: key.source, keys: rawKeys(value) };
    const finding = {
      message: 'Not a valid mapping type.',
      path: [key.source],
      offset: value.offset,
      found: describe(value),
    };
    findings.push(...below('packages', [finding]));
    return { name: key.source, keys: noKeys };
  });
  return { selected, findings };
}

function splitTrigger(jobKeys: RawKeys): RawKeys[] {
  const trigger = entryOf(jobKeys, 'trigger');
  if (trigger?.value.kind !== 'string' || !trigger.value.source.includes('|')) return [jobKeys];
  const { value } = trigger;
  return value.source.split('|').map((part) => {
    const single = { ...value, source: part.trim(), value: part.trim() };
    return new Map(jobKeys).set(keyIdentity(trigger.key), { key: trigger.key, value: single });
  });
}

/** Brings the jobs of a document into their raw form; what is wrong here hides what would be found later. */
export function rawJobs(jobs: YamlEntry | undefined, packageNames: readonly string[], problems: Problems): RawJob[] {
  const made: RawJob[] = [];
  for (const node of jobNodes(jobs, problems)) {
    const path: ConfigPath = ['jobs', made.length];
    const keys = rawKeys(node);
    mergeMetadata(keys, path, problems);
    const { selected, findings } = selectPackages(removeKey(keys, 'packages'), packageNames);
    problems.addAll(path, findings);
    const jobKeys = new Map<string, YamlEntry>();
    for (const [identity, entry] of keys) {
      if (entry.key.kind !== 'string' || !isJobKey(entry.key.source)) continue;
      keys.delete(identity);
      if (entry.value.kind !== 'null') jobKeys.set(identity, entry);
    }
    for (const split of splitTrigger(jobKeys))
      made.push({ offset: node.offset, jobKeys: split, packageKeys: keys, selected });
  }
  return made;
}
