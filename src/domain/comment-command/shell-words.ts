const WORD_END = /\s/;

/**
 * Splits a line the way a POSIX shell does: blanks part words, quotes and backslashes protect. Undefined when a
 * quote is left open. A backslash at the very end is Markdown's hard line break and means nothing.
 */
export function shellWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (quote === '"' && char === '\\' && '"\\$`'.includes(line[at + 1] ?? ' ')) word += line[++at]!;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (at + 1 < line.length) word = (word ?? '') + line[++at]!;
    } else if (WORD_END.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}
