import { z } from 'zod';
import { parseProjectUrl, type ProjectRef } from '../forge/project-ref.js';
import { ignored, type Ignored } from './ignore-reasons.js';
import type { Input } from './input.js';

/** A text that must not be empty. */
export const text = z.string().min(1);
/** An id or number of a forge. */
export const id = z.int().nonnegative();
/** A field that may be missing or null, and is then undefined. */
export const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

/** The address of a repository. */
export const projectUrl = z.string().transform((value, context): ProjectRef => {
  const project = parseProjectUrl(value);
  if (project) return project;
  context.issues.push({ code: 'custom', input: value, message: 'not the address of a repository' });
  return z.NEVER;
});

export const person = z.object({ login: text });

/**
 * Reads the fields of a payload that are used, and says what they mean. A payload without one of them, or with one of
 * another type, is ignored with its name; fields that are not used may be anything.
 */
export function readPayload<S extends z.ZodType>(
  schema: S,
  payload: unknown,
  mean: (fields: z.infer<S>) => Input | Ignored,
): Input | Ignored {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload))
    return ignored('payload-not-an-object');
  const parsed = schema.safeParse(payload);
  if (parsed.success) return mean(parsed.data);
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const field = path.map(String).join('.');
  return valueAt(payload, path) === undefined
    ? ignored('payload-field-missing', { field })
    : ignored('payload-field-invalid', { field, problem: issue?.message });
}

/** The value at a path of an object read from JSON, without ever throwing. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      inner !== null && typeof inner === 'object' && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/** The text at a path, if there is one. */
export function textAt(value: unknown, ...path: PropertyKey[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** The whole number at a path, if there is one. */
export function numberAt(value: unknown, ...path: PropertyKey[]): number | undefined {
  const found = valueAt(value, path);
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined;
}
