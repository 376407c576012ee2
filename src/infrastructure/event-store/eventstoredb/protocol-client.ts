import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client';
import type { BatchAppendReq, BatchAppendResp, ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js';
import { clientConnectionString, withoutCredentials } from './connection-string.js';

/** How long `close` waits for the calls that it has cancelled. */
const CLOSE_LIMIT_MS = 500;

export type ReadCall = ClientReadableStream<Buffer>;
export type AppendCall = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;

/**
 * The client with one more door: a stream of appends of our own, over the client's connection, discovery and credentials.
 *
 * The client's `appendToStream` keeps the appends of all clients of a process in one table. When a connection breaks, it
 * empties the table, and the next answer on another connection ends the process with a TypeError; an append that meets
 * the broken stream waits for ever.
 */
export class ProtocolClient extends EventStoreDBClient {
  /** Reads the connection string and the certificates that it names; connects with the first call. */
  static open(url: string): ProtocolClient {
    const connectionString = clientConnectionString(url);
    try {
      // It answers an object of the base class. This class has methods and no fields, so that is all it lacks.
      const client = EventStoreDBClient.connectionString(connectionString);
      return Object.setPrototypeOf(client, ProtocolClient.prototype) as ProtocolClient;
    } catch (error) {
      throw new Error(`Event store: ${withoutCredentials(url)} cannot be read: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** A stream that takes any number of appends, whose answers come in any order. */
  openAppends(): Promise<AppendCall> {
    const open = this.GRPCStreamCreator(streamsService.StreamsClient, 'appends', (client) =>
      client.batchAppend(...this.callArguments({}, { deadline: Infinity })),
    );
    return open();
  }

  /** Answers to a read as they came, bytes of `ReadResp`. */
  openRead(request: ReadReq): Promise<ReadCall> {
    const open = this.GRPCStreamCreator(streamsService.StreamsClient, 'read', (client) => {
      const { path, requestSerialize } = streamsService.StreamsService.read;
      const asTheyCame = (answer: Buffer): Buffer => answer;
      const [metadata, options] = this.callArguments({}, { deadline: Infinity });
      return client.makeServerStreamRequest(path, requestSerialize, asTheyCame, request, metadata, options);
    });
    return open();
  }

  /** The same answer twice: the same connection to the same node. */
  connection(): Promise<unknown> {
    return this.getChannel();
  }

  /** Gives up a connection that does not answer. The next call makes a new one, to another node where there are more. */
  async abandonConnection(): Promise<void> {
    const giveUp = (): Promise<never> => Promise.reject(new UnavailableError());
    await this.execute(streamsService.StreamsClient, 'abandon', giveUp).catch(() => undefined);
  }

  /** Ends all calls and the connection. */
  async close(): Promise<void> {
    // It waits for the end of each call, and the client does not hear of every one.
    await Promise.race([this.dispose(), sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    const channel = await this.getChannel().catch(() => undefined);
    channel?.close();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? withoutCredentials(error.message) : String(error);
}
