import { HtmlTags } from './html-tags.js';
import { quotingDepth } from './quoting-tags.js';

interface InlineSpan {
  readonly start: number;
  readonly end: number;
  readonly is: 'inline-code' | 'html';
}

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const AUTOLINK = /<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\0-\x20\x7f<>]*>/y;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const EMAIL_AUTOLINK = new RegExp(`<[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]+@${LABEL}(?:\\.${LABEL})*>`, 'y');

/**
 * Tells for places in the text of a paragraph, asked from left to right, whether they are in code, in HTML or between quoting tags
 * (CommonMark 0.31, sections 6.1, 6.5 and 6.6).
 */
export function inlineIn(text: string): (place: number) => InlineSpan['is'] | undefined {
  const spans = spansOf(text);
  const [quoted, own] = [coverOf(betweenQuotingTags(text, spans)), coverOf(spans)];
  return (place) => quoted(place) ?? own(place);
}

/** The span that covers a place. Spans are in order and apart from each other; places are asked for from left to right. */
function coverOf(spans: readonly InlineSpan[]): (place: number) => InlineSpan['is'] | undefined {
  let next = 0;
  return (place) => {
    while (next < spans.length && spans[next]!.end <= place) next += 1;
    const span = spans[next];
    return span && span.start <= place ? span.is : undefined;
  };
}

function spansOf(text: string): readonly InlineSpan[] {
  const tags = new HtmlTags(text);
  const closing = closingTicks(text);
  const ends = endFinder(text);
  const spans: InlineSpan[] = [];
  const take = (start: number, end: number, is: InlineSpan['is']) => {
    spans.push({ start, end, is });
    return end;
  };
  for (let at = nextMark(text, 0); at < text.length; at = nextMark(text, at)) {
    const char = text[at];
    if (char === '\\') at += ESCAPABLE.test(text[at + 1] ?? '') ? 2 : 1;
    else if (char === '`') {
      const after = endOfRun(text, at);
      const end = closing(at, after - at);
      at = end === undefined ? after : take(at, end, 'inline-code');
    } else {
      const link = endOf(AUTOLINK, text, at) ?? endOf(EMAIL_AUTOLINK, text, at);
      const end = link ?? endOfHtml(text, at, tags, ends);
      if (link === undefined && end !== undefined) at = take(at, end, 'html');
      else at = end ?? at + 1;
    }
  }
  return spans;
}

function betweenQuotingTags(text: string, spans: readonly InlineSpan[]): InlineSpan[] {
  const between: InlineSpan[] = [];
  let depth = 0;
  let since = 0;
  for (const { start, end, is } of spans) {
    if (is !== 'html') continue;
    const after = quotingDepth(depth, text.slice(start, end));
    if (depth === 0 && after > 0) since = start;
    if (depth > 0 && after === 0) between.push({ start: since, end, is });
    depth = after;
  }
  if (depth > 0) between.push({ start: since, end: text.length, is: 'html' });
  return between;
}

/** The next backslash, backtick or `<`; the length of the text: there is none. */
function nextMark(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '\\' || text[at] === '`' || text[at] === '<') return at;
  return text.length;
}

/** Asked from left to right: where the code ends that so many backticks open. Code is ended by exactly as many as began it. */
function closingTicks(text: string): (at: number, length: number) => number | undefined {
  const runs = new Map<number, number[]>();
  for (let at = text.indexOf('`'); at >= 0; at = text.indexOf('`', at)) {
    const after = endOfRun(text, at);
    const ofLength = runs.get(after - at) ?? [];
    runs.set(after - at, ofLength);
    ofLength.push(at);
    at = after;
  }
  for (const ofLength of runs.values()) ofLength.reverse();
  return (at, length) => {
    const ofLength = runs.get(length) ?? [];
    while (ofLength.length > 0 && ofLength.at(-1)! <= at) ofLength.pop();
    const close = ofLength.at(-1);
    return close === undefined ? undefined : close + length;
  };
}

function endOfRun(text: string, from: number): number {
  let at = from;
  while (text[at] === '`') at += 1;
  return at;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

type EndFinder = (mark: string, from: number) => number | undefined;

function endOfHtml(text: string, at: number, tags: HtmlTags, ends: EndFinder): number | undefined {
  if (text.startsWith('<?', at)) return ends('?>', at + 2);
  if (!text.startsWith('<!', at)) return tags.endOfTag(at);
  if (text.startsWith('<!-->', at)) return at + '<!-->'.length;
  if (text.startsWith('<!--->', at)) return at + '<!--->'.length;
  if (text.startsWith('<!--', at)) return ends('-->', at + '<!--'.length);
  if (text.startsWith('<![CDATA[', at)) return ends(']]>', at + '<![CDATA['.length);
  return /[A-Za-z]/.test(text[at + 2] ?? '') ? ends('>', at + 2) : undefined;
}

/** Asked from left to right: the place behind the next mark. One that is not there is not looked for again. */
function endFinder(text: string): EndFinder {
  const found = new Map<string, number>();
  return (mark, from) => {
    let place = found.get(mark) ?? -1;
    if (place < from) {
      const next = text.indexOf(mark, from);
      place = next < 0 ? Infinity : next;
      found.set(mark, place);
    }
    return place === Infinity ? undefined : place + mark.length;
  };
}
