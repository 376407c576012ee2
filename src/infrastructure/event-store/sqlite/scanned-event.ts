import { PagedEvent, schemaVersionIn } from '../paged-event.js';

/** What a scan answers of an event. A version other than 1 and long data are left out. */
export type ScannedRow = [
  position: number,
  stream: string,
  revision: number,
  type: string,
  schemaVersion: 1 | null,
  data: string | null,
];

/** What a scanned event does not keep, by position. */
export interface LeftOut {
  id(position: number): string;
  recordedAt(position: number): string;
  metadata(position: number): string;
  data(position: number): string;
}

/** An event out of a scan of the file: what few ask for is read when they do. */
export class ScannedEvent extends PagedEvent {
  private readonly version: 1 | null;
  private readonly dataColumn: string | null;
  private readonly leftOut: LeftOut;

  constructor(row: ScannedRow, leftOut: LeftOut) {
    super({ position: row[0], stream: row[1], revision: row[2], type: row[3] });
    this.version = row[4];
    this.dataColumn = row[5];
    this.leftOut = leftOut;
  }

  get schemaVersion(): number | undefined {
    return this.version ?? schemaVersionIn(this.metadataText());
  }

  get id(): string {
    return this.leftOut.id(this.position);
  }

  get recordedAt(): string {
    return this.leftOut.recordedAt(this.position);
  }

  protected metadataText(): string {
    return this.leftOut.metadata(this.position);
  }

  protected dataText(): string {
    return this.dataColumn ?? this.leftOut.data(this.position);
  }
}
