import { Response, type HeadersInit, type RequestInit } from 'undici';
import type { LimitedFetch } from '../../shared/fetch-with-limits.js';
import { beginningOf } from './beginning-of-body.js';

interface Remembered {
  readonly etag: string;
  readonly contentType: string;
  readonly body: Buffer;
}

const REMEMBERED_PATHS = /\/repos\/[^/]+\/[^/]+\/(contents|branches)(\/|$)/;
const LARGEST = 512 * 1024;

/**
 * Asks for contents and branches with `If-None-Match`, because GitHub does not count an answer 304. The installation's
 * token goes along each time, so nobody sees from memory what they may no longer see.
 */
export class ConditionalFetch {
  private readonly remembered = new Map<string, Remembered>();
  private bytes = 0;

  constructor(
    private readonly inner: LimitedFetch,
    /** Bytes of memory for what is remembered. */
    private readonly capacity = 32 * 1024 * 1024,
  ) {}

  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    if (init.method !== 'GET' || !REMEMBERED_PATHS.test(new URL(url).pathname)) return this.inner(url, init);
    const headers = new Map(Object.entries(plain(init.headers)));
    const key = `${headers.get('accept') ?? ''} ${url}`;
    const known = this.remembered.get(key);
    if (known) headers.set('if-none-match', known.etag);
    const response = await this.inner(url, { ...init, headers: Object.fromEntries(headers) });
    if (response.status === 304 && known) {
      await response.body?.cancel();
      this.remember(key, known);
      return new Response(known.body, { status: 200, headers: { 'content-type': known.contentType } });
    }
    return this.learn(key, response);
  };

  private async learn(key: string, response: Response): Promise<Response> {
    const etag = response.headers.get('etag');
    const length = Number(response.headers.get('content-length') ?? 0);
    if (response.status !== 200 || !etag || length > LARGEST) return response;
    const { whole: body, stream } = await beginningOf(response.body, LARGEST);
    if (!body) return new Response(stream, { status: 200, headers: response.headers });
    this.remember(key, { etag, contentType: response.headers.get('content-type') ?? '', body });
    return new Response(body, { status: 200, headers: response.headers });
  }

  /** The newest is last; what was not asked for the longest goes first. */
  private remember(key: string, entry: Remembered): void {
    this.forget(key);
    this.remembered.set(key, entry);
    this.bytes += sizeOf(key, entry);
    while (this.bytes > this.capacity) {
      const [oldest] = this.remembered.keys();
      if (oldest === undefined) return;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    const entry = this.remembered.get(key);
    if (entry) this.bytes -= sizeOf(key, entry);
    this.remembered.delete(key);
  }
}

/** Bytes of memory, with what the map itself needs. */
const sizeOf = (key: string, { body, etag }: Remembered) => body.length + 2 * (key.length + etag.length) + 512;

/** Octokit passes a plain object with lower-case names. */
function plain(headers: HeadersInit | undefined): Record<string, string> {
  return { ...(headers as Record<string, string> | undefined) };
}
