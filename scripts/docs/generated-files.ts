import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventCatalogue } from '../../src/domain/event-catalogue.js';
import { readEventSources } from './event-sources.js';
import { eventsPage } from './events-page.js';
import { reasonsPage } from './reasons-page.js';
import { compareSchemas, presentSchemas, type SchemaSnapshot } from './schema-snapshot.js';

const ROOT = resolve(import.meta.dirname, '..', '..');

/** Where the schemas of all event versions are kept. */
export const SNAPSHOT_FILE = join(ROOT, 'test', 'fixtures', 'events', 'schemas.json');

export function recordedSchemas(): SchemaSnapshot {
  if (!existsSync(SNAPSHOT_FILE)) return {};
  return JSON.parse(readFileSync(SNAPSHOT_FILE, 'utf8')) as SchemaSnapshot;
}

/** Path → text of everything that is generated. Rejects when the shape of a recorded event version was edited. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const present = presentSchemas(eventCatalogue);
  const recorded = recordedSchemas();
  const { edited } = compareSchemas(recorded, present);
  if (edited.length > 0)
    throw new Error(
      `Events are on disk for ever, and the shape of these was edited: ${edited.join(', ')}. Give the type a new version with an upcaster.`,
    );
  const all = Object.entries({ ...recorded, ...present }).sort(([one], [other]) => (one < other ? -1 : 1));
  return new Map([
    [join(ROOT, 'docs', 'events.md'), eventsPage(await readEventSources())],
    [join(ROOT, 'docs', 'reasons.md'), reasonsPage()],
    [SNAPSHOT_FILE, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`],
  ]);
}

/** Those of the generated files that are not on disk as they should be. */
export function staleFiles(files: ReadonlyMap<string, string>): string[] {
  return [...files]
    .filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
    .map(([path]) => path);
}
