import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { EventDefinitions } from '../../src/domain/event.js';
import { schemaComments, type SchemaComments } from './source-comments.js';

const DOMAIN = resolve(import.meta.dirname, '..', '..', 'src', 'domain');

/** One category with what its source says about it. */
export interface EventSource {
  readonly definitions: EventDefinitions;
  readonly doc: string;
  readonly comments: ReadonlyMap<string, SchemaComments>;
}

/** A schema that several events share. */
export interface SharedShape {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly comments: SchemaComments;
}

export interface EventSources {
  readonly events: readonly EventSource[];
  readonly shapes: readonly SharedShape[];
}

/** Every `*.events.ts` of the domain, and the exported schemas of the files that they are made from. */
export async function readEventSources(): Promise<EventSources> {
  const files = readdirSync(DOMAIN, { recursive: true, encoding: 'utf8' }).sort();
  const events: EventSource[] = [];
  const shapes: SharedShape[] = [];
  for (const file of files.filter((name) => /(\.events|-order|\/job)\.ts$/.test(name))) {
    const path = join(DOMAIN, file);
    const comments = schemaComments(path);
    const exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      const own = comments.get(name) ?? { doc: '', fields: new Map() };
      if (isDefinitions(value)) events.push({ definitions: value, doc: own.doc, comments });
      else if (value instanceof z.ZodObject || value instanceof z.ZodUnion)
        shapes.push({ name, schema: value, comments: own });
    }
  }
  return { events, shapes };
}

function isDefinitions(value: unknown): value is EventDefinitions {
  return typeof value === 'object' && value !== null && 'category' in value && 'upcasters' in value;
}
