import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { translation } from './translation.mjs';

/** `./name.js` in a TypeScript file is `./name.ts` on disk. */
export async function resolve(specifier, context, nextResolve) {
  // The first file of a worker thread has no parent.
  if (/^file:.*\/src\/[^/]+\.js$/.test(specifier)) return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts'))
    return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
  return nextResolve(specifier, context);
}

/** The same translation as in a build, with its source map in the file. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    ...translation,
    filename,
    configFile: false,
    swcrc: false,
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
