import { z } from 'zod';
import type { NewEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';

const FORMAT = 'packit-service-events';
const VERSION = 1;

/** The first line of an exported file: what it is, and what must follow. */
const Header = z.object({
  format: z.literal(FORMAT, `this is no export of packit-service`),
  version: z.literal(VERSION, `expected version ${VERSION}: it was written by another packit-service, use that one`),
  /** Version of the program that wrote it. */
  program: z.string(),
  /** What was asked for. */
  pipeline: z.string(),
  streams: z.int(),
  events: z.int(),
  removed: z.object({ emails: z.int(), secrets: z.int() }),
  /** Streams that belong to it and were left out, or could not be read. */
  leftOut: z.array(z.string()),
  missing: z.array(z.string()),
  /** SHA-256 of everything after the first line. */
  digest: z.string(),
});
export type ExportHeader = z.infer<typeof Header>;

/** An event of an exported file, in the order of the log it comes from. */
const Line = z.object({
  stream: z.string().min(1),
  revision: z.int(),
  id: z.uuid(),
  type: z.string().min(1),
  data: z.unknown(),
  metadata: z.looseObject({
    $correlationId: z.string(),
    $causationId: z.string(),
    schemaVersion: z.int(),
    at: z.string(),
    previous: z.string().optional(),
  }),
});
export interface ExportedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
}

/** A file that cannot be imported: which line, and what was expected. */
export class UnusableExport extends Error {
  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`);
    this.name = 'UnusableExport';
  }
}

/** JSON lines: the header, then the events. */
export function writeExport(
  ids: Ids,
  about: Omit<ExportHeader, 'format' | 'version' | 'streams' | 'events' | 'digest'>,
  events: readonly ExportedEvent[],
): { readonly header: ExportHeader; readonly content: string } {
  const body = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const header: ExportHeader = {
    format: FORMAT,
    version: VERSION,
    ...about,
    streams: new Set(events.map(({ stream }) => stream)).size,
    events: events.length,
    digest: ids.digest(body),
  };
  return { header, content: `${JSON.stringify(header)}\n${body}` };
}

/** Checks everything that can be checked without knowing what the events mean. Throws `UnusableExport`. */
export function readExport(
  ids: Ids,
  content: string,
): { readonly header: ExportHeader; readonly events: readonly ExportedEvent[] } {
  const end = content.indexOf('\n');
  const header = parsed(Header, end < 0 ? content : content.slice(0, end), 1);
  const body = end < 0 ? '' : content.slice(end + 1);
  const digest = ids.digest(body);
  if (digest !== header.digest)
    throw new UnusableExport(
      1,
      `expected lines with digest ${header.digest}, found ${digest}: the file was changed or cut short. Export it again.`,
    );
  const lines = body.split('\n').filter((line) => line !== '');
  if (lines.length !== header.events)
    throw new UnusableExport(1, `expected ${header.events} events, found ${lines.length}`);
  const events = lines.map((line, i) => parsed(Line, line, i + 2) as ExportedEvent);
  return { header, events };
}

function parsed<Schema extends z.ZodType>(schema: Schema, line: string, number: number): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UnusableExport(number, `expected JSON, found ${JSON.stringify(line.slice(0, 60))}`);
  }
  const { error } = schema.safeParse(value);
  if (error) throw new UnusableExport(number, z.prettifyError(error));
  // As it stands: the chain of digests minds the order of keys.
  return value as z.infer<Schema>;
}
