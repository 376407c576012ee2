import type { YamlNode } from '../yaml/yaml-node.js';
import { listOf, object } from '../values/collection-types.js';
import { accept, refuse, type Reading, typeName } from '../values/reading.js';
import { boolean, string } from '../values/scalar-types.js';
import { nullable, optional, required, type ValuesOf, type ValueType } from '../values/value-type.js';

const strings = listOf(string);

const source: ValueType<readonly string[]> = {
  name: 'string or list of strings',
  schema: { anyOf: [string.schema, strings.schema] },
  read(node): Reading<readonly string[]> {
    if (node.kind === 'string') return accept([node.source]);
    if (node.kind === 'sequence' && node.items.every(({ kind }) => kind === 'string')) return strings.read(node);
    return refuse(node, `Expected 'list[str]' or 'str', got ${typeName(node)}.`, {
      expected: 'a string or a list of strings',
    });
  },
};

const itemKeys = {
  src: required(source),
  dest: required(string),
  mkpath: optional(boolean, false),
  delete: optional(boolean, false),
  filters: nullable(strings, [] as readonly string[]),
};
const itemMapping = object(itemKeys);

/** What is copied from upstream to dist-git, and how; a path alone is its own destination. */
export type FileToSync = ValuesOf<typeof itemKeys>;

const item: ValueType<FileToSync> = {
  name: 'path',
  schema: { anyOf: [string.schema, itemMapping.schema] },
  read(node: YamlNode): Reading<FileToSync> {
    if (node.kind === 'string')
      return accept({ src: [node.source], dest: node.source, mkpath: false, delete: false, filters: [] });
    if (node.kind === 'mapping') return itemMapping.read(node);
    return refuse(node, `Expected 'dict' or 'str', got ${typeName(node)}.`, {
      expected: 'a path or a mapping of src and dest',
    });
  },
};

export const filesToSync = listOf(
  item,
  'list of paths, or of mappings of `src`, `dest`, `mkpath`, `delete`, `filters`',
);
