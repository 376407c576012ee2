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

/** What the present schemas add, and which recorded ones they change: those need a new version and an upcaster. */
export function compareSchemas(
  recorded: SchemaSnapshot,
  present: SchemaSnapshot,
): { readonly added: readonly string[]; readonly changed: readonly string[]; readonly gone: readonly string[] } {
  const names = Object.keys(present);
  const lastVersion = (name: string) => name.replace(/\.v\d+$/, '');
  const types = new Set(names.map(lastVersion));
  return {
    added: names.filter((name) => !(name in recorded)),
    changed: names.filter(
      (name) => name in recorded && JSON.stringify(recorded[name]) !== JSON.stringify(present[name]),
    ),
    gone: Object.keys(recorded).filter((name) => !types.has(lastVersion(name))),
  };
}
