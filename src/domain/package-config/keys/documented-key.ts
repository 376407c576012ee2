import type { KeyDefinition } from '../values/value-type.js';

/** The parts of the product that look at a key. */
export const uses = {
  copr: 'Copr builds',
  tests: 'tests',
  koji: 'upstream Koji builds',
  sync: 'release sync',
  downstream: 'downstream builds and updates',
  image: 'VM images',
} as const;

export type Use = keyof typeof uses;

export interface Documentation {
  /** Empty: only the command line tool looks at it. */
  readonly usedBy: readonly Use[];
  readonly summary: string;
}

export type DocumentedKey<T, Fallback> = KeyDefinition<T, Fallback> & Documentation;

/** A key with what a person has to know of it. */
export function documented<T, Fallback>(
  key: KeyDefinition<T, Fallback>,
  usedBy: readonly Use[],
  summary: string,
): DocumentedKey<T, Fallback> {
  return { ...key, usedBy, summary };
}

export const everywhere: readonly Use[] = ['copr', 'tests', 'koji', 'sync', 'downstream', 'image'];
