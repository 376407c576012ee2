// Writes what is generated from the source: `npm run docs:generate`; with `--check` it only says what is stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { generatedFiles, staleFiles } from './docs/generated-files.js';

const files = await generatedFiles();
const stale = staleFiles(files);
if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${relative('.', path)} is stale: npm run docs:generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, files.get(path)!);
    console.log(`wrote ${relative('.', path)}`);
  }
}
