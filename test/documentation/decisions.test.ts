import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'adr');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

it('the index of decisions names each of them, with its number and title', () => {
  const lines = readdirSync(FOLDER)
    .filter((name) => /^\d/.test(name))
    .sort()
    .map((name) => {
      const [, number, title] = /^# (\d{4})\. (.*)$/m.exec(read(name)) ?? [];
      expect(name.slice(0, 4)).toBe(number);
      return `- [${number}](${name}): ${title}`;
    });
  expect(
    read('README.md')
      .split('\n')
      .filter((line) => line.startsWith('- [')),
  ).toEqual(lines);
});
