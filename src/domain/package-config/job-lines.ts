import { Problems } from './problems.js';
import { rawJobs } from './raw-jobs.js';
import { entryOf, rawKeys } from './raw-keys.js';
import { locator, sourceText } from './yaml/source-text.js';
import { parseYaml } from './yaml/yaml-document.js';
import { YamlError } from './yaml/yaml-error.js';

/**
 * The line of each job in a configuration, from 1, in the order of jobs after trigger splitting; null: it is a default job and is
 * not written anywhere. Empty for a text that cannot be read.
 */
export function jobLines(source: Uint8Array | string): (number | null)[] {
  try {
    const text = sourceText(source);
    const document = parseYaml(text);
    if (document.kind !== 'mapping') return [];
    const locate = locator(text);
    const jobs = rawJobs(entryOf(rawKeys(document), 'jobs'), [], new Problems(locate));
    return jobs.map(({ offset }) => (offset < 0 ? null : locate(offset).line));
  } catch (error) {
    if (error instanceof YamlError) return [];
    throw error;
  }
}
