import { randomUUID } from 'node:crypto';
import {
  ANY,
  BACKWARDS,
  END,
  type AppendResult,
  type AppendToStreamOptions,
  type DeleteStreamOptions,
  type EventData,
  type EventStoreDBClient,
  type Position,
  type ReadStreamOptions,
  type ResolvedEvent,
  type StreamMetadata,
} from '@eventstore/db-client';

type ExpectedRevision = DeleteStreamOptions['expectedRevision'];

/** What a call answered, without what differs from server to server: positions become names. */
export async function answer(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return plain(await call());
  } catch (error) {
    const { name, type, code, actualVersion, expectedVersion, maxAppendSize } = error as Record<string, unknown>;
    const kind = (error as object).constructor.name;
    return plain({ kind, name, type, code, actualVersion, expectedVersion, maxAppendSize });
  }
}

function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item));
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** Does calls to streams with names of its own and keeps what was answered. */
export class Recorder {
  readonly answers: unknown[] = [];
  private readonly suffix = randomUUID();

  constructor(private readonly client: EventStoreDBClient) {}

  /** The name on the server: `a` is a stream, `$$a` its settings. */
  streamOf(name: string): string {
    return `${name}-${this.suffix}`;
  }

  async append(name: string, events: EventData[], options: AppendToStreamOptions): Promise<void> {
    await this.record(`append ${name}`, async () => {
      const result = await this.client.appendToStream(this.streamOf(name), events, options);
      return { ...result, position: await this.placeOf(result, name) };
    });
  }

  read(name: string, options: ReadStreamOptions = {}): Promise<void> {
    return this.record(`read ${name}`, () => this.collect(this.client.readStream(this.streamOf(name), options)));
  }

  delete(name: string, expectedRevision: ExpectedRevision = ANY): Promise<void> {
    return this.record(`delete ${name}`, async () => {
      await this.client.deleteStream(this.streamOf(name), { expectedRevision });
      return 'deleted';
    });
  }

  tombstone(name: string, expectedRevision: ExpectedRevision = ANY): Promise<void> {
    return this.record(`tombstone ${name}`, async () => {
      await this.client.tombstoneStream(this.streamOf(name), { expectedRevision });
      return 'deleted';
    });
  }

  settings(name: string, metadata: StreamMetadata): Promise<void> {
    return this.record(`settings ${name}`, async () => {
      const { success, nextExpectedRevision } = await this.client.setStreamMetadata(this.streamOf(name), metadata);
      return { success, nextExpectedRevision };
    });
  }

  /** The last events of the log, the newest first. */
  log(maxCount: number): Promise<void> {
    return this.record('log', () =>
      this.collect(this.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount })),
    );
  }

  async position(name: string, fromRevision: bigint): Promise<Position | undefined> {
    for await (const { event } of this.client.readStream(this.streamOf(name), { fromRevision, maxCount: 1 }))
      return event?.position;
    return undefined;
  }

  async collect(events: AsyncIterable<Pick<ResolvedEvent, 'event'>>): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const { event } of events)
      if (event) {
        const { streamId, revision, type, isJson, data, metadata } = event;
        // Others' streams have random names, and nobody knows what is in them.
        const mine = streamId.includes(this.suffix);
        const content = JSON.stringify([data, metadata]).slice(0, 80);
        all.push(mine ? { stream: streamId.replace(`-${this.suffix}`, ''), revision, type, isJson, content } : 'other');
      }
    return all;
  }

  private async record(call: string, action: () => Promise<unknown>): Promise<void> {
    this.answers.push({ call, answer: await answer(action) });
  }

  /** Which event of the stream stands at the position that an append answered. */
  private async placeOf({ position, nextExpectedRevision }: AppendResult, name: string): Promise<string> {
    if (!position) return 'none';
    const there = await this.position(name, nextExpectedRevision);
    return there?.commit === position.commit && there.prepare === position.prepare ? 'of the last event' : 'another';
  }
}
