import type { FormData, Response } from 'undici';
import { fetchWithLimits, type FetchLimits } from './fetch-with-limits.js';
import { failureOfConnection, failureOfStatus, unreadable } from './http-failure.js';

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
}

export interface HttpAnswer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  /** Parsed JSON; undefined for an empty body. The caller parses it with a schema. */
  readonly body: unknown;
}

export const USER_AGENT = 'packit-service';

/**
 * JSON over HTTP with one outside service. Answers every 2xx; all else rejects with `TransientFailure` or
 * `PermanentFailure`. It never repeats a request: whoever called decides that, and says so where people look.
 */
export class HttpClient {
  readonly baseUrl: string;
  private readonly fetch: ReturnType<typeof fetchWithLimits>;

  constructor(private readonly options: HttpClientOptions) {
    this.baseUrl = new URL(options.baseUrl).href.replace(/\/+$/, '');
    this.fetch = fetchWithLimits(options);
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const { service, secrets } = this.options;
    const method = request.method ?? 'GET';
    const call = `${method} ${request.path}`;
    const { response, text } = await this.exchange(method, request);
    const header = (name: string) => response.headers.get(name);
    const { body, isJson } = parse(text);
    if (!response.ok)
      throw failureOfStatus({
        service,
        call,
        status: response.status,
        statusText: response.statusText,
        header,
        body,
        secrets,
      });
    if (!isJson) throw unreadable(service, call, 'expected JSON', body, secrets);
    return { status: response.status, header, body };
  }

  private async exchange(method: string, request: HttpRequest): Promise<{ response: Response; text: string }> {
    try {
      const response = await this.fetch(this.urlOf(request), {
        method,
        headers: {
          accept: 'application/json',
          'user-agent': this.options.userAgent ?? USER_AGENT,
          ...(request.json !== undefined && { 'content-type': 'application/json' }),
          ...request.headers,
        },
        body: request.form ?? (request.json === undefined ? undefined : JSON.stringify(request.json)),
        limitMs: request.timeoutMs,
      });
      return { response, text: await response.text() };
    } catch (error) {
      throw failureOfConnection(this.options.service, this.baseUrl, error, this.options.secrets);
    }
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

function parse(text: string): { body: unknown; isJson: boolean } {
  if (text.trim() === '') return { body: undefined, isJson: true };
  try {
    return { body: JSON.parse(text) as unknown, isJson: true };
  } catch {
    return { body: text, isJson: false };
  }
}
