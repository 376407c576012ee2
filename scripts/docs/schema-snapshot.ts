import { z } from 'zod';
import { schemaVersion, type EventDefinitions } from '../../src/domain/event.js';

/** JSON Schema of every event version that was ever written, by `category/Type.vN`. */
export type SchemaSnapshot = Readonly<Record<string, unknown>>;

/** The schemas that new events are written with. */
export function presentSchemas(catalogue: readonly EventDefinitions[]): SchemaSnapshot {
  return Object.fromEntries(
    catalogue.flatMap((definitions) =>
      Object.entries(definitions.schemas).map(([type, schema]) => [
        `${definitions.category}/${type}.v${schemaVersion(definitions, type)}`,
        z.toJSONSchema(schema, { io: 'output' }),
      ]),
    ),
  );
}

/** What became of the recorded schemas: an edited one needs a new version of its type and an upcaster. */
export interface SchemaComparison {
  readonly added: readonly string[];
  /** Grown by what older events may lack or never said: a field that may be absent, another value, another alternative. */
  readonly grown: readonly string[];
  readonly edited: readonly string[];
  readonly gone: readonly string[];
}

/** Compares what is recorded with what new events are written with. */
export function compareSchemas(recorded: SchemaSnapshot, present: SchemaSnapshot): SchemaComparison {
  const names = Object.keys(present);
  const typeOf = (name: string) => name.replace(/\.v\d+$/, '');
  const types = new Set(names.map(typeOf));
  const different = names.filter((name) => name in recorded && !sameJson(recorded[name], present[name]));
  return {
    added: names.filter((name) => !(name in recorded)),
    grown: different.filter((name) => onlyAdds(recorded[name], present[name])),
    edited: different.filter((name) => !onlyAdds(recorded[name], present[name])),
    gone: Object.keys(recorded).filter((name) => !types.has(typeOf(name))),
  };
}

const sameJson = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Lists that may get longer: what was said before still counts. */
const MAY_GROW = new Set(['anyOf', 'oneOf', 'enum']);

/** Whether every event that fitted the one schema fits the other. A new field counts only where `required` stays as it was. */
function onlyAdds(before: unknown, after: unknown, keyword = ''): boolean {
  if (Array.isArray(before) && Array.isArray(after) && MAY_GROW.has(keyword))
    return before.length <= after.length && before.every((each, index) => onlyAdds(each, after[index]));
  if (!isObject(before) || !isObject(after)) return sameJson(before, after);
  const kept = Object.entries(before).every(([key, value]) => key in after && onlyAdds(value, after[key], key));
  return kept && (keyword === 'properties' || Object.keys(after).every((key) => key in before));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
