import { plainData, type PlainData, type YamlMapping, type YamlNode } from '../yaml/yaml-node.js';
import { didYouMean } from '../values/did-you-mean.js';
import { accept, quoteValue, refuse, type Reading, typeName } from '../values/reading.js';
import type { ValueType } from '../values/value-type.js';

/** What a target may say besides its name. Only the first attribute of a configuration is checked, as ever. */
export interface TargetAttributes {
  readonly distros?: readonly string[];
  readonly additional_packages?: readonly PlainData[];
  readonly additional_repos?: readonly PlainData[];
  readonly additional_modules?: string;
  readonly with_opts?: readonly PlainData[];
  readonly without_opts?: readonly PlainData[];
}

/** Targets by name, in the order written. */
export type Targets = Readonly<Record<string, TargetAttributes>>;

const attributeTypes: ReadonlyMap<string, 'list' | 'string'> = new Map([
  ['distros', 'list'],
  ['additional_packages', 'list'],
  ['additional_repos', 'list'],
  ['additional_modules', 'string'],
  ['with_opts', 'list'],
  ['without_opts', 'list'],
]);
const expected = 'a list of target names, or a mapping of target names to mappings of attributes';
const got = (node: YamlNode) => `got ${quoteValue(node)} (type ${typeName(node)})`;

function emptyTargets(names: readonly string[]): Targets {
  const targets = Object.create(null) as Record<string, TargetAttributes>;
  for (const name of names) targets[name] = {};
  return targets;
}

function checkAttribute(attributes: YamlMapping): Reading<undefined> {
  const [first] = attributes.entries;
  if (!first) return accept(undefined);
  const { key, value } = first;
  const type = key.kind === 'string' ? attributeTypes.get(key.source) : undefined;
  if (type === undefined) {
    const suggest = () => didYouMean(key.source, attributeTypes.keys());
    return refuse(key, `Unknown key '${key.source}' in ${quoteValue(attributes)}`, { suggest });
  }
  if (key.source === 'distros') {
    const valid = value.kind === 'sequence' && value.items.every(({ kind }) => kind === 'string');
    return valid ? accept(undefined) : refuse(value, `Expected list[str], ${got(value)}`);
  }
  return typeName(value) === type ? accept(undefined) : refuse(value, `Expected ${type}, ${got(value)}`);
}

function readTargets(node: YamlNode): Reading<Targets> {
  if (node.kind === 'sequence' && node.items.every(({ kind }) => kind === 'string'))
    return accept(emptyTargets(node.items.map((item) => (item.kind === 'string' ? item.source : ''))));
  const named =
    node.kind === 'mapping' &&
    node.entries.every(({ key, value }) => key.kind === 'string' && value.kind === 'mapping');
  if (!named) return refuse(node, `Expected 'list[str]' or 'dict[str,dict]', ${got(node)}.`, { expected });
  for (const { value } of node.entries) {
    if (value.kind !== 'mapping' || value.entries.length === 0) continue;
    const check = checkAttribute(value);
    if (!check.ok) return check;
    break;
  }
  return accept(plainData(node) as Targets);
}

const attributesSchema = {
  type: 'object',
  properties: Object.fromEntries(
    [...attributeTypes].map(([name, type]) => [name, { type: type === 'list' ? 'array' : 'string' }]),
  ),
  additionalProperties: false,
};

/** `targets`: a list of names or a mapping of names to attributes. A lone name is made a list where jobs are built. */
export const targets: ValueType<Targets> = {
  name: 'list of target names, or mapping of target names to attributes; in a job also one name',
  schema: {
    anyOf: [
      { type: 'array', items: { type: 'string' } },
      { type: 'object', additionalProperties: attributesSchema },
    ],
  },
  read: readTargets,
};
