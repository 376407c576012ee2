import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Nodes, Parents } from 'mdast';

/** Text that is shown as something other than the writer's own words. */
export type NotProse = 'quote' | 'code' | 'inline-code' | 'html' | 'unreadable';

interface Span {
  readonly start: number;
  readonly end: number;
  readonly is: NotProse;
}

/** Without one of these no quote, code or HTML can begin, and Markdown need not be parsed. */
const MAY_BEGIN_SOMETHING = /[`~<>\t]| {4}/;

/** A quote in a quote in a quote … costs the parser time that grows with the square of the depth. */
const TOO_DEEP = /((?:>[ \t]?){50})((?:[ \t]{0,3}>)+)/g;

/** Tags whose content is a quote or code. */
const QUOTING_TAG = /<(\/?)(?:blockquote|q|pre|code|samp|kbd|tt|xmp)(?=[\s/>])/gi;

/** Links and emphasis change nothing about where a line stands, and are slow to find in hostile text. */
const blocksAndCodeOnly = {
  disable: {
    null: ['attention', 'characterReference', 'definition', 'labelEnd', 'labelStartImage', 'labelStartLink'],
  },
};

/**
 * Tells for places in a Markdown text whether they are the writer's own words, or quoted, code or HTML. A line that
 * lazily continues a quote's paragraph belongs to the quote, as it does when the comment is shown.
 */
export function proseIn(markdown: string): (offset: number) => NotProse | undefined {
  if (!MAY_BEGIN_SOMETHING.test(markdown)) return () => undefined;
  const spans = spansOf(markdown);
  return (offset) => spans.find(({ start, end }) => start <= offset && offset < end)?.is;
}

function spansOf(markdown: string): readonly Span[] {
  const shallow = markdown.replace(
    TOO_DEEP,
    (_all, kept: string, surplus: string) => kept + 'x'.repeat(surplus.length),
  );
  const spans: Span[] = [];
  try {
    const open: Nodes[] = [fromMarkdown(shallow, { extensions: [blocksAndCodeOnly] })];
    for (let node = open.pop(); node; node = open.pop()) {
      const is = kindOf(node);
      if (is) spans.push({ ...extent(node), is });
      if (!('children' in node)) continue;
      spans.push(...quotedByTags(node));
      open.push(...node.children);
    }
    return spans;
  } catch {
    // Nesting beyond the parser's stack: nobody writes a command there.
    return [{ start: 0, end: markdown.length, is: 'unreadable' }];
  }
}

function kindOf(node: Nodes): NotProse | undefined {
  switch (node.type) {
    case 'blockquote':
      return 'quote';
    case 'code':
      return 'code';
    case 'inlineCode':
      return 'inline-code';
    case 'html':
      return 'html';
    default:
      return undefined;
  }
}

/** What stands between `<blockquote>`, `<code>` and their like and the end tag, or the end of the parent. */
function quotedByTags(parent: Parents): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let start = 0;
  for (const node of parent.children) {
    if (node.type !== 'html') continue;
    for (const [, closing] of node.value.matchAll(QUOTING_TAG)) {
      if (closing === '' && depth++ === 0) start = extent(node).start;
      else if (closing === '/' && depth > 0 && --depth === 0) spans.push({ start, end: extent(node).end, is: 'html' });
    }
  }
  return depth > 0 ? [...spans, { start, end: extent(parent).end, is: 'html' }] : spans;
}

function extent({ position }: Nodes): { start: number; end: number } {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? Infinity };
}
