import { jobKeys, type JobKeyName, type JobKeys } from './keys/job-keys.js';
import { differenceFrom, type KeyReader, type ReadKeys } from './key-reader.js';
import type { Job } from './package-config.js';
import type { Problems } from './problems.js';
import type { RawJob } from './raw-jobs.js';
import { entryOf, type RawKeys } from './raw-keys.js';
import { canonicalJson } from './values/canonical-json.js';
import { readKey } from './values/collection-types.js';
import { below } from './values/reading.js';
import type { AnyKey } from './values/value-type.js';

/** A job that is read, and per package a text that two jobs share only if they are equal there. */
export interface ReadJob {
  readonly job: Job;
  readonly signatures: ReadonlyMap<string, string>;
}

const missingSpecFile = "'specfile_path' is not specified or no specfile was found in the repo";
const names = Object.keys(jobKeys) as JobKeyName[];

function readJobKeys(raw: RawKeys, index: number, offset: number, problems: Problems): JobKeys {
  const values: Partial<Record<JobKeyName, unknown>> = {};
  for (const name of names) {
    const definition: AnyKey = jobKeys[name];
    const entry = entryOf(raw, name);
    values[name] = definition.fallback;
    if (entry) {
      const reading = readKey(definition, entry.value);
      if (reading.ok) values[name] = reading.value;
      else problems.addAll(['jobs', index], below(name, reading.findings));
    } else if (definition.required)
      problems.add(['jobs', index], {
        message: 'Missing data for required field.',
        path: [name],
        offset,
        expected: definition.type.name,
      });
  }
  return values as JobKeys;
}

/** Reads one job for each of its packages; `packages` are their keys as jobs inherit them. */
export function readJob(
  raw: RawJob,
  index: number,
  packages: ReadonlyMap<string, ReadKeys>,
  { reader, problems }: { reader: KeyReader; problems: Problems },
): ReadJob {
  const { job: type, package: only, ...own } = readJobKeys(raw.jobKeys, index, raw.offset, problems);
  const jobPart = canonicalJson({ type, only, ...own });
  const needsSpecFile = !(type === 'tests' && own.skip_build);
  const signatures = new Map<string, string>();
  const configured = raw.selected.map(({ name, keys }) => {
    const base = packages.get(name);
    const read = reader.read([raw.packageKeys, keys], 'job', ['jobs', index, 'packages', name], base);
    const hasSpecFile = read.keys.specfile_path !== null && read.keys.specfile_path !== '';
    if (needsSpecFile && !hasSpecFile)
      problems.add(['jobs', index, 'packages'], {
        message: missingSpecFile,
        path: [name, 'specfile_path'],
        offset: raw.offset,
        expected: 'the path of a spec file, or a *.spec file in the root of the repository',
      });
    signatures.set(name, `${jobPart}\n${differenceFrom(base, read)}`);
    return { name, keys: read.keys };
  });
  if (only !== null && !configured.some(({ name }) => name === only))
    problems.add(['jobs', index], {
      message: `Undefined package(s) referenced: ${only}.`,
      path: ['package'],
      offset: entryOf(raw.jobKeys, 'package')?.value.offset ?? raw.offset,
    });
  return { job: { type, package: only, ...own, packages: configured }, signatures };
}
