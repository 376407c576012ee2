import type { EventMetadata, RecordedEvent } from '../../application/ports/event-store.js';

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
  private parsedMetadata: EventMetadata | undefined;

  constructor({ position, stream, revision, type }: EventHead) {
    this.position = position;
    this.stream = stream;
    this.revision = revision;
    this.type = type;
  }

  abstract readonly id: string;

  abstract readonly recordedAt: string;

  /** JSON. */
  protected abstract metadataText(): string;

  protected abstract dataText(): string;

  get metadata(): EventMetadata {
    return (this.parsedMetadata ??= JSON.parse(this.metadataText()) as EventMetadata);
  }

  /** Made anew by each call: an event that is kept keeps its text only. */
  get data(): unknown {
    return JSON.parse(this.dataText()) as unknown;
  }

  get schemaVersion(): number {
    // Quotes inside of texts are escaped, so this is the key and nothing else.
    const found = this.parsedMetadata ? null : /"schemaVersion":(\d+)/.exec(this.metadataText());
    return found ? Number(found[1]) : this.metadata.schemaVersion;
  }
}
