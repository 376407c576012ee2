import { whereTheyStand } from '../../../src/domain/comment-command/comment-prose.js';

/** What the line with the command is, as CommonMark 0.31 parts the text. */
function standOf(markdown: string): string {
  const [is] = whereTheyStand(markdown, [markdown.indexOf('/packit')]);
  return is ?? 'prose';
}

describe('lists', () => {
  it.each([
    ['text of an item', '- a\n\n  /packit build', 'prose'],
    ['code of an item', '- a\n\n      /packit build', 'code'],
    ['behind a wide marker', '10. a\n\n    /packit build', 'prose'],
    ['code behind a wide marker', '10. a\n\n        /packit build', 'code'],
    ['a tab after the marker', '-\ta\n\n  /packit build', 'prose'],
    ['two tabs after the marker', '-\t\ta\n\n\t/packit build', 'prose'],
    ['an item that begins with code', '-     a\n\n  /packit build', 'prose'],
    ['an item that begins with a blank line', '-\n\n      /packit build', 'code'],
    ['an empty item left by a blank line', '-\n\n  /packit build', 'prose'],
    ['too little indentation ends the item', '10. a\n\n  /packit build', 'prose'],
    ['a number that cannot interrupt a paragraph', 'a\n2. b\n   /packit build', 'prose'],
    ['html in an item', '- <pre>\n  /packit build', 'html'],
    ['html in an item, left by indentation', '- <pre>\n\n/packit build', 'prose'],
    ['a quoting tag of an item ends with it', '- <q>\n\n  a\n\n/packit build', 'prose'],
    ['a quoting tag around a list', '<blockquote>\n\n- a\n  /packit build\n\n</blockquote>', 'html'],
    ['a fence in an item', '1. ```\n   /packit build\n   ```', 'code'],
    ['a fence in an item, left by indentation', '1. ```\n/packit build', 'prose'],
  ])('%s', (_name, markdown, is) => {
    expect(standOf(markdown)).toBe(is);
  });
});

describe('quotes', () => {
  it.each([
    ['continued lazily over a list', '> - a\n/packit build', 'quote'],
    ['continued lazily, indented like code', '> a\n     /packit build', 'quote'],
    ['ended by a blank line', '> a\n\n/packit build', 'prose'],
    ['ended by a quote without text', '> a\n>\n/packit build', 'prose'],
    ['ended by code in it', '>     a\n/packit build', 'prose'],
    ['ended by a heading in it', '> # a\n/packit build', 'prose'],
    ['ended by an item without text', '> -\n/packit build', 'prose'],
    ['ended by HTML in it', '> <div>\n/packit build', 'prose'],
    ['an underline does not end it', '> a\n===\n/packit build', 'quote'],
    ['a list ends it', '> a\n- b\n/packit build', 'prose'],
  ])('%s', (_name, markdown, is) => {
    expect(standOf(markdown)).toBe(is);
  });
});

describe('code and HTML', () => {
  it.each([
    ['a fence may be indented by three columns', '   ```\n/packit build', 'code'],
    ['four columns are no fence', 'a\n    ```\n/packit build', 'prose'],
    ['backticks behind a fence of backticks', '``` a`b\n/packit build', 'prose'],
    ['backticks behind a fence of tildes', '~~~ a`b\n/packit build', 'code'],
    ['a shorter fence ends nothing', '````\n```\n/packit build\n````', 'code'],
    ['a longer one does', '```\n`````\n/packit build', 'prose'],
    ['an escaped backtick opens nothing', 'a \\`\n/packit build\n`', 'prose'],
    ['an escaped backtick before others', 'a \\``\n/packit build\n`', 'inline-code'],
    ['a backslash escapes nothing in code', '`a\\`\n/packit build `', 'prose'],
    ['code needs as many backticks at both ends', '`` a\n/packit build\n```', 'prose'],
    ['HTML before code counts', 'x <a b="`">\n/packit build `', 'prose'],
    ['code before HTML counts', '`<a b="`\n/packit build">', 'prose'],
    ['a tag over several lines', 'x <a b="\n/packit build\n">', 'html'],
    ['a tag that has no end', 'x <a b="\n/packit build', 'prose'],
    ['a tag alone ends no paragraph', 'x\n<a>\n/packit build', 'prose'],
    ['a tag alone begins a block', '<a>\n/packit build', 'html'],
    ['two tags do not', '<a> <b>\n/packit build', 'prose'],
    ['a block of a known name may interrupt', 'x\n<table>\n/packit build', 'html'],
    ['an address in angle brackets is no tag', '<https://example.org/`>\n/packit build `', 'prose'],
    ['a processing instruction', '<?x\n\n/packit build\n?>', 'html'],
    ['a declaration', '<!x\n\n/packit build\n>', 'html'],
    ['character data', '<![CDATA[\n\n/packit build\n]]>', 'html'],
    ['a comment that ends at once', 'x <!-->\n/packit build -->', 'prose'],
    ['a quoting tag in a heading', 'x <code>\n===\n/packit build', 'prose'],
    ['a quoting tag closed again', 'x <q>a</q>\n/packit build', 'prose'],
    ['an end tag that closes nothing', 'x </q>\n/packit build', 'prose'],
  ])('%s', (_name, markdown, is) => {
    expect(standOf(markdown)).toBe(is);
  });
});

it('does not read what nobody writes', () => {
  expect(standOf(`${'- '.repeat(200)}a\n\n/packit build`)).toBe('unreadable');
  expect(standOf(`${'> '.repeat(90)}a\n\n/packit build`)).toBe('prose');
  expect(standOf(`${'- '.repeat(90)}a\n\n/packit build`)).toBe('prose');
});

it('answers for every place of many', () => {
  const places: number[] = [];
  let markdown = '';
  for (let n = 0; n < 900; n++) {
    places.push(markdown.length + 1);
    markdown += ` /packit build${n % 2 ? '\n\n`\n' : '\n`\n'}`;
  }
  const answers = whereTheyStand(markdown, places);
  expect(answers).toHaveLength(900);
  expect(new Set(answers)).toEqual(new Set([undefined, 'inline-code']));
});
