import { z } from 'zod';
import { schemaVersion, type EventDefinitions, type EventOf } from '../../domain/event.js';
import type { RecordedEvent } from '../ports/event-store.js';

/** An event on disk does not fit the schema of its type: the log was written by a newer program, or is damaged. */
export class UnreadableEvent extends Error {
  constructor(event: RecordedEvent, why: string) {
    super(`${event.stream}@${event.revision} ${event.type}: ${why}`);
    this.name = 'UnreadableEvent';
  }
}

/** Checks new data against the schema of its type; throws what was expected and found. */
export function encode(
  definitions: EventDefinitions,
  event: { type: string; data: unknown },
): { data: unknown; version: number } {
  const schema = definitions.schemas[event.type];
  if (!schema) throw new Error(`${definitions.category} has no event ${event.type}`);
  const parsed = schema.safeParse(event.data);
  if (!parsed.success) throw new Error(`${event.type} does not fit its schema: ${z.prettifyError(parsed.error)}`);
  return { data: parsed.data, version: schemaVersion(definitions, event.type) };
}

/**
 * The event in today's shape. Undefined: a type that this program does not know.
 * Events of the present version were checked when they were written and are taken as they are; older ones are upcast and checked.
 */
export function decode<Definitions extends EventDefinitions>(
  definitions: Definitions,
  event: RecordedEvent,
): EventOf<Definitions> | undefined {
  const schema = definitions.schemas[event.type];
  if (!schema) return undefined;
  const current = schemaVersion(definitions, event.type);
  const version = event.schemaVersion ?? event.metadata.schemaVersion;
  if (version === current) return { type: event.type, data: event.data } as EventOf<Definitions>;
  if (version > current)
    throw new UnreadableEvent(event, `schema version ${version}, this program knows up to ${current}`);
  let data = event.data as Record<string, unknown>;
  for (const upcast of (definitions.upcasters[event.type] ?? []).slice(version - 1)) data = upcast(data);
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw new UnreadableEvent(event, z.prettifyError(parsed.error));
  return { type: event.type, data: parsed.data } as EventOf<Definitions>;
}
