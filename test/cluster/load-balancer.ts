import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A node takes longer only when something is wrong with it. */
const TIMEOUT_MS = 15_000;

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: Buffer;
}

/** Nobody listened: the request has not been seen by the node. */
class NotConnected extends Error {}

/** An input that a node took, and which the sender knows to be taken. */
export interface Acknowledged {
  readonly source: 'github' | 'fedora-messaging' | 'testing-farm';
  /** The delivery's GUID or message id; for Testing Farm, which has none, the id of the request that it speaks of. */
  readonly id: string;
}

/**
 * What stands before the nodes: each request goes to the next of them, and where nobody listens, to another one. What broke
 * after it was sent is answered 502, for the node may have taken it: to send it again is the sender's business.
 */
export class LoadBalancer {
  readonly acknowledged: Acknowledged[] = [];
  /** Requests that no node answered. */
  failed = 0;
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly nodes: readonly URL[],
  ) {}

  static async start(nodes: readonly string[]): Promise<LoadBalancer> {
    const server = createServer();
    const balancer = new LoadBalancer(
      server,
      nodes.map((url) => new URL(url)),
    );
    server.on('request', (call, reply) => void balancer.serve(call, reply));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(call: IncomingMessage, reply: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of call) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { status, type, body: text } = await this.forward(call, body);
    if (status >= 200 && status < 300) this.note(call, body);
    else this.failed += 1;
    reply.writeHead(status, { ...(type !== undefined && { 'content-type': type }) }).end(text);
  }

  private async forward(call: IncomingMessage, body: Buffer): Promise<Answer> {
    for (let tries = 0; tries < this.nodes.length; tries += 1) {
      const node = this.nodes[(this.turn += 1) % this.nodes.length]!;
      try {
        return await ask(node, call, body);
      } catch (error) {
        if (!(error instanceof NotConnected)) return said(502, 'Bad Gateway');
      }
    }
    return said(503, 'No node is there');
  }

  private note({ method, url = '', headers }: IncomingMessage, body: Buffer): void {
    if (method !== 'POST') return;
    if (url === '/api/webhooks/github')
      this.acknowledged.push({ source: 'github', id: String(headers['x-github-delivery']) });
    if (url === '/api/deliveries') this.acknowledged.push({ source: 'fedora-messaging', id: field(body, 'id') });
    if (url === '/api/testing-farm/results')
      this.acknowledged.push({ source: 'testing-farm', id: field(body, 'request_id') });
  }
}

function field(body: Buffer, name: string): string {
  return String((JSON.parse(body.toString('utf8')) as Record<string, unknown>)[name]);
}

function said(status: number, text: string): Answer {
  return { status, type: 'text/plain', body: Buffer.from(text) };
}

function ask(node: URL, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const place = { host: node.hostname, port: node.port, agent: false };
    const { host: _, connection: __, ...kept } = headers;
    const sent = request({ ...place, method, path: url, headers: kept, timeout: TIMEOUT_MS }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode = 502, headers } = answer;
        resolve({ status: statusCode, type: headers['content-type'], body: Buffer.concat(chunks) });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ECONNREFUSED' ? new NotConnected(error.message) : error),
    );
    sent.end(body);
  });
}
