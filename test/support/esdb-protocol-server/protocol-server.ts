import { Server, ServerCredentials, type Metadata } from '@grpc/grpc-js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { append, batchAppend, type AppendWeather } from './append-calls.js';
import { gossipRead, supportedMethods, type Member } from './cluster-calls.js';
import { deleteStream, tombstoneStream } from './delete-calls.js';
import { EventLog } from './event-log.js';
import { FrontDoor } from './front-door.js';
import { read } from './read-calls.js';
import { dropAll, type Subscriptions } from './subscription.js';
import { failures } from './wire.js';

export interface ProtocolServerOptions {
  /** Where the log is kept. Without it, a kill loses everything. */
  readonly file?: string;
  /** The cluster that gossip tells of. Default: this node alone, its leader. */
  readonly members?: () => readonly Member[];
  /** Certificate and key, PEM. Default: no TLS. */
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
  /** `user:password` that every call for streams must carry. The client sends it over TLS only. Default: anybody. */
  readonly credentials?: string;
  /** What the log is, where several nodes share one. */
  readonly log?: EventLog;
}

/**
 * A server on loopback that speaks EventStoreDB's protocol as far as this product uses it, with the same rules, in
 * memory or on a file. It can be killed and started again, its connections cut, its answers lost.
 */
export class ProtocolServer {
  private log: EventLog | undefined;
  private server: Server | undefined;
  private door: FrontDoor | undefined;
  private subscriptions: Subscriptions = new Set();
  private answersToLose = 0;
  private starting = false;
  private publicPort = 0;

  private constructor(private readonly options: ProtocolServerOptions) {}

  static async start(options: ProtocolServerOptions = {}): Promise<ProtocolServer> {
    const server = new ProtocolServer(options);
    await server.revive();
    return server;
  }

  get port(): number {
    return this.publicPort;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=${this.options.tls !== undefined}`;
  }

  /** Resets all connections; clients may connect again at once. */
  cutConnections(): void {
    this.door?.cut();
  }

  /** Connections stay open, and nothing comes through them any more. */
  freezeConnections(): void {
    this.door?.freeze();
  }

  /** The next appends are written, and then the connection is cut before the answer is out. */
  loseAnswers(count: number): void {
    this.answersToLose = count;
  }

  /** Answers "not ready" to everything, as a server does that is starting, until it is called with false. */
  pretendToStart(starting: boolean): void {
    this.starting = starting;
  }

  /** Ends the subscriptions as the server ends those of consumers that are too slow. */
  dropSubscriptions(): void {
    dropAll(this.subscriptions);
  }

  /** All is gone but the file, and the port is closed. */
  async kill(): Promise<void> {
    await this.door?.shut();
    this.server?.forceShutdown();
    this.log = undefined;
    this.server = undefined;
    this.door = undefined;
    this.subscriptions = new Set();
  }

  /** Starts it again on the same port. */
  async revive(): Promise<void> {
    this.log = this.options.log ?? new EventLog(this.options.file);
    this.server = this.serve(this.log);
    const inside = await bind(this.server, this.credentials());
    this.door = await FrontDoor.open(this.publicPort, inside);
    this.publicPort = this.door.port;
  }

  private serve(log: EventLog): Server {
    const weather: AppendWeather = {
      notReady: () => this.starting,
      losesAnswer: () => {
        if (this.answersToLose === 0) return false;
        this.answersToLose -= 1;
        setImmediate(() => this.cutConnections());
        return true;
      },
    };
    const alone = (): Member[] => [{ port: this.publicPort, alive: true, leader: true }];
    const server = new Server({ 'grpc.max_receive_message_length': 4 * 1024 * 1024 });
    server.addService(streamsService.StreamsService, {
      read: this.guarded(read(log, this.subscriptions, weather.notReady)),
      append: append(log, weather),
      batchAppend: this.guarded(batchAppend(log, weather)),
      delete: deleteStream(log),
      tombstone: tombstoneStream(log),
    });
    server.addService(featuresService.ServerFeaturesService, { getSupportedMethods: supportedMethods });
    server.addService(gossipService.GossipService, { read: gossipRead(this.options.members ?? alone) });
    return server;
  }

  private guarded<Call extends GuardedCall>(handle: (call: Call) => void): (call: Call) => void {
    const { credentials } = this.options;
    if (credentials === undefined) return handle;
    const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
    return (call) => {
      if (call.metadata.get('authorization')[0] === expected) handle(call);
      else call.emit('error', failures.unauthenticated());
    };
  }

  private credentials(): ServerCredentials {
    const { tls } = this.options;
    if (!tls) return ServerCredentials.createInsecure();
    return ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.key }]);
  }
}

interface GuardedCall {
  readonly metadata: Metadata;
  emit(event: 'error', error: Error): boolean;
}

function bind(server: Server, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
}
