/**
 * `npm run build`: translates src/ to dist/, JavaScript and source maps, without a look at the types.
 * With `--if-changed` only when dist/ was made of other sources. dist/ is exchanged in one go, when all is written.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { translation } from './translation.mjs';

const ROOT = dirname(import.meta.dirname);
const DIST = join(ROOT, 'dist');
const NEW = join(ROOT, `dist.${process.pid}.new`);
const OLD = join(ROOT, `dist.${process.pid}.old`);
/** In dist/: of which sources it was made. */
const STAMP = '.sources';

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
process.once('exit', () => {
  for (const folder of [NEW, OLD]) rmSync(folder, { recursive: true, force: true });
});

const sources = await readSources();
const hash = hashOf(sources);
const current = await readFile(join(DIST, STAMP), 'utf8').catch(ignoreMissing);
if (current !== hash || !process.argv.includes('--if-changed')) await build();

async function build() {
  const begin = performance.now();
  const { transform } = await import('@swc/core');
  await Promise.all(sources.map((source) => translate(source, transform)));
  await writeFile(join(NEW, STAMP), hash);
  await exchange();
  console.log(`Built dist/ from ${sources.length} files in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
}

/** Another build may put its dist/ there between the two steps; the last one stays. */
async function exchange() {
  for (let done = false; !done;) {
    await rename(DIST, OLD).catch(ignoreMissing);
    try {
      await rename(NEW, DIST);
      done = true;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
      await rm(OLD, { recursive: true, force: true });
    }
  }
}

async function translate({ path, text }, transform) {
  const target = join(NEW, path.replace(/\.ts$/, '.js'));
  const source = join(ROOT, 'src', path);
  const { code, map } = await transform(text, {
    ...translation,
    filename: source,
    // Where the source is, seen from the file in dist/.
    sourceFileName: relative(dirname(join(DIST, path)), source)
      .split(sep)
      .join('/'),
    configFile: false,
    swcrc: false,
    sourceMaps: true,
  });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, `${code}//# sourceMappingURL=${basename(target)}.map\n`);
  await writeFile(`${target}.map`, map);
}

/** The TypeScript files below src/, in order of their paths. */
async function readSources() {
  const paths = (await readdir(join(ROOT, 'src'), { recursive: true })).filter((path) => /(?<!\.d)\.ts$/.test(path));
  return Promise.all(
    paths.sort().map(async (path) => ({ path, text: await readFile(join(ROOT, 'src', path), 'utf8') })),
  );
}

/** What a build depends on: the sources, and how they are translated. */
function hashOf(sources) {
  const hash = createHash('sha256').update(JSON.stringify(translation));
  for (const { path, text } of sources) hash.update(`\0${path}\0${text}`);
  return hash.digest('hex');
}

function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}
