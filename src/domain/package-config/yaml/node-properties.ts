import { code, type Cursor } from './cursor.js';

/** The anchor and the tag in front of a node. */
export interface NodeProperties {
  readonly anchor?: string;
  readonly tag?: string;
  readonly offset: number;
}

const anchorName = /[0-9A-Za-z_-]+/y;
const mayFollowAnchor = /[\s?:,\]}%@`]/;
const tagText = /!(?:<[^\s<>]+>|[^\s]*)/y;
const tagName = /^!(?:([0-9A-Za-z_-]*)!)?([-0-9A-Za-z;/?:@&=+$,_.!~*'()[\]%]*)$/;

/** The prefixes that tag handles stand for; `%TAG` lines add to them. */
export type TagHandles = Map<string, string>;

export const standardTag = 'tag:yaml.org,2002:';

/** Reads the name after `&` or `*`. */
export function readAnchorName(cursor: Cursor): string {
  anchorName.lastIndex = cursor.position + 1;
  const name = anchorName.exec(cursor.text)?.[0];
  const end = cursor.position + 1 + (name?.length ?? 0);
  if (name === undefined || (end < cursor.text.length && !mayFollowAnchor.test(cursor.text.charAt(end))))
    throw cursor.error('the name of an anchor consists of letters, digits, - and _');
  cursor.position = end;
  cursor.fresh = false;
  return name;
}

function readTag(cursor: Cursor, handles: TagHandles): string {
  tagText.lastIndex = cursor.position;
  const text = tagText.exec(cursor.text)?.[0] ?? '!';
  const start = cursor.position;
  cursor.position += text.length;
  cursor.fresh = false;
  if (text.startsWith('!<')) return text.slice(2, -1);
  if (text === '!') return text;
  const parts = tagName.exec(text);
  if (!parts) throw cursor.error(`${text} is not a tag`, start);
  const [, handle, suffix = ''] = parts;
  if (handle === undefined) return `${handles.get('!') ?? '!'}${suffix}`;
  const prefix = handles.get(`!${handle}!`);
  if (prefix === undefined) throw cursor.error(`the tag handle !${handle}! is not declared`, start);
  return prefix + suffix;
}

/** Reads at most one anchor and one tag from one line, in any order. */
export function readProperties(cursor: Cursor, handles: TagHandles): NodeProperties | undefined {
  const offset = cursor.position;
  let anchor: string | undefined;
  let tag: string | undefined;
  for (;;) {
    if (cursor.character() === code.ampersand && anchor === undefined) anchor = readAnchorName(cursor);
    else if (cursor.character() === code.exclamation && tag === undefined) tag = readTag(cursor, handles);
    else break;
    cursor.skipSpaces();
  }
  return anchor === undefined && tag === undefined ? undefined : { anchor, tag, offset };
}
