const given = process.env.TEST_DEPTH ?? 'quick';
if (given !== 'quick' && given !== 'full')
  throw new Error(`TEST_DEPTH: expected "quick" (the default) or "full", found "${given}"`);

/**
 * How many cases a test tries that could try any number: all of them with `TEST_DEPTH=full`, as `.ci/run` does,
 * and otherwise a tenth, or as many as are named.
 */
export function cases(all: number, quick = Math.ceil(all / 10)): number {
  return given === 'full' ? all : quick;
}
