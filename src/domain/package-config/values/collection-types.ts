import { plainData, type PlainData, type YamlMapping, type YamlNode } from '../yaml/yaml-node.js';
import { didYouMean } from './did-you-mean.js';
import { accept, below, describe, type Finding, refuse, type Reading } from './reading.js';
import { type AnyKey, keySchema, type ValuesOf, type ValueType } from './value-type.js';

export type FreeMapping = { readonly [key: string]: PlainData };

/** A list whose items all have one type. */
export function listOf<T>(item: ValueType<T>, name = `list of ${item.name}s`): ValueType<readonly T[]> {
  return {
    name,
    schema: { type: 'array', items: item.schema },
    read(node) {
      if (node.kind !== 'sequence') return refuse(node, 'Not a valid list.', { expected: `a ${name}` });
      const values: T[] = [];
      const findings: Finding[] = [];
      node.items.forEach((child, index) => {
        const reading = readKey({ type: item, nullable: false }, child);
        if (reading.ok) values.push(reading.value as T);
        else findings.push(...below(index, reading.findings));
      });
      return findings.length > 0 ? { ok: false, findings } : accept(values);
    },
  };
}

function readFreeMapping(node: YamlNode): Reading<FreeMapping> {
  if (node.kind !== 'mapping') return refuse(node, 'Not a valid mapping type.', { expected: 'a mapping' });
  return accept(plainData(node) as FreeMapping);
}

/** A mapping that is passed on as it is. */
export const mapping: ValueType<FreeMapping> = { name: 'mapping', schema: { type: 'object' }, read: readFreeMapping };

/** A mapping that is passed on as it is, except that its keys have to be strings. */
export const stringKeyedMapping: ValueType<FreeMapping> = {
  name: 'mapping with string keys',
  schema: { type: 'object' },
  read(node) {
    const wrongKeys = node.kind === 'mapping' ? node.entries.filter(({ key }) => key.kind !== 'string') : [];
    if (wrongKeys.length === 0) return readFreeMapping(node);
    const findings = wrongKeys.map(({ key }): Finding => {
      const expected = 'a string as key';
      return { message: 'Not a valid string.', path: [key.source], offset: key.offset, found: describe(key), expected };
    });
    return { ok: false, findings };
  },
};

/** Reads the value of a key, null included. */
export function readKey<T>(
  { type, nullable }: { readonly type: ValueType<T>; readonly nullable: boolean },
  node: YamlNode,
): Reading<T | null> {
  if (node.kind !== 'null') return type.read(node);
  return nullable ? accept(null) : refuse(node, 'Field may not be null.', { expected: type.name });
}

/** The finding for a key that does not exist. */
export function unknownKey(key: { source: string; offset: number }, known: Iterable<string>): Finding {
  return {
    message: 'Unknown field.',
    path: [key.source],
    offset: key.offset,
    found: JSON.stringify(key.source.slice(0, 60)),
    expected: 'a key of the language',
    suggest: () => didYouMean(key.source, known),
  };
}

function readObject(node: YamlMapping, keys: Readonly<Record<string, AnyKey>>): Reading<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) values[name] = key.fallback;
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const { key, value } of node.entries) {
    const definition = key.kind === 'string' && Object.hasOwn(keys, key.source) ? keys[key.source] : undefined;
    if (!definition) {
      findings.push(unknownKey(key, Object.keys(keys)));
      continue;
    }
    seen.add(key.source);
    const reading = readKey(definition, value);
    if (!reading.ok) findings.push(...below(key.source, reading.findings));
    else if (reading.value !== null) values[key.source] = reading.value;
  }
  for (const [name, { required }] of Object.entries(keys))
    if (required && !seen.has(name))
      findings.push({ message: 'Missing data for required field.', path: [name], offset: node.offset });
  return findings.length > 0 ? { ok: false, findings } : accept(values);
}

/** A mapping with fixed keys. */
export function object<Keys extends Readonly<Record<string, AnyKey>>>(keys: Keys): ValueType<ValuesOf<Keys>> {
  const names = Object.keys(keys);
  return {
    name: `mapping of ${names.map((name) => `\`${name}\``).join(', ')}`,
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, keySchema(key)])),
      required: names.filter((name) => keys[name]?.required),
      additionalProperties: false,
    },
    read(node) {
      if (node.kind !== 'mapping')
        return refuse(node, 'Invalid input type.', { expected: `a mapping of ${names.join(', ')}` });
      return readObject(node, keys) as Reading<ValuesOf<Keys>>;
    },
  };
}
