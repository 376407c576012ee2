import { PagedEvent } from '../paged-event.js';
import type { EventRow } from './stored-event.js';

/** An event out of a scan of the file. */
export class ScannedEvent extends PagedEvent {
  readonly recordedAt: string;
  private readonly metadataColumn: string;
  private readonly dataColumn: string;

  constructor(row: EventRow<unknown>, data: string) {
    super({ position: row[0], stream: row[1], revision: row[2], id: row[3], type: row[4] });
    this.recordedAt = row[5];
    this.metadataColumn = row[6];
    this.dataColumn = data;
  }

  protected metadataText(): string {
    return this.metadataColumn;
  }

  protected dataText(): string {
    return this.dataColumn;
  }
}
