import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

/** `./name.js` in a TypeScript file is `./name.ts` on disk. */
export async function resolve(specifier, context, nextResolve) {
  // The first file of a worker thread has no parent.
  if (/^file:.*\/src\/[^/]+\.js$/.test(specifier)) return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts'))
    return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
  return nextResolve(specifier, context);
}

/** The same translation as under Jest, without type checks. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), {
    filename: fileURLToPath(url),
    configFile: false,
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2022',
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
