import { Progress } from '../../../src/interfaces/cli/progress.js';

/** What is written when somebody tells something every 50 ms for ten seconds. */
function written(isTTY: boolean): string[] {
  const texts: string[] = [];
  let now = 0;
  const progress = new Progress({ isTTY, write: (text) => texts.push(text) }, () => now);
  for (; now <= 10_000; now += 50) progress.tell(`${now} done`);
  progress.end();
  return texts;
}

describe('Progress', () => {
  it('is one line on a terminal, which goes away at the end', () => {
    const texts = written(true);
    expect(texts.length).toBe(101);
    expect(texts[0]).toBe('\r100 done\u001b[K');
    expect(texts.at(-1)).toBe('\r\u001b[K');
  });

  it('is a line every three seconds elsewhere, and none for what is done at once', () => {
    expect(written(false)).toEqual(['3000 done\n', '6000 done\n', '9000 done\n']);
  });
});
