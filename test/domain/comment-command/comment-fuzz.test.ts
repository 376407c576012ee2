import fc from 'fast-check';
import { parseComment, type CommentPlace } from '../../../src/domain/comment-command/parse-comment.js';
import { cases } from '../../support/depth.js';

const COMPOSED = cases(40_000);
const SCRAPPY = cases(60_000);
const place: CommentPlace = { commandPrefix: '/packit', surface: 'pull-request', forge: 'github' };

/** What is written openly asks for a build; what is hidden in quotes and code asks for another command. */
const OPEN = '/packit build';
const HIDDEN = '/packit status';

const eol = fc.constantFrom('\n', '\r\n');
const indent = fc.constantFrom('', ' ', '   ');
const words = fc.constantFrom('Looks good.', 'a * b', 'see [this](https://example.org)', '**done**', '', 'x < y');

interface Block {
  readonly lines: readonly string[];
  readonly open: boolean;
  /** Nothing may follow it: it runs to the end. */
  readonly last?: boolean;
}

const openCommand: fc.Arbitrary<Block> = indent.map((blanks) => ({ lines: [`${blanks}${OPEN}`], open: true }));
const prose: fc.Arbitrary<Block> = words.map((text) => ({ lines: [text], open: false }));
const quote = fc
  .tuple(indent, fc.constantFrom('>', '> ', '> > ', '>>> ', '> - ', '> ```'), fc.boolean())
  .map(([blanks, mark, lazy]): Block => {
    const lines = mark === '> ```' ? ['> ```', `> ${HIDDEN}`] : [`${blanks}${mark}${HIDDEN}`];
    // Only a paragraph can be continued lazily.
    return { lines: lazy && mark !== '> ```' ? [...lines, HIDDEN] : lines, open: false };
  });
const fence = fc
  .tuple(indent, fc.constantFrom('```', '~~~', '`````'), fc.constantFrom('', 'console', ' text'), fc.boolean())
  .map(([blanks, marks, info, closed]): Block => {
    const lines = [`${blanks}${marks}${info}`, HIDDEN, '', `> ${HIDDEN}`, HIDDEN];
    return { lines: closed ? [...lines, marks] : lines, open: false, last: !closed };
  });
const indentedCode = fc
  .constantFrom('    ', '\t', '     ', '  \t')
  .map((blanks): Block => ({ lines: [`${blanks}${HIDDEN}`, `${blanks}${HIDDEN} --x`], open: false }));
const inlineCode = fc
  .constantFrom('`', '``')
  .map((tick): Block => ({ lines: [`run ${tick}`, HIDDEN, `${tick} please`], open: false }));
const html = fc
  .constantFrom(['<!--', '-->'], ['<pre>', '</pre>'], ['<blockquote>', '</blockquote>'])
  .map(([begin = '', end = '']): Block => ({
    lines: [begin, HIDDEN, '', ...(begin === '<!--' ? [HIDDEN] : []), end],
    open: false,
  }));

const comment = fc
  .tuple(fc.array(fc.oneof(openCommand, prose, quote, fence, indentedCode, inlineCode, html), { maxLength: 5 }), eol)
  .map(([blocks, end]) => {
    const stop = blocks.findIndex(({ last }) => last);
    const kept = stop < 0 ? blocks : blocks.slice(0, stop + 1);
    return { text: kept.flatMap(({ lines }) => [...lines, '']).join(end), asks: kept.some(({ open }) => open) };
  });

it(`finds the open command of ${COMPOSED} comments, and never one in a quote, code or HTML`, () => {
  fc.assert(
    fc.property(comment, ({ text, asks }) => {
      const parsed = parseComment(text, place);
      if (parsed.kind === 'command' && parsed.command.name === 'build') return asks;
      return parsed.kind === 'no-command' && !asks;
    }),
    { numRuns: COMPOSED },
  );
});

const scraps = fc.constantFrom(
  ...[
    '/packit',
    '/packit build',
    '/packit test --env A=1',
    '--identifier',
    '"',
    "'",
    '\\',
    '`',
    '```',
    '~~~',
    '>',
    '> ',
  ],
  ...[
    '<',
    '</',
    '<pre>',
    '<!--',
    '-->',
    '[',
    '](',
    '*',
    '_',
    '#',
    '- ',
    '1. ',
    '    ',
    '\t',
    '\n',
    '\n\n',
    '\r',
    '\r\n',
  ],
  ...['\u00a0', '\u2028', '\u0000', '\ud83d', 'é', '&amp;', '---', '===', '|', 'x'],
);
const junk = fc.oneof(
  { weight: 4, arbitrary: fc.array(scraps, { maxLength: 12 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `${text}\n/packit ${text}`) },
);

it(`reads ${SCRAPPY} comments made of scraps without a crash, and runs only lines that are there`, () => {
  fc.assert(
    fc.property(junk, fc.constantFrom<CommentPlace['surface']>('issue', 'dist-git-pull-request'), (text, surface) => {
      const parsed = parseComment(text, { ...place, surface });
      return parsed.kind === 'no-command' || text.split(/[\r\n]/).some((line) => line.trim() === parsed.line);
    }),
    { numRuns: SCRAPPY },
  );
});

it('gives up on comments that are hard on Markdown parsers', () => {
  const many = (text: string) => text.repeat(Math.floor(60_000 / text.length));
  for (const hostile of ['> ', '> - ', '`a', 'x <a\n', '>\n', '1. > '])
    expect(parseComment(`${many(hostile)}\n\n/packit build`, place)).toEqual({
      kind: 'no-command',
      inert: [{ line: '/packit build', within: 'unreadable' }],
    });
  expect(parseComment(`${many('lorem ipsum ')}\n\n/packit build`, place)).toMatchObject({ kind: 'command' });
  expect(parseComment(`${many('[a](')}\n\n\t\n/packit build`, place)).toMatchObject({ kind: 'command' });
});

it('does not look beyond the longest comment that GitHub takes', () => {
  expect(parseComment(`${'x'.repeat(70_000)}\n/packit build`, place)).toMatchObject({ kind: 'no-command' });
});
