import type { EventMetadata, RecordedEvent } from '../../application/ports/event-store.js';
import { parsedData, parsedMetadata } from './event-json.js';

/** What is read of an event at once. */
export interface EventHead {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
}

/**
 * An event for who reads millions: its JSON is parsed when it is asked for, by getters of the class, which cost nothing
 * when it is made. So copies and JSON of it lack them.
 */
export abstract class PagedEvent implements RecordedEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;

  constructor({ position, stream, revision, type }: EventHead) {
    this.position = position;
    this.stream = stream;
    this.revision = revision;
    this.type = type;
  }

  abstract readonly id: string;

  abstract readonly recordedAt: string;

  abstract readonly schemaVersion: number | undefined;

  /** JSON. */
  protected abstract metadataText(): string;

  protected abstract dataText(): string;

  /** Made anew by each call, like the data: an event that is kept keeps its texts only. */
  get metadata(): EventMetadata {
    return parsedMetadata(this, this.metadataText());
  }

  get data(): unknown {
    return parsedData(this, this.dataText());
  }
}

const KEY = '"schemaVersion":';

/** The version that a text of metadata names, without parsing it; undefined: it names none. */
export function schemaVersionIn(metadata: string): number | undefined {
  // Quotes inside of texts are escaped, so this is the key and nothing else.
  const at = metadata.indexOf(KEY);
  const version = at < 0 ? NaN : Number.parseInt(metadata.slice(at + KEY.length, at + KEY.length + 10), 10);
  return Number.isNaN(version) ? undefined : version;
}
