import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Coverage } from '../../../domain/access/coverage.js';
import { deliveryEvents, type DeliveryEvent } from '../../../domain/delivery/delivery.events.js';
import { seenHead } from '../../../domain/inputs/seen-head.js';
import { shownRepositories } from '../../../domain/inputs/shown-repositories.js';
import { Clock } from '../../ports/clock.js';
import { Blobs } from '../../streams/blobs.js';
import { Streams, type Cause } from '../../streams/streams.js';
import { deliveryStream, type DeliverySource } from './delivery-sources.js';
import { SubjectOf } from './subject-of.js';

/** Bytes up to which a body stays in its event. */
const INLINE_BYTES = 256 * 1024;

/** Somebody told us something, and proved that they may. */
export class ReceiveDelivery extends Command<ReceivedDelivery> {
  constructor(
    readonly source: DeliverySource,
    /** The sender's own id: the same again is the same delivery. */
    readonly id: string,
    /** Header `X-GitHub-Event`, topic …; empty: the sender named none. */
    readonly event: string,
    /** JSON text, verbatim. */
    readonly text: string,
    /** `text`, parsed. */
    readonly body: unknown,
    /** What its signature or token vouches for. */
    readonly covers: Coverage,
    /** The operator who fed it again; absent: it came by its own way. */
    readonly actor?: string,
  ) {
    super();
  }
}

/** `repeated`: it was there already, and nothing was written. */
export interface ReceivedDelivery {
  readonly stream: string;
  readonly repeated: boolean;
}

/** Writes a delivery down. It is durable when this resolves, and nothing else has happened. */
@CommandHandler(ReceiveDelivery)
export class ReceiveDeliveryHandler implements ICommandHandler<ReceiveDelivery> {
  constructor(
    private readonly streams: Streams,
    private readonly blobs: Blobs,
    private readonly clock: Clock,
    private readonly subjects: SubjectOf,
  ) {}

  async execute({ source, id, event, text, body, covers, actor }: ReceiveDelivery): Promise<ReceivedDelivery> {
    const stream = deliveryStream(source, id);
    // One receipt, one cause: the store can then tell a repeated delivery from its own repeated append.
    const cause: Cause = {
      id: `${stream}/${crypto.randomUUID()}`,
      correlationId: stream,
      ...(actor !== undefined && { actor }),
    };
    const head = seenHead(source, event, body);
    const received: DeliveryEvent = {
      type: 'DeliveryReceived',
      data: {
        source,
        event,
        subject: this.subjects.subjectOf(source, event, body, covers),
        body: Buffer.byteLength(text) <= INLINE_BYTES ? { text } : { blob: await this.blobs.put(text, cause) },
        at: this.clock.now().toISOString(),
        ...(head && { head }),
        repositories: shownRepositories(source, event, body, covers),
        covers,
      },
    };
    return { stream, repeated: !(await this.streams.create(stream, deliveryEvents, [received], cause)) };
  }
}
