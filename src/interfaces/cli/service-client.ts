import { z } from 'zod';

/** What the commands need of the environment to find a running service. */
export type ServiceEnvironment = Readonly<Record<string, string | undefined>>;

const TIMEOUT = 60_000;

/** A running service, asked over HTTP. */
export class ServiceClient {
  constructor(
    private readonly url: string,
    private readonly adminToken = '',
  ) {}

  /** At `url`, or where the settings say that the service is. */
  static in({ PUBLIC_URL, HOST, PORT, ADMIN_TOKEN }: ServiceEnvironment, url?: string): ServiceClient {
    const address = url || PUBLIC_URL || `http://${HOST || '127.0.0.1'}:${PORT || '8080'}`;
    return new ServiceClient(address.replace(/\/+$/, ''), ADMIN_TOKEN);
  }

  /** The answer's JSON. Rejects with what the service said when it refuses. */
  async request(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const address = `${this.url}${path}`;
    const response = await fetch(address, {
      method,
      headers: {
        ...(this.adminToken && { authorization: `Bearer ${this.adminToken}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch((error: Error) => {
      throw new Error(
        `${method} ${address}: no answer (${(error.cause as Error | undefined)?.message ?? error.message})`,
        {
          cause: error,
        },
      );
    });
    if (response.ok) return response.json();
    const answer = z.object({ message: z.unknown() }).safeParse(await response.json().catch(() => undefined));
    throw new Error(
      `${method} ${address}: HTTP ${response.status}: ${String(answer.data?.message ?? response.statusText)}`,
    );
  }
}
