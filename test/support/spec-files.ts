import { readdirSync, readFileSync } from 'node:fs';
import type { SpecUpdate } from '../../src/domain/spec-file/spec-update.js';

const FOLDER = new URL('../fixtures/spec-files/', import.meta.url);

/** A spec file, and what a packager makes of it for a release. */
export interface SpecCase {
  readonly name: string;
  readonly about: string;
  readonly before: string;
  readonly after: string;
  readonly diff: string;
  readonly update: SpecUpdate;
  readonly expected: { readonly version: string; readonly release: string; readonly sources: readonly string[] };
  /** Macros that Fedora has and other systems do not, for rpmspec. */
  readonly rpmspec: Readonly<Record<string, string>>;
}

/** All of test/fixtures/spec-files. */
export function specCases(): SpecCase[] {
  return readdirSync(FOLDER).map((name) => {
    const read = (file: string): string => readFileSync(new URL(`${name}/${file}`, FOLDER), 'utf8');
    const about = JSON.parse(read('case.json')) as Omit<SpecCase, 'name' | 'before' | 'after' | 'diff'>;
    return { name, before: read('before.spec'), after: read('after.spec'), diff: read('expected.diff'), ...about };
  });
}
