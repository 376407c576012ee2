import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed, where it is JSON. */
  readonly json: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly reason?: string;
  readonly json?: unknown;
  readonly text?: string | Uint8Array;
  /** Sent a piece at a time, as fast as it is read, until it ends or the caller hangs up. */
  readonly pieces?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `hang`: no answer at all. `reset`: the connection is cut. */
export type Reaction = Answer | 'hang' | 'reset';
export type Handler = (request: Received, ...params: string[]) => Reaction | Promise<Reaction>;

/** An HTTP server on a port of its own; it keeps what it received and can be told to fail. */
export class LoopbackServer {
  readonly received: Received[] = [];
  private readonly routes: { method: string; pattern: RegExp; handler: Handler }[] = [];
  private readonly faults: { reaction: Reaction; matches: (request: Received) => boolean }[] = [];
  private server?: Server;
  /** Bytes of `pieces` that were handed to the network. */
  sent = 0;
  /** Answers in pieces that nobody reads any more, or that have ended. */
  ended = 0;
  url = '';

  on(method: string, pattern: RegExp, handler: Handler): this {
    this.routes.push({ method, pattern, handler });
    return this;
  }

  /** The next request that matches gets this instead. */
  failNext(reaction: Reaction, matches: (request: Received) => boolean = () => true): void {
    this.faults.push({ reaction, matches });
  }

  calls(method: string, pattern: RegExp = /./): Received[] {
    return this.received.filter((request) => request.method === method && pattern.test(request.path));
  }

  async start(port = 0): Promise<this> {
    const server = createServer((request, response) => void this.serve(request, response));
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    this.server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receive(request);
    this.received.push(received);
    const fault = this.faults.findIndex(({ matches }) => matches(received));
    const reaction = fault >= 0 ? this.faults.splice(fault, 1)[0]?.reaction : await this.react(received);
    if (reaction === 'hang') return;
    if (reaction === 'reset' || reaction === undefined) return void request.socket.destroy();
    if (reaction.pieces) await this.send(response, reaction);
    else write(response, reaction);
  }

  private async send(response: ServerResponse, { status = 200, pieces = [], headers }: Answer): Promise<void> {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.on('error', () => undefined);
    for await (const piece of pieces) {
      if (response.destroyed) break;
      this.sent += piece.length;
      if (response.write(piece)) continue;
      await new Promise<void>((resolve) => {
        const goOn = () => {
          response.off('drain', goOn).off('close', goOn);
          resolve();
        };
        response.on('drain', goOn).on('close', goOn);
      });
    }
    response.end();
    this.ended++;
  }

  private async react(received: Received): Promise<Reaction> {
    for (const { method, pattern, handler } of this.routes) {
      const match = method === received.method ? pattern.exec(received.path) : null;
      if (match) return handler(received, ...match.slice(1).map(decodeURIComponent));
    }
    return { status: 404, json: { message: `No route for ${received.method} ${received.path}` } };
  }
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://loopback');
  const isJson = request.headers['content-type']?.includes('json') && text !== '';
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

function write(response: ServerResponse, { status = 200, reason, json, text, headers }: Answer): void {
  const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const all = { 'content-type': type, ...headers };
  if (reason === undefined) response.writeHead(status, all);
  else response.writeHead(status, reason, all);
  response.end(status === 204 || status === 304 ? undefined : json === undefined ? text : JSON.stringify(json));
}
