import { isJobKey } from './keys/job-keys.js';
import { mergeMetadata } from './job-metadata.js';
import { mostJobs, type Problems } from './problems.js';
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
/** Packages that are read for all jobs together, also those of jobs that are for one of them only. */
const mostReads = 10 * mostJobs;
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

/** Names of the packages, and what stands for all of them. */
interface Packages {
  readonly places: ReadonlyMap<string, number>;
  readonly all: readonly Selection[];
}

function selectPackages(
  entry: YamlEntry | undefined,
  { places, all }: Packages,
): { selected: readonly Selection[]; findings: readonly Finding[] } {
  if (!entry || isEmpty(entry.value)) return { selected: all, findings: [] };
  const node = entry.value;
  if (node.kind === 'sequence') {
    const wanted = [...new Set(node.items.map((item) => (item.kind === 'string' ? item.source : describe(item))))];
    const unknown = wanted.filter((name) => !places.has(name));
    const selected = wanted
      .filter((name) => places.has(name))
      .sort((one, other) => places.get(one)! - places.get(other)!)
      .map((name) => ({ name, keys: noKeys }));
    return { selected, findings: unknown.length > 0 ? [undefinedPackages(unknown, node)] : [] };
  }
  if (node.kind !== 'mapping') {
    const message = `Type is ${typeName(node)} instead of 'list' or 'dict'.`;
    return { selected: [], findings: [{ message, path: ['packages'], offset: node.offset, found: describe(node) }] };
  }
  const unknown = node.entries.map(({ key }) => key.source).filter((name) => !places.has(name));
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

/** The triggers of a job that names several; undefined stands for what it has, if anything. */
function triggersOf(jobKeys: RawKeys): readonly (string | undefined)[] {
  const value = entryOf(jobKeys, 'trigger')?.value;
  if (value?.kind !== 'string' || !value.source.includes('|')) return [undefined];
  return value.source.split('|').map((part) => part.trim());
}

function withTrigger(jobKeys: RawKeys, trigger: string | undefined): RawKeys {
  const entry = trigger === undefined ? undefined : entryOf(jobKeys, 'trigger');
  if (entry?.value.kind !== 'string' || trigger === undefined) return jobKeys;
  const value = { ...entry.value, source: trigger, value: trigger };
  return new Map(jobKeys).set(keyIdentity(entry.key), { key: entry.key, value });
}

/**
 * Brings the jobs of a document into their raw form; what is wrong here hides what would be found later. Of more than may be none are
 * made.
 */
export function rawJobs(jobs: YamlEntry | undefined, packageNames: readonly string[], problems: Problems): RawJob[] {
  const places = new Map(packageNames.map((name, at) => [name, at]));
  const packages: Packages = { places, all: packageNames.map((name) => ({ name, keys: noKeys })) };
  const made: RawJob[] = [];
  let [count, reads] = [0, 0];
  for (const node of jobNodes(jobs, problems)) {
    const path: ConfigPath = ['jobs', made.length];
    const keys = rawKeys(node);
    mergeMetadata(keys, path, problems);
    const { selected, findings } = selectPackages(removeKey(keys, 'packages'), packages);
    problems.addAll(path, findings);
    const jobKeys = new Map<string, YamlEntry>();
    for (const [identity, entry] of keys) {
      if (entry.key.kind !== 'string' || !isJobKey(entry.key.source)) continue;
      keys.delete(identity);
      if (entry.value.kind !== 'null') jobKeys.set(identity, entry);
    }
    const triggers = triggersOf(jobKeys);
    count += (entryOf(jobKeys, 'package') ? 1 : Math.max(1, selected.length)) * triggers.length;
    reads += selected.length * triggers.length;
    if (count > mostJobs || reads > mostReads) continue;
    for (const single of triggers)
      made.push({ offset: node.offset, jobKeys: withTrigger(jobKeys, single), packageKeys: keys, selected });
  }
  if (count > mostJobs || reads > mostReads)
    problems.addExcess(Math.max(count, reads), 'jobs', jobs?.value.offset ?? -1);
  return made;
}
