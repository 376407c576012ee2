import type { FormData, Response } from 'undici';
import { fetchWithLimits, type FetchLimits, type LimitedFetch } from './fetch-with-limits.js';
import { failureOfConnection, failureOfStatus, unreadable } from './http-failure.js';
import { jsonElements } from './json-elements.js';

export interface HttpClientOptions extends FetchLimits {
  /** Name for people, in failures: `Copr`. */
  readonly service: string;
  /** With or without a slash at the end. */
  readonly baseUrl: string;
  readonly userAgent?: string;
  /** Never shown in a failure. */
  readonly secrets?: readonly string[];
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly json?: unknown;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the client's own limit. */
  readonly timeoutMs?: number;
  /** Instead of 8 MiB. */
  readonly maxBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  /** Parsed JSON; undefined for an empty body. The caller parses it with a schema. */
  readonly body: unknown;
}

export const USER_AGENT = 'packit-service';

/** A document that is read whole, and parsed while everything else waits. Lists that may be longer are read with `elements`. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024;

/**
 * JSON over HTTP with one outside service. Answers every 2xx; all else rejects with `TransientFailure` or
 * `PermanentFailure`. It never repeats a request: whoever called decides that, and says so where people look.
 */
export class HttpClient {
  readonly baseUrl: string;
  private readonly fetch: LimitedFetch;

  constructor(private readonly options: HttpClientOptions) {
    this.baseUrl = new URL(options.baseUrl).href.replace(/\/+$/, '');
    this.fetch = fetchWithLimits(options);
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const { service, secrets } = this.options;
    const call = callOf(request);
    const { response, text } = await this.reading(async () => {
      const response = await this.send(request, request.maxBytes ?? LARGEST_DOCUMENT);
      return { response, text: await response.text() };
    });
    const { body, isJson } = parse(text);
    if (!response.ok) throw this.refused(call, response, body);
    if (!isJson) throw unreadable(service, call, `expected JSON, found ${kindOf(text)}`, body, secrets);
    return { status: response.status, header: (name) => response.headers.get(name), body };
  }

  /** The elements of a list, one after the other as they come: whoever has found what he looks for stops the answer there. */
  async *elements(request: HttpRequest): AsyncGenerator<unknown, void> {
    const { service, secrets } = this.options;
    const call = callOf(request);
    const response = await this.reading(() => this.send(request, request.maxBytes));
    if (!response.ok) throw this.refused(call, response, parse(await this.reading(() => response.text())).body);
    try {
      for await (const element of jsonElements(response.body ?? [])) yield element;
    } catch (error) {
      if (error instanceof SyntaxError) throw unreadable(service, call, error.message, undefined, secrets);
      throw failureOfConnection(service, this.baseUrl, error, secrets);
    }
  }

  private refused(call: string, { status, statusText, headers }: Response, body: unknown) {
    const { service, secrets } = this.options;
    return failureOfStatus({
      service,
      call,
      status,
      statusText,
      header: (name) => headers.get(name),
      body,
      secrets,
    });
  }

  private async reading<Result>(read: () => Promise<Result>): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      throw failureOfConnection(this.options.service, this.baseUrl, error, this.options.secrets);
    }
  }

  private send(request: HttpRequest, maxBytes: number | undefined): Promise<Response> {
    const { form, json } = request;
    return this.fetch(this.urlOf(request), {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        'user-agent': this.options.userAgent ?? USER_AGENT,
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...request.headers,
      },
      body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
      limitMs: request.timeoutMs,
      maxBytes,
    });
  }

  private urlOf({ path, query = {} }: HttpRequest): string {
    const url = new URL(this.baseUrl + path);
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
    }
    return url.href;
  }
}

const callOf = ({ method = 'GET', path }: HttpRequest) => `${method} ${path}`;

function parse(text: string): { body: unknown; isJson: boolean } {
  if (text.trim() === '') return { body: undefined, isJson: true };
  try {
    return { body: JSON.parse(text) as unknown, isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}

const kindOf = (text: string) => (/^\s*</.test(text) ? 'a web page' : 'something else');
