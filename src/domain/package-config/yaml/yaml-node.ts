interface NodeFacts {
  /** Where the node begins in the text. */
  readonly offset: number;
  /** The number of nodes below and including this one, every alias counted with all that it stands for, long texts as several. */
  readonly size: number;
  /** How many collections are nested here, this one included. */
  readonly depth: number;
}

/** `merge` is a plain `<<` and `default` a plain `=`: both mean something only as keys. */
export type YamlScalarKind = 'string' | 'boolean' | 'integer' | 'float' | 'null' | 'timestamp' | 'merge' | 'default';

export interface YamlScalar extends NodeFacts {
  readonly kind: YamlScalarKind;
  readonly value: string | number | boolean | null;
  /** The scalar as written, after unquoting. */
  readonly source: string;
}

export interface YamlSequence extends NodeFacts {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

/** Entries in order, after merging, each key once. */
export interface YamlMapping extends NodeFacts {
  readonly kind: 'mapping';
  readonly entries: readonly YamlEntry[];
}

/** A node of a YAML document. Aliases share nodes, so none is ever changed. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

/** Two keys are the same key exactly if their identities are equal: `1` and `"1"` differ. */
export function keyIdentity(key: YamlScalar): string {
  return key.kind === 'string' || key.kind === 'default' ? `=${key.source}` : `${key.kind} ${String(key.value)}`;
}

export type PlainData = string | number | boolean | null | PlainData[] | { [key: string]: PlainData };

function plainScalar(node: YamlScalar): PlainData {
  if (typeof node.value === 'number') {
    const exact = node.kind === 'integer' ? Number.isSafeInteger(node.value) : Number.isFinite(node.value);
    return exact ? node.value : node.source;
  }
  return node.value;
}

/**
 * The node as data that survives JSON: numbers that JSON cannot hold, and dates, as they were written. Mappings have
 * no prototype, so that no key of a user means anything to the language.
 */
export function plainData(node: YamlNode): PlainData {
  if (node.kind === 'sequence') return node.items.map(plainData);
  if (node.kind !== 'mapping') return plainScalar(node);
  const data = Object.create(null) as { [key: string]: PlainData };
  for (const { key, value } of node.entries)
    data[key.kind === 'string' ? key.source : String(key.value)] = plainData(value);
  return data;
}
