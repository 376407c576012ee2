import { PagedEvent, schemaVersionIn } from '../paged-event.js';

const SPACE = ' ';
const DIGIT_ZERO = 48;

/** What a scan answers of an event. Short values are one text, because SQLite's binding takes longer to hand over six values than three. */
export type ScannedRow = [head: string, stream: string, data: string | null];

/** The columns of such a row: position, revision, version, type; the stream; and `data`, an expression. A version other than 1 is 0. */
export function scannedColumns(data: string): string {
  // Quotes inside of texts are escaped, so this is the key and nothing else. Almost all events are of version 1.
  const version = `iif(instr(metadata, '"schemaVersion":1,'), 1, 0)`;
  return `concat_ws(' ', position, revision, ${version}, type), stream, ${data}`;
}

/** Gives out one and the same text for each type: such texts are compared without looking at them. */
export class KnownTypes {
  private readonly known = new Map<string, string>();

  get(type: string): string {
    const known = this.known.get(type);
    if (known !== undefined) return known;
    // Names of properties are such texts.
    const [only = type] = Object.keys({ [type]: true });
    this.known.set(only, only);
    return only;
  }
}

/** What a scanned event does not keep, by position. */
export interface LeftOut {
  id(position: number): string;
  recordedAt(position: number): string;
  metadata(position: number): string;
  data(position: number): string;
}

/** An event out of a scan of the file: what few ask for is read when they do. */
export class ScannedEvent extends PagedEvent {
  private readonly isFirstVersion: boolean;
  private readonly dataColumn: string | null;
  private readonly leftOut: LeftOut;

  constructor([head, stream, data]: ScannedRow, types: KnownTypes, leftOut: LeftOut) {
    const revision = head.indexOf(SPACE) + 1;
    const version = head.indexOf(SPACE, revision) + 1;
    super({
      position: numberIn(head, 0, revision - 1),
      stream,
      revision: numberIn(head, revision, version - 1),
      type: types.get(head.slice(version + 2)),
    });
    this.isFirstVersion = head.charCodeAt(version) !== DIGIT_ZERO;
    this.dataColumn = data;
    this.leftOut = leftOut;
  }

  get schemaVersion(): number | undefined {
    return this.isFirstVersion ? 1 : schemaVersionIn(this.metadataText());
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

function numberIn(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 10 + text.charCodeAt(at) - DIGIT_ZERO;
  return number;
}
