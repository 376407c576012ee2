import {
  closesFence,
  isHeading,
  isHeadingUnderline,
  isThematicBreak,
  openingFence,
  takeListMarker,
  type Fence,
} from './block-starts.js';
import { endsHtml, openingHtml, type HtmlBlockEnd } from './html-blocks.js';
import { inlineIn } from './inline-spans.js';
import { MarkdownLine } from './markdown-line.js';
import { quotingDepth } from './quoting-tags.js';

/** Text that is shown as something other than the writer's own words. */
export type NotProse = 'quote' | 'code' | 'inline-code' | 'html' | 'unreadable';

/** Quotes and lists within each other; nobody writes a command deeper than this. */
const DEEPEST = 100;

interface Container {
  readonly kind: 'text' | 'quote' | 'item';
  /** Columns that what belongs to a list item is indented. */
  readonly width: number;
  isEmpty: boolean;
  /** Quoting tags that are open between its blocks. */
  openTags: number;
}

type Leaf =
  | {
      readonly kind: 'paragraph';
      readonly start: number;
      end: number;
      readonly within: NotProse | undefined;
      readonly asked: number[];
    }
  | { readonly kind: 'fenced'; readonly fence: Fence }
  | { readonly kind: 'indented' }
  | { readonly kind: 'html'; readonly ends: HtmlBlockEnd; readonly start: number; end: number };

/**
 * The blocks of a Markdown text, line by line, as CommonMark 0.31 parts them: as far as it takes to say of a line whether it is the
 * writer's own words. Each line is looked at once, so the time is linear in the text.
 */
export class BlockScanner {
  readonly answers = new Map<number, NotProse | undefined>();
  private readonly containers: Container[] = [container('text', 0)];
  private leaf: Leaf | undefined;
  /** How many of the containers the line at hand belongs to. */
  private matched = 0;

  constructor(private readonly text: string) {}

  /** Takes the next line. `asked`: a place in it that is to be answered for. Answers false where the text is nested too deeply. */
  take(start: number, end: number, asked: number | undefined): boolean {
    const line = new MarkdownLine(this.text, start, end);
    this.matched = this.match(line);
    if (this.goesOn(line, asked)) return true;
    this.begin(line, asked);
    return this.containers.length <= DEEPEST;
  }

  /** The text is over. */
  finish(): void {
    this.closeLeaf();
  }

  private match(line: MarkdownLine): number {
    let matched = 1;
    while (matched < this.containers.length && continues(this.containers[matched]!, line)) matched += 1;
    return matched;
  }

  private get isInside(): boolean {
    return this.matched === this.containers.length;
  }

  /** Code, HTML and blank lines: whether the line is dealt with. */
  private goesOn(line: MarkdownLine, asked: number | undefined): boolean {
    const { leaf } = this;
    if (!this.isInside) return false;
    switch (leaf?.kind) {
      case 'fenced':
        if (line.indent < 4 && closesFence(line.rest, leaf.fence)) this.leaf = undefined;
        else this.answer(asked, 'code');
        return true;
      case 'html':
        if (line.isBlank && leaf.ends === 'blank line') this.closeLeaf();
        else this.addHtml(leaf, line, asked);
        return true;
      case 'indented':
        if (!line.isBlank && line.indent < 4) return false;
        this.answer(asked, 'code');
        return true;
      default:
        return false;
    }
  }

  private addHtml(leaf: Extract<Leaf, { kind: 'html' }>, line: MarkdownLine, asked: number | undefined): void {
    this.answer(asked, 'html');
    leaf.end = line.end;
    if (endsHtml(line.rest, leaf.ends)) this.closeLeaf();
  }

  /** A line that may begin blocks. */
  private begin(line: MarkdownLine, asked: number | undefined): void {
    while (this.beginContainer(line));
    if (line.isBlank) {
      this.closeUnmatched();
      this.closeLeaf();
      return;
    }
    if (this.beginLeaf(line, asked)) return;
    if (this.leaf?.kind !== 'paragraph') {
      this.closeUnmatched();
      this.open({ kind: 'paragraph', start: line.first, end: line.end, within: this.surrounding(), asked: [] });
    }
    // Where the line belongs to fewer containers than the paragraph, it continues it lazily.
    const paragraph = this.leaf as Extract<Leaf, { kind: 'paragraph' }>;
    paragraph.end = line.end;
    if (asked !== undefined) paragraph.asked.push(asked);
  }

  private beginContainer(line: MarkdownLine): boolean {
    if (line.indent >= 4 || line.isBlank || this.containers.length > DEEPEST) return false;
    if (line.charAt(line.first) === '>') {
      line.skipBlanks();
      line.skip(1);
      line.skipColumns(1);
      this.enter(container('quote', 0));
      return true;
    }
    const { rest } = line;
    if (isThematicBreak(rest) || (this.inParagraph && isHeadingUnderline(rest))) return false;
    const width = takeListMarker(line, this.inParagraph);
    if (width === undefined) return false;
    this.enter(container('item', width));
    return true;
  }

  /** Whether the line is one of a block that is no paragraph. */
  private beginLeaf(line: MarkdownLine, asked: number | undefined): boolean {
    const isParagraph = this.leaf?.kind === 'paragraph';
    if (line.indent >= 4) {
      if (isParagraph) return false;
      this.open({ kind: 'indented' });
      this.answer(asked, 'code');
      return true;
    }
    const { rest } = line;
    if (isHeading(rest) || isThematicBreak(rest) || (this.inParagraph && isHeadingUnderline(rest))) {
      this.open(undefined);
      return true;
    }
    const fence = openingFence(rest);
    if (fence) {
      this.open({ kind: 'fenced', fence });
      return true;
    }
    const ends = openingHtml(rest, isParagraph);
    if (ends === undefined) return false;
    const html = { kind: 'html', ends, start: line.first, end: line.end } as const;
    this.open(html);
    this.addHtml(this.leaf as Extract<Leaf, { kind: 'html' }>, line, asked);
    return true;
  }

  /** Whether the line would continue a paragraph, and not lazily. */
  private get inParagraph(): boolean {
    return this.isInside && this.leaf?.kind === 'paragraph';
  }

  private enter(inner: Container): void {
    this.closeUnmatched();
    this.closeLeaf();
    this.containers.at(-1)!.isEmpty = false;
    this.containers.push(inner);
    this.matched += 1;
  }

  private open(leaf: Leaf | undefined): void {
    this.closeUnmatched();
    this.closeLeaf();
    this.containers.at(-1)!.isEmpty = false;
    this.leaf = leaf;
  }

  private closeUnmatched(): void {
    if (this.isInside) return;
    this.closeLeaf();
    this.containers.length = this.matched;
  }

  private closeLeaf(): void {
    const { leaf } = this;
    this.leaf = undefined;
    if (leaf?.kind === 'paragraph') this.answerParagraph(leaf);
    if (leaf?.kind !== 'html') return;
    const parent = this.containers.at(-1)!;
    parent.openTags = quotingDepth(parent.openTags, this.text.slice(leaf.start, leaf.end));
  }

  private answerParagraph({ start, end, within, asked }: Extract<Leaf, { kind: 'paragraph' }>): void {
    if (asked.length === 0) return;
    const inline = within === undefined ? inlineIn(this.text.slice(start, end)) : undefined;
    for (const place of asked) this.answers.set(place, inline ? inline(place - start) : within);
  }

  private answer(asked: number | undefined, is: NotProse): void {
    if (asked !== undefined) this.answers.set(asked, this.surrounding() ?? is);
  }

  /** What the outermost container says that says anything. */
  private surrounding(): NotProse | undefined {
    for (const { kind, openTags } of this.containers) {
      if (kind === 'quote') return 'quote';
      if (openTags > 0) return 'html';
    }
    return undefined;
  }
}

function container(kind: Container['kind'], width: number): Container {
  return { kind, width, isEmpty: true, openTags: 0 };
}

/** Whether the line belongs to a container that is open; takes what marks it as belonging. */
function continues({ kind, width, isEmpty }: Container, line: MarkdownLine): boolean {
  if (kind === 'quote') {
    if (line.indent >= 4 || line.charAt(line.first) !== '>') return false;
    line.skipBlanks();
    line.skip(1);
    line.skipColumns(1);
    return true;
  }
  if (line.isBlank) {
    line.skipBlanks();
    return !isEmpty;
  }
  if (line.indent < width) return false;
  line.skipColumns(width);
  return true;
}
