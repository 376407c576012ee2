import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, Faults } from './faults.js';
import type { Random } from './random.js';

/** One request, as a handler sees it. */
export interface Call {
  readonly method: string;
  /** Decoded path without the query. */
  readonly path: string;
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly raw: Buffer;
  /** The body as JSON; refused with 400 when it is none. */
  json(): unknown;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON; a Buffer or text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a handler: the call is refused with this answer. */
export class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(JSON.stringify(answer.body));
  }
}

/** What was asked and answered; kept in full only when the service records. */
export interface Exchange {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly route: string;
  readonly status: number;
  readonly full?: {
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
    readonly request: Buffer;
    readonly answer: unknown;
  };
}

type Handler = (call: Call) => Answer | Promise<Answer>;
interface Route {
  readonly method: string;
  readonly name: string;
  readonly expression: RegExp;
  readonly handler: Handler;
}

/** A stand-in's web server: routes, the log of calls, and the faults that calls meet. */
export class HttpService {
  readonly faults: Faults;
  /** Every call that was let through or met a fault, oldest first. */
  readonly exchanges: Exchange[] = [];
  /** Keep requests and answers in full. */
  recording = false;
  inFlight = 0;
  lastActivityAt = Date.now();
  /** Looks at each call before its handler: authentication, quotas. */
  before: (call: Call) => void = () => undefined;
  /** Completes each answer: headers, conditional requests. */
  after: (call: Call, answer: Answer) => Answer = (_call, answer) => answer;
  readonly #routes: Route[] = [];
  readonly #server: Server;
  #url: string | undefined;

  constructor(
    readonly name: string,
    random: Random,
    private readonly unknownRoute: (call: Call) => Answer,
  ) {
    this.faults = new Faults(random);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** `{name}` stands for one segment, `{name*}` for the rest of the path. The first route that fits is taken. */
  on(method: string, pattern: string, handler: Handler): void {
    const source = pattern
      .replace(/[.+]/g, '\\$&')
      .replace(/\{(\w+)(\*?)\}/g, (_, name, rest) => `(?<${name}>${rest ? '.*' : '[^/]+'})`);
    this.#routes.push({
      method,
      name: `${method} ${pattern.replace('*}', '}')}`,
      expression: new RegExp(`^${source}$`),
      handler,
    });
  }

  /** Listens on loopback; port 0 takes a free one. */
  async listen(port = 0): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    if (!this.#url) throw new Error(`${this.name} does not listen yet.`);
    return this.#url;
  }

  /** Number of calls by route, e.g. `POST /repos/{owner}/{repo}/check-runs` → 6. */
  callsByRoute(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { route } of this.exchanges) counts[route] = (counts[route] ?? 0) + 1;
    return counts;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    response.once('close', () => {
      this.inFlight -= 1;
      this.lastActivityAt = Date.now();
    });
    try {
      const call = await this.#read(request);
      if (this.faults.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.faults.latencyMs));
      const fault = this.faults.meet(call);
      if (fault && fault.kind !== 'lost-answer') return this.#misbehave(call, fault, request, response);
      const answer = await this.#answer(call);
      this.#note(call, request, answer);
      if (fault) response.destroy();
      else send(response, answer);
    } catch (error) {
      console.error(`sandbox ${this.name}: ${request.method} ${request.url}:`, error);
      if (!response.headersSent)
        send(response, { status: 500, body: { message: String(error), error: String(error) } });
    }
  }

  async #read(request: IncomingMessage): Promise<Call> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const method = request.method ?? 'GET';
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    const route = this.#routes.find((candidate) => candidate.method === method && candidate.expression.test(pathname));
    const groups = route?.expression.exec(pathname)?.groups ?? {};
    return {
      method,
      path: decodeURIComponent(pathname),
      route: route?.name ?? `${method} (unknown)`,
      params: Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)])),
      query: searchParams,
      headers: request.headers,
      raw,
      json: () => {
        try {
          return JSON.parse(raw.toString('utf8'));
        } catch {
          throw new Refusal({
            status: 400,
            body: { message: 'Problems parsing JSON', error: 'Problems parsing JSON' },
          });
        }
      },
    };
  }

  async #answer(call: Call): Promise<Answer> {
    const route = this.#routes.find(({ name }) => name === call.route);
    try {
      this.before(call);
      return this.after(call, await (route ? route.handler(call) : this.unknownRoute(call)));
    } catch (error) {
      if (error instanceof Refusal) return this.after(call, error.answer);
      throw error;
    }
  }

  #misbehave(
    call: Call,
    fault: Exclude<Fault, { kind: 'lost-answer' }>,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const answer: Answer =
      fault.kind === 'status'
        ? {
            status: fault.status,
            body: fault.body ?? { message: 'Sandbox fault', error: 'Sandbox fault' },
            headers: fault.headers,
          }
        : {
            status: fault.kind === 'rubbish' ? 200 : 0,
            body: '<html><body>Service temporarily',
            headers: { 'content-type': 'text/html' },
          };
    this.#note(call, request, answer);
    if (fault.kind === 'silence') return;
    if (fault.kind === 'cut') response.destroy();
    else send(response, answer);
  }

  #note(call: Call, request: IncomingMessage, answer: Answer): void {
    const { method, path, route } = call;
    const full = { url: request.url ?? '/', headers: request.headers, request: call.raw, answer: answer.body };
    this.exchanges.push({
      at: Date.now(),
      method,
      path,
      route,
      status: answer.status,
      ...(this.recording ? { full } : {}),
    });
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const plain = Buffer.isBuffer(body) || typeof body === 'string';
  const content = body === undefined ? undefined : plain ? body : JSON.stringify(body);
  response.writeHead(status, {
    ...(content === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(content);
}
