import { code, type Cursor } from './cursor.js';
import { type NodeProperties, readAnchorName, readProperties, type TagHandles } from './node-properties.js';
import { readPlain, readQuoted } from './scalar-text.js';
import { tooDeep, type TreeBuilder } from './tree-builder.js';
import { yamlLimits } from './yaml-limits.js';
import type { YamlNode } from './yaml-node.js';

const neverBeginsPlain = new Set([...',[]{}#&*!|>\'"%@`'].map((character) => character.charCodeAt(0)));

/** Whether an unquoted scalar can begin at the cursor. */
export function beginsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const character = cursor.character();
  if (character === code.dash) return !cursor.blank(1);
  if (character === code.question || character === code.colon) return !inFlow && !cursor.blank(1);
  return !cursor.blank() && !neverBeginsPlain.has(character);
}

/** Reads `[…]` and `{…}`, in which indentation means nothing. */
export class FlowParser {
  private depth = 0;

  constructor(
    private readonly cursor: Cursor,
    private readonly builder: TreeBuilder,
    private readonly handles: TagHandles,
  ) {}

  /** Reads the collection that begins at the cursor; `depth` collections are open around it. */
  collection(properties: NodeProperties | undefined, depth: number): YamlNode {
    this.depth = depth;
    return this.nested(properties);
  }

  private nested(properties: NodeProperties | undefined): YamlNode {
    this.depth += 1;
    if (this.depth > yamlLimits.depth) throw tooDeep(this.cursor.position);
    const offset = this.cursor.position;
    const isMapping = this.cursor.character() === code.openBrace;
    const closing = isMapping ? code.closeBrace : code.closeBracket;
    const items: YamlNode[] = [];
    const pairs: (readonly [YamlNode, YamlNode])[] = [];
    this.advance();
    for (let first = true; this.cursor.character() !== closing; first = false) {
      if (!first) {
        if (this.cursor.character() !== code.comma) throw this.cursor.error(`expected , or ${isMapping ? '}' : ']'}`);
        this.advance();
        if (this.cursor.character() === closing) break;
      }
      const [key, value] = this.entry();
      if (isMapping) pairs.push([key, value ?? this.empty()]);
      else items.push(value ? this.builder.mapping([[key, value]], key.offset) : key);
      this.skip();
    }
    this.cursor.position += 1;
    this.cursor.fresh = false;
    this.depth -= 1;
    return isMapping
      ? this.builder.mapping(pairs, offset, properties)
      : this.builder.sequence(items, offset, properties);
  }

  private entry(): [YamlNode, YamlNode | undefined] {
    const { cursor } = this;
    if (cursor.character() === code.question) {
      this.advance();
      const key = this.atEndOfNode() ? this.empty() : this.node();
      this.skip();
      return [key, cursor.character() === code.colon ? this.value() : this.empty()];
    }
    const { position, lineStart } = cursor;
    const key = this.node();
    this.skip();
    if (cursor.character() !== code.colon) return [key, undefined];
    if (cursor.lineStart !== lineStart || cursor.position - position > yamlLimits.implicitKeyLength)
      throw cursor.error('a key and its colon have to stand on one line');
    return [key, this.value()];
  }

  private value(): YamlNode {
    this.advance();
    return this.atEndOfNode() ? this.empty() : this.node();
  }

  private node(): YamlNode {
    const { cursor, builder } = this;
    const properties = this.properties();
    const offset = properties?.offset ?? cursor.position;
    switch (cursor.character()) {
      case code.openBracket:
      case code.openBrace:
        return this.nested(properties);
      case code.singleQuote:
      case code.doubleQuote:
        return builder.scalar(readQuoted(cursor), false, offset, properties);
      case code.asterisk:
        if (properties) throw cursor.error('an alias has neither anchor nor tag');
        return builder.alias(readAnchorName(cursor), offset);
      default:
        if (beginsPlain(cursor, true)) return builder.scalar(readPlain(cursor, 0, true), true, offset, properties);
        if (properties && this.atEndOfNode()) return builder.scalar('', true, offset, properties);
        throw cursor.error('expected a value');
    }
  }

  private properties(): NodeProperties | undefined {
    const properties = readProperties(this.cursor, this.handles);
    this.builder.announce(properties);
    if (properties) this.skip();
    return properties;
  }

  private atEndOfNode(): boolean {
    const character = this.cursor.character();
    return (
      character === code.comma ||
      character === code.closeBracket ||
      character === code.closeBrace ||
      character === code.colon
    );
  }

  private empty(): YamlNode {
    return this.builder.scalar('', true, this.cursor.position);
  }

  private advance(): void {
    this.cursor.position += 1;
    this.skip();
  }

  private skip(): void {
    this.cursor.skipToToken();
    if (this.cursor.atEnd || this.cursor.atDocumentMarker)
      throw this.cursor.error('a list or mapping in brackets is not closed');
  }
}
