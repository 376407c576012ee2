import { HtmlTags } from './html-tags.js';

/** Where a block of HTML ends: with the line that holds this text, or before the next blank line. */
export type HtmlBlockEnd = RegExp | 'blank line';

const BLOCK_NAMES = [
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset',
  'figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes',
  'ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul',
].join('|');

/** The beginnings of section 4.6 of CommonMark 0.31, but for the last one. */
const KINDS: readonly (readonly [begin: RegExp, end: HtmlBlockEnd])[] = [
  [/^<(?:script|pre|textarea|style)(?:[ \t>]|$)/i, /<\/(?:script|pre|textarea|style)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![A-Za-z]/, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [new RegExp(`^</?(?:${BLOCK_NAMES})(?:[ \\t>]|/>|$)`, 'i'), 'blank line'],
];

/** How the block of HTML ends that a line opens; undefined: it opens none. `inParagraph`: a single tag does not end a paragraph. */
export function openingHtml(rest: string, inParagraph: boolean): HtmlBlockEnd | undefined {
  if (!rest.startsWith('<')) return undefined;
  const known = KINDS.find(([begin]) => begin.test(rest));
  if (known) return known[1];
  if (inParagraph) return undefined;
  const end = new HtmlTags(rest).endOfTag(0);
  return end !== undefined && /^[ \t]*$/.test(rest.slice(end)) ? 'blank line' : undefined;
}

export function endsHtml(line: string, end: HtmlBlockEnd): boolean {
  return end !== 'blank line' && end.test(line);
}
