import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** The folders below test/ that a level names. */
function foldersOf(level: string): string[] {
  return scripts[`test:${level}`]?.match(/(?<=test\/)[\w-]+/g) ?? [];
}

it('every folder with tests belongs to one level: npm run test:unit, test:contract or test:e2e', () => {
  const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.test.ts'),
  );
  const folders = new Set(tests.map((path) => (dirname(path) === '.' ? path : path.split('/')[0])));
  expect(['unit', 'contract', 'e2e'].flatMap(foldersOf).sort()).toEqual([...folders].sort());
});
