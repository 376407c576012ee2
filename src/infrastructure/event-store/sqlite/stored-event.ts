import type { EventMetadata, RecordedEvent } from '../../../application/ports/event-store.js';
import { parsedData, parsedMetadata } from '../event-json.js';

/** What `StoredEvent` is made of, as the statements answer it. */
export const EVENT_COLUMNS = 'position, stream, revision, id, type, recorded_at, metadata, data';
export type EventRow<Data = string> = [number, string, number, string, string, string, string, Data];

/**
 * An event whose JSON is parsed when it is asked for: a rebuild looks into a few of the events that it passes. The two
 * accessors are properties of the object itself, so that copies, comparisons and JSON have them like any other.
 */
export class StoredEvent implements RecordedEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly recordedAt: string;
  declare readonly metadata: EventMetadata;
  declare readonly data: unknown;
  #metadata: string | EventMetadata;
  #text: string | undefined;
  #data: unknown;

  constructor(row: EventRow<unknown>, data: string) {
    this.position = row[0];
    this.stream = row[1];
    this.revision = row[2];
    this.id = row[3];
    this.type = row[4];
    this.recordedAt = row[5];
    this.#metadata = row[6];
    this.#text = data;
    Object.defineProperty(this, 'metadata', StoredEvent.#metadataAccessor);
    Object.defineProperty(this, 'data', StoredEvent.#dataAccessor);
  }

  // Shared by all events: one closure an event would cost more than reading its row.
  static readonly #metadataAccessor: PropertyDescriptor & ThisType<StoredEvent> = {
    enumerable: true,
    get() {
      if (typeof this.#metadata === 'string') this.#metadata = parsedMetadata(this, this.#metadata);
      return this.#metadata;
    },
  };

  static readonly #dataAccessor: PropertyDescriptor & ThisType<StoredEvent> = {
    enumerable: true,
    get() {
      if (this.#text !== undefined) {
        this.#data = parsedData(this, this.#text);
        this.#text = undefined;
      }
      return this.#data;
    },
  };
}
