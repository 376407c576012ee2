import { z } from 'zod';

const Entry = z.object({
  namespace: z.string(),
  status: z.string(),
  fas_account: z.string().nullable(),
  by: z.string().optional(),
  at: z.string().optional(),
});
export type AllowlistClientEntry = z.infer<typeof Entry>;

const TIMEOUT = 30_000;

/** The allowlist of a running service. */
export class AllowlistClient {
  constructor(
    private readonly url: string,
    private readonly adminToken: string,
  ) {}

  async list(): Promise<AllowlistClientEntry[]> {
    const entries: AllowlistClientEntry[] = [];
    for (let page: string | undefined = ''; page !== undefined;) {
      const response = await this.request('GET', page);
      entries.push(...z.array(Entry).parse(await response.json()));
      page = /<[^<>?]*(\?[^<>]*)>; *rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
    return entries;
  }

  /** Answers false when the entry had this status already. */
  async set(path: string, status: 'approved_manually' | 'denied'): Promise<boolean> {
    const before = await this.find(path);
    await this.request('PUT', `/${path}`, { status });
    return before?.status !== status;
  }

  /** Answers false when there was no such entry. */
  async remove(path: string): Promise<boolean> {
    const before = await this.find(path);
    await this.request('DELETE', `/${path}`);
    return before !== undefined;
  }

  private async find(path: string): Promise<AllowlistClientEntry | undefined> {
    const response = await this.request('GET', `/${path}`);
    return response.status === 204 ? undefined : Entry.parse(await response.json());
  }

  private async request(method: string, path: string, body?: unknown): Promise<Response> {
    const address = `${this.url.replace(/\/+$/, '')}/api/allowlist${path}`;
    let response: Response;
    try {
      response = await fetch(address, {
        method,
        headers: {
          ...(this.adminToken && { authorization: `Bearer ${this.adminToken}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch (error) {
      const { message, cause } = error as Error;
      throw new Error(`${method} ${address}: no answer (${(cause as Error | undefined)?.message ?? message})`, {
        cause: error,
      });
    }
    if (response.ok) return response;
    const answer = z.object({ message: z.unknown() }).safeParse(await response.json().catch(() => undefined));
    throw new Error(
      `${method} ${address}: HTTP ${response.status}: ${String(answer.data?.message ?? response.statusText)}`,
    );
  }
}
