import protobuf from 'protobufjs/minimal.js';
import { PagedEvent, schemaVersionIn, type EventHead } from '../paged-event.js';

/** 100 nanoseconds, the server's unit of time. */
const TICKS_PER_MILLISECOND = 10_000n;

/** An event as it came in an answer of the server; its texts are still bytes of the answer. */
export class ReceivedEvent extends PagedEvent {
  constructor(
    head: EventHead,
    readonly id: string,
    private readonly created: string,
    private readonly metadataBytes: Buffer,
    private readonly dataBytes: Buffer,
  ) {
    super(head);
  }

  get recordedAt(): string {
    return new Date(Number(BigInt(this.created) / TICKS_PER_MILLISECOND)).toISOString();
  }

  get schemaVersion(): number | undefined {
    return schemaVersionIn(this.metadataText());
  }

  protected metadataText(): string {
    // Events of other programs in the same store may have none.
    return this.metadataBytes.length > 0 ? this.metadataBytes.toString('utf8') : '{}';
  }

  protected dataText(): string {
    return this.dataBytes.toString('utf8');
  }
}

/**
 * The event in an answer to a read (`ReadResp` of EventStoreDB's `streams.proto`), without the objects that the generated
 * code makes of it: that takes longer than all the rest of reading. Undefined: the answer is about something else.
 */
export function receivedEvent(answer: Buffer): ReceivedEvent | undefined {
  const event = field(field(answer, 1), 1);
  return event && recordedEvent(protobuf.Reader.create(event));
}

/** The last value of a field that holds bytes or a message. */
function field(message: Uint8Array | undefined, number: number): Uint8Array | undefined {
  if (!message) return undefined;
  const reader = protobuf.Reader.create(message);
  let value: Uint8Array | undefined;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === number && (tag & 7) === 2) value = reader.bytes();
    else reader.skipType(tag & 7);
  }
  return value;
}

const NOTHING: Buffer = Buffer.alloc(0);

function recordedEvent(reader: protobuf.Reader): ReceivedEvent {
  let [id, stream, type, created] = ['', '', '', '0'];
  let [revision, position] = [0, 0];
  let [metadata, data] = [NOTHING, NOTHING];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        id = textOf(field(reader.bytes(), 2));
        break;
      case 2:
        stream = textOf(field(reader.bytes(), 3));
        break;
      case 3:
        revision = Number(reader.uint64());
        break;
      case 5:
        position = Number(reader.uint64());
        break;
      case 6: {
        const entry = reader.bytes();
        const key = textOf(field(entry, 1));
        if (key === 'type') type = textOf(field(entry, 2));
        else if (key === 'created') created = textOf(field(entry, 2));
        break;
      }
      case 7:
        metadata = reader.bytes() as Buffer;
        break;
      case 8:
        data = reader.bytes() as Buffer;
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return new ReceivedEvent({ position, stream, revision, type }, id, created, metadata, data);
}

function textOf(bytes: Uint8Array = NOTHING): string {
  return (bytes as Buffer).toString('utf8');
}
