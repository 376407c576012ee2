import { BlockScanner, type NotProse } from './markdown/block-scanner.js';

export type { NotProse } from './markdown/block-scanner.js';

/** What begins quotes, lists, code and HTML. */
const MARK = /[`<>]|[-+*](?=\s)|\d[.)](?=\s)/g;
/** A comment with more of them is a log or an attack, and nobody writes a command there. */
const MOST_MARKS = 2000;
const LINE_END = /\r\n|\n|\r/g;

/**
 * Tells of places in a Markdown text whether they are the writer's own words (undefined), or quoted, code or HTML. A line that lazily
 * continues a quote's paragraph belongs to the quote, as it does when the comment is shown. `places`: in order, at most one in each
 * line.
 */
export function whereTheyStand(markdown: string, places: readonly number[]): (NotProse | undefined)[] {
  const unreadable = places.map((): NotProse => 'unreadable');
  if (hasTooManyMarks(markdown)) return unreadable;
  const scanner = new BlockScanner(markdown);
  let next = 0;
  let start = 0;
  while (start <= markdown.length) {
    LINE_END.lastIndex = start;
    const found = LINE_END.exec(markdown);
    const end = found?.index ?? markdown.length;
    const place = places[next];
    const isHere = place !== undefined && place <= end;
    if (isHere) next += 1;
    if (!scanner.take(start, end, isHere ? place : undefined)) return unreadable;
    start = end + (found?.[0].length ?? 1);
  }
  scanner.finish();
  return places.map((place) => scanner.answers.get(place));
}

function hasTooManyMarks(markdown: string): boolean {
  let marks = 0;
  MARK.lastIndex = 0;
  while (MARK.test(markdown)) if (++marks > MOST_MARKS) return true;
  return false;
}
