import { masked } from '../../../domain/scrub/masked.js';
import type { Sight } from './sight.js';

/** What stands for a stream that an audience may not know of. */
const PRIVATE = '[private]';
const STREAM = /^(?:delivery|build|testRun|syncRelease|release|coprProject|check|namespace)-\S+$/;

/**
 * JSON as an audience may see it: without the values of variables and secrets, and without names of streams that it does not see.
 * Texts are left alone: strangers write them, and what is taken out of them would tell what there is.
 */
export function cleaned(value: unknown, sight: Sight): unknown {
  const shown = masked(value);
  return sight.audience === 'operators' ? shown : withoutUnseen(shown, sight);
}

function withoutUnseen(value: unknown, sight: Sight): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !isUnseen(item, sight)).map((item) => withoutUnseen(item, sight));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutUnseen(inner, sight)]));
  return isUnseen(value, sight) ? PRIVATE : value;
}

function isUnseen(value: unknown, sight: Sight): boolean {
  return typeof value === 'string' && STREAM.test(value) && !sight.sees(value);
}
