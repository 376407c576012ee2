import { BlockParser } from './block-parser.js';
import { Cursor } from './cursor.js';
import { standardTag, type TagHandles } from './node-properties.js';
import { checkPrintable } from './source-text.js';
import { TreeBuilder } from './tree-builder.js';
import type { YamlNode } from './yaml-node.js';

const yamlDirective = /^%YAML +(\d+)\.\d+ *(?:#.*)?$/;
const tagDirective = /^%TAG +(!|!!|![0-9A-Za-z_-]+!) +(\S+) *(?:#.*)?$/;

function readDirectives(cursor: Cursor, handles: TagHandles): boolean {
  let any = false;
  for (cursor.skipToToken(); cursor.column === 0 && cursor.text[cursor.position] === '%'; cursor.skipToToken()) {
    any = true;
    const newline = cursor.text.indexOf('\n', cursor.position);
    const end = newline === -1 ? cursor.text.length : newline;
    const line = cursor.text.slice(cursor.position, end);
    if (!/^%[0-9A-Za-z_-]+(?: |$)/.test(line)) throw cursor.error('% begins a directive: put the value in quotes');
    const version = yamlDirective.exec(line);
    const tag = tagDirective.exec(line);
    if (line.startsWith('%YAML') && version?.[1] !== '1') throw cursor.error('expected YAML 1.1');
    if (line.startsWith('%TAG') && !tag) throw cursor.error('%TAG takes a handle and a prefix');
    if (tag?.[1] !== undefined && tag[2] !== undefined) handles.set(tag[1], tag[2]);
    cursor.position = end;
  }
  return any;
}

/**
 * Reads a YAML 1.1 text (as `sourceText` gives it) of exactly one document (or none: null), as the loader of the original reads it, which no
 * parser for YAML 1.2 does. Throws a YamlError.
 */
export function parseYaml(text: string): YamlNode {
  checkPrintable(text);
  const cursor = new Cursor(text);
  const handles: TagHandles = new Map([
    ['!', '!'],
    ['!!', standardTag],
  ]);
  const hasDirectives = readDirectives(cursor, handles);
  if (cursor.atDocumentMarker && text.startsWith('---', cursor.position)) {
    cursor.position += 3;
    cursor.fresh = false;
  } else if (hasDirectives || cursor.atDocumentMarker) throw cursor.error('expected --- or a value');
  const builder = new TreeBuilder();
  const parser = new BlockParser(cursor, builder, handles);
  const root = builder.root(parser.node(-1, false));
  cursor.skipToToken();
  if (!parser.atEndOfDocument) throw cursor.error('expected the end of the document');
  while (cursor.atDocumentMarker && text.startsWith('...', cursor.position)) {
    cursor.position += 3;
    cursor.skipToToken();
  }
  if (!cursor.atEnd) throw cursor.error('expected a single document');
  return root;
}
