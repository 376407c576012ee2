import { type NodeProperties, standardTag } from './node-properties.js';
import { booleanValue, floatValue, integerValue, resolvePlain, type ScalarValue, timestamp } from './plain-scalar.js';
import { YamlError } from './yaml-error.js';
import { yamlLimits } from './yaml-limits.js';
import { keyIdentity, type YamlEntry, type YamlMapping, type YamlNode, type YamlScalar } from './yaml-node.js';

const isCollection = (node: YamlNode): boolean => node.kind === 'sequence' || node.kind === 'mapping';

function decodeBase64(text: string): ScalarValue | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/[^A-Za-z0-9+/=]/g, '').replace(/=.*/, '')), (character) =>
      character.charCodeAt(0),
    );
    return { kind: 'string', value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return undefined;
  }
}

function numeric(kind: 'integer' | 'float', value: number | undefined): ScalarValue | undefined {
  return value === undefined || (kind === 'integer' && Number.isNaN(value)) ? undefined : { kind, value };
}

const taggedScalars: ReadonlyMap<string, (text: string) => ScalarValue | undefined> = new Map([
  ['str', (text) => ({ kind: 'string', value: text })],
  ['int', (text) => numeric('integer', integerValue(text))],
  ['float', (text) => numeric('float', floatValue(text) ?? integerValue(text))],
  ['null', () => ({ kind: 'null', value: null })],
  ['timestamp', (text) => (timestamp(text) === 'valid' ? { kind: 'timestamp', value: text } : undefined)],
  ['binary', decodeBase64],
  [
    'bool',
    (text) => {
      const value = booleanValue(text.toLowerCase());
      return value === undefined ? undefined : { kind: 'boolean', value };
    },
  ],
]);

/** Makes the nodes of one document from the bottom up: resolves scalars, tags and aliases, merges, minds the limits. */
export class TreeBuilder {
  private readonly anchors = new Map<string, YamlNode | 'open'>();
  /** Nodes made, and nodes merged into others. */
  private counted = 0;

  /** Announces an anchor whose node is still to come. */
  announce(properties: NodeProperties | undefined): void {
    if (properties?.anchor === undefined) return;
    if (this.anchors.has(properties.anchor))
      throw new YamlError('syntax', `the anchor &${properties.anchor} is defined twice`, properties.offset);
    this.anchors.set(properties.anchor, 'open');
  }

  alias(name: string, offset: number): YamlNode {
    const node = this.anchors.get(name);
    if (node === undefined) throw new YamlError('syntax', `the alias *${name} has no anchor`, offset);
    if (node === 'open')
      throw new YamlError('alias', `The alias *${name} stands inside the node it refers to.`, offset);
    return node;
  }

  scalar(text: string, plain: boolean, offset: number, properties?: NodeProperties): YamlScalar {
    const resolved = this.resolve(text, plain, properties?.tag);
    if (!resolved) throw new YamlError('syntax', `"${text.slice(0, 80)}" is not a value of its type`, offset);
    const { kind, value } = resolved;
    const size = 1 + Math.floor(text.length / yamlLimits.charactersOfNode);
    return this.keep({ kind, value, source: text, offset, size, depth: 0 }, properties);
  }

  sequence(items: readonly YamlNode[], offset: number, properties?: NodeProperties): YamlNode {
    this.checkTag(properties, ['seq', 'omap', 'pairs']);
    for (const item of items) this.refuseKeyOnly(item);
    const { size, depth } = this.facts(items, offset);
    return this.keep({ kind: 'sequence', items, offset, size, depth }, properties);
  }

  mapping(pairs: readonly (readonly [YamlNode, YamlNode])[], offset: number, properties?: NodeProperties): YamlNode {
    this.checkTag(properties, ['map', 'set']);
    const merged: YamlEntry[] = [];
    const own: YamlEntry[] = [];
    for (const [key, value] of pairs) {
      if (key.kind === 'sequence' || key.kind === 'mapping')
        throw new YamlError('syntax', 'a list or mapping cannot be a key', key.offset);
      if (key.kind === 'merge') for (const entry of this.mergedEntries(value)) merged.push(entry);
      else {
        this.refuseKeyOnly(value);
        own.push({ key, value });
      }
    }
    const byKey = new Map<string, YamlEntry>();
    for (const entry of merged) byKey.set(keyIdentity(entry.key), entry);
    for (const entry of own) byKey.set(keyIdentity(entry.key), entry);
    const entries = [...byKey.values()];
    const keys = entries.map(({ key }) => key);
    if (properties?.tag === `${standardTag}set`) return this.sequence(keys, offset, { ...properties, tag: undefined });
    const { size, depth } = this.facts(
      entries.map(({ value }) => value),
      offset,
    );
    return this.keep({ kind: 'mapping', entries, offset, size: size + keys.length, depth }, properties);
  }

  /** The root of the document, checked like any value. */
  root(node: YamlNode): YamlNode {
    this.refuseKeyOnly(node);
    return node;
  }

  private resolve(text: string, plain: boolean, tag: string | undefined): ScalarValue | undefined {
    if (tag === undefined && !plain) return { kind: 'string', value: text };
    if (tag === undefined || tag === '!') return resolvePlain(text);
    return tag.startsWith(standardTag) ? taggedScalars.get(tag.slice(standardTag.length))?.(text) : undefined;
  }

  private mergedEntries(value: YamlNode): readonly YamlEntry[] {
    this.count(value.size, value.offset);
    if (value.kind === 'mapping') return value.entries;
    const mappings = value.kind === 'sequence' ? value.items : [];
    if (value.kind !== 'sequence' || !mappings.every((item): item is YamlMapping => item.kind === 'mapping'))
      throw new YamlError('syntax', '<< takes a mapping or a list of mappings', value.offset);
    return mappings.toReversed().flatMap(({ entries }) => entries);
  }

  private facts(children: readonly YamlNode[], offset: number): { size: number; depth: number } {
    let size = 1;
    let depth = 0;
    for (const child of children) {
      size += child.size;
      depth = Math.max(depth, child.depth);
    }
    if (size > yamlLimits.nodes) throw tooManyNodes(offset);
    if (depth >= yamlLimits.depth) throw tooDeep(offset);
    return { size, depth: depth + 1 };
  }

  private count(nodes: number, offset: number): void {
    this.counted += nodes;
    if (this.counted > yamlLimits.nodes) throw tooManyNodes(offset);
  }

  private checkTag(properties: NodeProperties | undefined, allowed: readonly string[]): void {
    const tag = properties?.tag;
    if (tag === undefined || tag === '!' || allowed.some((name) => tag === standardTag + name)) return;
    throw new YamlError('syntax', `the tag ${tag} is not known here`, properties?.offset ?? 0);
  }

  private refuseKeyOnly(node: YamlNode): void {
    if (isCollection(node) || (node.kind !== 'merge' && node.kind !== 'default')) return;
    throw new YamlError('syntax', 'an unquoted << or = can only be a key', node.offset);
  }

  private keep<Node extends YamlNode>(node: Node, properties: NodeProperties | undefined): Node {
    this.count(node.depth === 0 ? node.size : 1, node.offset);
    if (properties?.anchor !== undefined) this.anchors.set(properties.anchor, node);
    return node;
  }
}

/** The refusal of a document that has, or by its aliases expands to, too many nodes. */
export function tooManyNodes(offset: number): YamlError {
  return new YamlError(
    'alias',
    `The file has more than ${yamlLimits.nodes} nodes, each alias counted in full, and long texts once for each ${yamlLimits.charactersOfNode} characters.`,
    offset,
  );
}

/** The refusal of a document that nests too deep. */
export function tooDeep(offset: number): YamlError {
  return new YamlError('nesting', `Collections nest deeper than ${yamlLimits.depth} levels.`, offset);
}
