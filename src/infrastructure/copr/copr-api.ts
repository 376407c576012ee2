import { FormData } from 'undici';
import type { z } from 'zod';
import { PermanentFailure } from '../../application/ports/failure.js';
import type { FetchLimits } from '../shared/fetch-with-limits.js';
import { HttpClient, type HttpRequest } from '../shared/http-client.js';
import { parseAnswer } from '../shared/parse-answer.js';

export interface CoprApiOptions extends FetchLimits {
  /** `https://copr.fedorainfracloud.org`, with or without `/api_3`. */
  readonly baseUrl: string;
  readonly login?: string;
  readonly token?: string;
  readonly userAgent?: string;
}

/** Calls of Copr's API v3. Reads are anonymous, writes and what only the account may see carry the API token. */
export class CoprApi {
  /** Where people find Copr: without `/api_3`. */
  readonly webUrl: string;
  private readonly http: HttpClient;
  private readonly authorization?: string;

  constructor(options: CoprApiOptions) {
    const { login, token } = options;
    this.webUrl = options.baseUrl.replace(/\/+$/, '').replace(/\/api_3$/, '');
    const pair = login && token ? Buffer.from(`${login}:${token}`).toString('base64') : undefined;
    this.authorization = pair && `Basic ${pair}`;
    const secrets = [pair, token].filter((secret) => secret !== undefined);
    this.http = new HttpClient({ ...options, service: 'Copr', baseUrl: `${this.webUrl}/api_3`, secrets });
  }

  async read<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    query: NonNullable<HttpRequest['query']> = {},
  ): Promise<z.output<Schema>> {
    const { body } = await this.http.request({ path, query });
    return parseAnswer(schema, body, { service: 'Copr', call: `GET ${path}` });
  }

  async readAsAccount<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>> {
    const { body } = await this.http.request({ path, headers: this.headers });
    return parseAnswer(schema, body, { service: 'Copr', call: `GET ${path}` });
  }

  async write<Schema extends z.ZodType>(
    schema: Schema,
    method: 'POST' | 'PUT',
    path: string,
    content: { json: unknown; query?: NonNullable<HttpRequest['query']> } | { form: FormData },
  ): Promise<z.output<Schema>> {
    const { body } = await this.http.request({ method, path, headers: this.headers, ...content });
    return parseAnswer(schema, body, { service: 'Copr', call: `${method} ${path}` });
  }

  private get headers(): Readonly<Record<string, string>> | undefined {
    return this.authorization ? { authorization: this.authorization } : undefined;
  }
}

/** Undefined where Copr does not know the thing. */
export async function ifKnown<Found>(ask: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PermanentFailure && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** A part of a path. */
export const segment = encodeURIComponent;

/** The one part in which Copr wants the fields of a form that could carry a file, even when it carries none. */
export function jsonForm(fields: unknown): FormData {
  const form = new FormData();
  form.set('json', new Blob([JSON.stringify(fields)], { type: 'application/json' }), 'json');
  return form;
}
