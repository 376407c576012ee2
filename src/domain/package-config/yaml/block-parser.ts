import { readBlockScalar } from './block-scalar.js';
import { code, type Cursor } from './cursor.js';
import { beginsPlain, FlowParser } from './flow-parser.js';
import { type NodeProperties, readAnchorName, readProperties, type TagHandles } from './node-properties.js';
import { readPlain, readQuoted } from './scalar-text.js';
import { tooDeep, type TreeBuilder } from './tree-builder.js';
import { yamlLimits } from './yaml-limits.js';
import type { YamlNode } from './yaml-node.js';

/** Reads the indented part of YAML: one document's node, and all below it. */
export class BlockParser {
  private depth = 0;
  private readonly flow: FlowParser;

  constructor(
    private readonly cursor: Cursor,
    private readonly builder: TreeBuilder,
    private readonly handles: TagHandles,
  ) {
    this.flow = new FlowParser(cursor, builder, handles);
  }

  /**
   * Reads the node that belongs below column `parent`, which may be empty. A mapping's value may also be a list that
   * stands in the column of its key (`dashesAllowed`). `outer` are anchor and tag found on an earlier line.
   */
  node(parent: number, dashesAllowed: boolean, outer?: NodeProperties): YamlNode {
    const { cursor, builder } = this;
    cursor.skipToToken();
    // A block scalar, alone among nodes, may begin in its parent's column.
    const atScalarOfParent = cursor.column === parent && this.atBlockScalar;
    if (this.atEndOfDocument || (cursor.column <= parent && !atScalarOfParent)) {
      const dash = dashesAllowed && cursor.column === parent && cursor.fresh && this.atDash;
      return dash ? this.sequence(outer, true) : builder.scalar('', true, outer?.offset ?? cursor.position, outer);
    }
    const { position, lineStart, column, fresh } = cursor;
    if (this.atDash) return this.sequence(outer, false);
    if (cursor.atIndicator(code.question)) return this.mapping(column, undefined, position, outer);
    const inner = this.properties();
    if (inner && (cursor.character() === code.lineFeed || cursor.character() === code.hash || cursor.atEnd)) {
      if (outer) throw cursor.error('a node has at most one anchor and one tag');
      return this.node(parent, dashesAllowed, inner);
    }
    if (this.atBlockScalar)
      return builder.scalar(readBlockScalar(cursor, parent), false, position, this.only(inner, outer));
    const isFlow = cursor.character() === code.openBracket || cursor.character() === code.openBrace;
    const start = { position: cursor.position, fresh: cursor.fresh };
    const atom = this.atom(parent, isFlow ? this.only(inner, outer) : inner);
    if (this.atColonOf(position, lineStart)) {
      if (!fresh) throw cursor.error('mapping values are not allowed here');
      return this.mapping(column, atom, position, outer);
    }
    if (!outer || isFlow) return atom;
    this.only(inner, outer);
    Object.assign(cursor, start, { lineStart });
    return this.atom(parent, outer);
  }

  get atEndOfDocument(): boolean {
    return this.cursor.atEnd || this.cursor.atDocumentMarker;
  }

  private get atBlockScalar(): boolean {
    return this.cursor.character() === code.pipe || this.cursor.character() === code.greater;
  }

  private get atDash(): boolean {
    return this.cursor.atIndicator(code.dash);
  }

  private sequence(properties: NodeProperties | undefined, inColumnOfKey: boolean): YamlNode {
    const { cursor } = this;
    const { position, column } = cursor;
    if (!cursor.fresh) throw cursor.error('list items are not allowed here');
    this.enter();
    const items: YamlNode[] = [];
    do {
      cursor.position += 1;
      cursor.fresh = true;
      items.push(this.node(column, false));
      cursor.skipToToken();
    } while (!this.atEndOfDocument && cursor.column === column && cursor.fresh && this.atDash);
    const ended = this.atEndOfDocument || cursor.column < column || (inColumnOfKey && cursor.column === column);
    if (!ended) throw cursor.error('expected the next list item or the end of the list');
    this.depth -= 1;
    return this.builder.sequence(items, properties?.offset ?? position, properties);
  }

  private mapping(
    column: number,
    firstKey: YamlNode | undefined,
    offset: number,
    properties: NodeProperties | undefined,
  ): YamlNode {
    const { cursor } = this;
    if (!firstKey && !cursor.fresh) throw cursor.error('mapping keys are not allowed here');
    this.enter();
    const pairs: (readonly [YamlNode, YamlNode])[] = [];
    for (let key = firstKey; ; key = cursor.atIndicator(code.question) ? undefined : this.key(column)) {
      pairs.push(key ? [key, this.valueAfterColon(column, false)] : this.explicitPair(column));
      cursor.skipToToken();
      if (this.atEndOfDocument || cursor.column < column) break;
      if (cursor.column > column || !cursor.fresh || this.atDash)
        throw cursor.error('expected the next key or the end of the mapping');
    }
    this.depth -= 1;
    return this.builder.mapping(pairs, properties?.offset ?? offset, properties);
  }

  private explicitPair(column: number): [YamlNode, YamlNode] {
    const { cursor } = this;
    cursor.position += 1;
    cursor.fresh = true;
    const key = this.node(column, true);
    cursor.skipToToken();
    const hasValue =
      !this.atEndOfDocument && cursor.column === column && cursor.fresh && cursor.atIndicator(code.colon);
    return [key, hasValue ? this.valueAfterColon(column, true) : this.builder.scalar('', true, cursor.position)];
  }

  private valueAfterColon(column: number, fresh: boolean): YamlNode {
    this.cursor.position += 1;
    this.cursor.fresh = fresh;
    return this.node(column, true);
  }

  private key(column: number): YamlNode {
    const { position, lineStart } = this.cursor;
    const key = this.atom(column, this.properties());
    if (!this.atColonOf(position, lineStart)) throw this.cursor.error('a key needs a colon on its line', position);
    return key;
  }

  private atom(parent: number, properties: NodeProperties | undefined): YamlNode {
    const { cursor, builder } = this;
    const offset = properties?.offset ?? cursor.position;
    switch (cursor.character()) {
      case code.openBracket:
      case code.openBrace:
        return this.flow.collection(properties, this.depth);
      case code.singleQuote:
      case code.doubleQuote:
        return builder.scalar(readQuoted(cursor), false, offset, properties);
      case code.asterisk:
        if (properties) throw cursor.error('an alias has neither anchor nor tag');
        return builder.alias(readAnchorName(cursor), offset);
      default:
        if (beginsPlain(cursor, false))
          return builder.scalar(readPlain(cursor, parent + 1, false), true, offset, properties);
        if (properties && cursor.atIndicator(code.colon)) return builder.scalar('', true, offset, properties);
        throw cursor.error(
          cursor.character() === code.tab
            ? 'a tab cannot separate or indent: use spaces'
            : `${JSON.stringify(cursor.text.charAt(cursor.position))} cannot begin a value: put it in quotes`,
        );
    }
  }

  /** Whether what began at `position` is a key: its colon follows on the same line. */
  private atColonOf(position: number, lineStart: number): boolean {
    const { cursor } = this;
    if (cursor.lineStart !== lineStart) return false;
    cursor.skipSpaces();
    if (!cursor.atIndicator(code.colon)) return false;
    return cursor.position - position <= yamlLimits.implicitKeyLength;
  }

  private properties(): NodeProperties | undefined {
    const properties = readProperties(this.cursor, this.handles);
    this.builder.announce(properties);
    return properties;
  }

  private only(inner?: NodeProperties, outer?: NodeProperties): NodeProperties | undefined {
    if (inner && outer) throw this.cursor.error('a node has at most one anchor and one tag');
    return inner ?? outer;
  }

  private enter(): void {
    this.depth += 1;
    if (this.depth > yamlLimits.depth) throw tooDeep(this.cursor.position);
  }
}
