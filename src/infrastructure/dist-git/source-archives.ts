import { lstat, readFile, writeFile } from 'node:fs/promises';
import type { SyncSettings } from '../../domain/sync-release/sync-order.js';
import {
  ignoringArchives,
  readSourcesFile,
  sourcesFile,
  type CachedArchive,
} from '../../domain/sync-release/sources-file.js';
import { Evaluation } from '../../domain/spec-file/evaluation.js';
import { parseSpec } from '../../domain/spec-file/parse-spec.js';
import { sourcesOf, type SpecSource } from '../../domain/spec-file/spec-sources.js';
import type { ArchiveDownload } from './archive-download.js';
import { containedPath } from './contained-path.js';
import type { Git } from './git.js';
import { sha512OfFile, type LookasideCache } from './lookaside-cache.js';
import type { RunLog } from './run-log.js';
import { SyncFailure } from './sync-failure.js';

/** More sources than this are no spec file. */
const MOST_SOURCES = 200;

export interface ArchiveWork {
  /** Clone of the package. */
  readonly git: Git;
  /** Text of the spec file with the new version. */
  readonly spec: string;
  readonly settings: SyncSettings;
  readonly download: ArchiveDownload;
  /** Undefined: archives are not uploaded. */
  readonly lookaside?: LookasideCache;
  /** Name of the package in the cache: `rpms/hello`. */
  readonly cacheName: string;
  readonly log: RunLog;
}

/** Downloads the archives of a release, uploads them, and writes `sources` and `.gitignore`. */
export async function bringArchives(work: ArchiveWork): Promise<void> {
  const { git, settings, log } = work;
  const { folder } = git;
  const sources = remoteSources(work.spec, settings);
  for (const { url, fileName } of sources) {
    const file = await containedPath(folder, fileName);
    if (await lstat(file).catch(() => undefined)) continue;
    log.line(`downloads ${url}`);
    await work.download.to(url, file);
  }
  const tracked = new Set((await git.run('ls-files', '-z')).split('\0'));
  const archives: CachedArchive[] = [];
  for (const { fileName, kind } of sources) {
    if (kind !== 'source' || tracked.has(fileName)) continue;
    archives.push({ name: fileName, sha512: await sha512OfFile(await containedPath(folder, fileName)) });
  }
  const file = await containedPath(folder, 'sources');
  const listed = readSourcesFile(await readFile(file, 'utf8').catch(() => ''));
  const isListed = archives.every(({ name, sha512 }) => listed.get(name)?.hash === sha512);
  if (archives.length === 0) return;
  if (work.lookaside) await upload(work, archives, work.lookaside);
  if (isListed && listed.size === archives.length) return;
  await writeFile(file, sourcesFile(archives));
  const ignored = await containedPath(folder, '.gitignore');
  await writeFile(ignored, ignoringArchives(await readFile(ignored, 'utf8').catch(() => ''), archives));
}

async function upload(
  { git, cacheName, log }: ArchiveWork,
  archives: readonly CachedArchive[],
  cache: LookasideCache,
): Promise<void> {
  for (const archive of archives) {
    if (await cache.has(cacheName, archive)) {
      log.line(`the lookaside cache has ${archive.name}`);
      continue;
    }
    log.line(`uploads ${archive.name} (SHA512 ${archive.sha512})`);
    await cache.upload(cacheName, archive, await containedPath(git.folder, archive.name));
  }
}

/** Sources and patches that are downloaded, with addresses of the configuration in place of those of the spec file. */
function remoteSources(spec: string, { parseTimeMacros, sources: configured }: SyncSettings) {
  const all = sourcesOf(new Evaluation(parseSpec(spec), parseTimeMacros));
  if (all.length > MOST_SOURCES) throw new SyncFailure(`the spec file has more than ${MOST_SOURCES} sources`);
  return all.flatMap((source) => {
    const { kind, fileName } = source;
    const url = configured.find(({ path }) => path === fileName)?.url ?? source.url;
    if (url === undefined) return [];
    if (!source.complete) throw unexpanded(source);
    return [{ kind, url, fileName: checkedName(fileName) }];
  });
}

function unexpanded({ kind, number, value }: SpecSource): SyncFailure {
  return new SyncFailure(
    `${kind === 'source' ? 'Source' : 'Patch'}${number} cannot be expanded without running code of the spec file: ${value}`,
  );
}

/** A name that stays in the folder and is no option of a program. */
function checkedName(name: string): string {
  if (/^[^./\\-][^/\\\0]*$/.test(name) || /^\.[^./\\][^/\\\0]*$/.test(name)) return name;
  throw new SyncFailure(`expected the name of a file at the end of a source, found ${JSON.stringify(name)}`);
}
