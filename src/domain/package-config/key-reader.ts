import { distGitLocation, packagingTools } from './dist-git-location.js';
import { isJobKey, jobKeys } from './keys/job-keys.js';
import {
  isPackageKey,
  packageKey,
  type PackageKeyName,
  packageKeyNames,
  type PackageKeys,
} from './keys/package-keys.js';
import type { Problems } from './problems.js';
import { entryOf, type RawKeys } from './raw-keys.js';
import { canonicalJson } from './values/canonical-json.js';
import { readKey, unknownKey } from './values/collection-types.js';
import { didYouMean } from './values/did-you-mean.js';
import { below, type ConfigPath, type Finding, type Reading } from './values/reading.js';
import type { YamlNode, YamlScalar } from './yaml/yaml-node.js';

/** Keys of a package, or of a package in a job, with what is needed to lay further keys over them. */
export interface ReadKeys {
  readonly keys: PackageKeys;
  /** The dist-git as configured, before it is worked out. */
  readonly distGit: { readonly url: string | null; readonly namespace: string | null };
  /** The values of these layers alone, in canonical form. */
  readonly given: ReadonlyMap<PackageKeyName, string>;
}

type Place = 'package' | 'job';
type Values = Record<PackageKeyName, unknown>;

const defaults = Object.fromEntries(packageKeyNames.map((name) => [name, packageKey(name).fallback])) as Values;
const canonicalDefaults = new Map(packageKeyNames.map((name) => [name, canonicalJson(packageKey(name).fallback)]));
const nothingRead: ReadKeys = {
  keys: defaults as unknown as PackageKeys,
  distGit: { url: null, namespace: null },
  given: new Map(),
};
const knownInJob = [...packageKeyNames, ...Object.keys(jobKeys), 'packages'];
const ignoredKey = 'dist_git_url';

/** The values that differ from those laid under them, as one text: equal texts, equal keys. */
export function differenceFrom(base: ReadKeys | undefined, { given }: ReadKeys): string {
  const differing: string[] = [];
  for (const [name, canonical] of given) {
    const before = base?.given.get(name) ?? canonicalDefaults.get(name);
    if (before !== canonical) differing.push(`${name}=${canonical}`);
  }
  return differing.sort().join('\n');
}

interface CachedReading {
  readonly reading: Reading<unknown>;
  readonly canonical: string;
}

function unknownIn(place: Place, key: YamlScalar): Finding {
  if (place === 'package' && isJobKey(key.source))
    return { ...unknownKey(key, []), expected: `\`${key.source}\` belongs into a job` };
  return unknownKey(key, place === 'job' ? knownInJob : packageKeyNames);
}

/** In a job, one name alone is a list of one. */
function asList(name: PackageKeyName, node: YamlNode): YamlNode {
  if (node.kind !== 'string' || (name !== 'targets' && name !== 'dist_git_branches')) return node;
  return { kind: 'sequence', items: [node], offset: node.offset, size: node.size + 1, depth: 1 };
}

/** Reads package keys wherever they stand. What many jobs share is read once and shared by them. */
export class KeyReader {
  private readonly cache = {
    package: new Map<YamlNode, Map<string, CachedReading>>(),
    job: new Map<YamlNode, Map<string, CachedReading>>(),
  };

  constructor(private readonly problems: Problems) {}

  /** Lays keys over those of a package, or over the defaults. */
  read(layers: readonly RawKeys[], place: Place, path: ConfigPath, base: ReadKeys = nothingRead): ReadKeys {
    const values: Values = { ...base.keys };
    const given = new Map<PackageKeyName, string>();
    let { url, namespace } = base.distGit;
    let tool: YamlNode | undefined;
    for (const layer of layers)
      for (const { key, value } of layer.values()) {
        const name = key.source;
        if (key.kind === 'string' && name === ignoredKey) this.warnIgnored(path, key);
        else if (key.kind !== 'string' || !isPackageKey(name)) this.problems.add(path, unknownIn(place, key));
        else {
          const { reading, canonical } = this.valueOf(name, value, place);
          if (!reading.ok) this.problems.addAll(path, below(name, reading.findings));
          else {
            values[name] = reading.value ?? packageKey(name).fallback;
            given.set(name, canonical);
            if (name === 'dist_git_base_url') url = reading.value as string | null;
            if (name === 'dist_git_namespace') namespace = reading.value as string | null;
          }
          if (name === 'pkg_tool') tool = value;
        }
      }
    const keys = values as unknown as PackageKeys;
    this.placeDistGit(values, keys, { url, namespace }, { path, tool });
    if (keys.identifier?.includes(':') && keys.identifier !== base.keys.identifier) this.warnColon(path, layers);
    return { keys, distGit: { url, namespace }, given };
  }

  private valueOf(name: PackageKeyName, value: YamlNode, place: Place): CachedReading {
    let readings = this.cache[place].get(value);
    if (!readings) this.cache[place].set(value, (readings = new Map()));
    let cached = readings.get(name);
    if (!cached) {
      const definition = packageKey(name);
      const reading = readKey(definition, place === 'job' ? asList(name, value) : value);
      const canonical = reading.ok ? canonicalJson(reading.value ?? definition.fallback) : '';
      readings.set(name, (cached = { reading, canonical }));
    }
    return cached;
  }

  private placeDistGit(
    values: Values,
    keys: PackageKeys,
    { url, namespace }: ReadKeys['distGit'],
    { path, tool }: { path: ConfigPath; tool: YamlNode | undefined },
  ): void {
    const { pkg_tool, sig } = keys;
    const location = distGitLocation({ dist_git_base_url: url, dist_git_namespace: namespace, pkg_tool, sig });
    if (location) Object.assign(values, location);
    else if (tool) {
      const finding: Finding = {
        message: `Must be one of: ${packagingTools.join(', ')}.`,
        path: ['pkg_tool'],
        offset: tool.offset,
        found: JSON.stringify(pkg_tool),
        expected: `one of ${packagingTools.join(', ')}, or a dist_git_base_url`,
        suggest: () => didYouMean(pkg_tool ?? '', packagingTools),
      };
      this.problems.add(path, finding);
    }
  }

  private warnIgnored(path: ConfigPath, key: YamlScalar): void {
    this.problems.warn([...path, ignoredKey], key.offset, `The key '${ignoredKey}' is deprecated and ignored.`);
  }

  private warnColon(path: ConfigPath, layers: readonly RawKeys[]): void {
    const entry = layers.map((layer) => entryOf(layer, 'identifier')).findLast((found) => found !== undefined);
    if (!entry) return;
    const message =
      "An identifier with a colon keeps its checks from being re-run: ':' separates the parts of their names.";
    this.problems.warn([...path, 'identifier'], entry.value.offset, message);
  }
}
