import { readFile } from 'node:fs/promises';
import { type Channel, type ChannelModel, connect, credentials } from 'amqplib';

const CONNECT_TIMEOUT_MS = 10_000;
const HEARTBEAT_S = 60;
const PRECONDITION_FAILED = 406;

/** Paths of PEM files. With a certificate of our own we sign in by it, as Fedora's public broker wants. */
export interface BrokerTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface QueueOptions {
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly exclusive: boolean;
}

export async function openConnection(url: string, tls: BrokerTls = {}): Promise<ChannelModel> {
  const target = new URL(url);
  if (!target.searchParams.has('heartbeat')) target.searchParams.set('heartbeat', String(HEARTBEAT_S));
  const read = (path: string | undefined) => (path === undefined ? undefined : readFile(path));
  const [ca, cert, key] = await Promise.all([read(tls.ca), read(tls.cert), read(tls.key)]);
  return connect(target.href, {
    timeout: CONNECT_TIMEOUT_MS,
    servername: target.hostname,
    clientProperties: { app: 'Packit', product: 'packit-service', information: 'Packit Service, consumer' },
    ...(ca && { ca: [ca] }),
    ...(cert && key && { cert, key, credentials: credentials.external() }),
  });
}

/** A channel with the queue declared and bound. A queue that exists with other properties is used as it is. */
export async function openChannel(
  connection: ChannelModel,
  {
    exchange,
    queue,
    options,
    topics,
  }: { exchange: string; queue: string; options: QueueOptions; topics: readonly string[] },
): Promise<Channel> {
  let channel = await newChannel(connection);
  try {
    await channel.assertQueue(queue, { ...options });
  } catch (error) {
    if ((error as { code?: unknown }).code !== PRECONDITION_FAILED) throw error;
    channel = await newChannel(connection);
    await channel.checkQueue(queue);
  }
  // Passively: the exchange is the broker's, not ours.
  await channel.checkExchange(exchange);
  for (const topic of topics) await channel.bindQueue(queue, exchange, topic);
  return channel;
}

async function newChannel(connection: ChannelModel): Promise<Channel> {
  const channel = await connection.createChannel();
  // The failed call rejects as well; without a listener the event would end the process.
  channel.on('error', () => undefined);
  return channel;
}
