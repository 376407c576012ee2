import { keyIdentity, type YamlEntry, type YamlMapping, type YamlNode, type YamlScalar } from './yaml/yaml-node.js';

/** Keys as written, by the identity of the key; a later key replaces an earlier one but keeps its place. */
export type RawKeys = ReadonlyMap<string, YamlEntry>;

const identity = (name: string): string => `=${name}`;

export function rawKeys(node: YamlMapping): Map<string, YamlEntry> {
  return new Map(node.entries.map((entry) => [keyIdentity(entry.key), entry]));
}

export function entryOf(keys: RawKeys, name: string): YamlEntry | undefined {
  return keys.get(identity(name));
}

export function removeKey(keys: Map<string, YamlEntry>, name: string): YamlEntry | undefined {
  const entry = keys.get(identity(name));
  keys.delete(identity(name));
  return entry;
}

/** A string that nobody wrote: it has no place in the file. */
export function computed(text: string): YamlScalar {
  return { kind: 'string', value: text, source: text, offset: -1, size: 1, depth: 0 };
}

export const computedNull: YamlScalar = { ...computed(''), kind: 'null', value: null };

export function setKey(keys: Map<string, YamlEntry>, name: string, value: YamlNode): void {
  keys.set(identity(name), { key: computed(name), value });
}

/** Whether a value counts as nothing: null, false, zero, an empty text, list or mapping. */
export function isEmpty(node: YamlNode): boolean {
  if (node.kind === 'sequence') return node.items.length === 0;
  if (node.kind === 'mapping') return node.entries.length === 0;
  return node.value === null || node.value === '' || node.value === 0 || node.value === false;
}
