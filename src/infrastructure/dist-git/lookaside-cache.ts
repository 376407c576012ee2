import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { FormData } from 'undici';
import type { CachedArchive } from '../../domain/sync-release/sources-file.js';
import { PermanentFailure, TransientFailure } from '../../application/ports/failure.js';
import { fetchWithLimits, type LimitedFetch } from '../shared/fetch-with-limits.js';
import { failureOfConnection, failureOfStatus } from '../shared/http-failure.js';
import type { Negotiation } from '../shared/negotiation.js';

const SERVICE = 'the lookaside cache';
const UPLOAD_MS = 15 * 60_000;

/** Fedora's store of archives beside dist-git: asks for them and adds to them. */
export class LookasideCache {
  private readonly fetch: LimitedFetch = fetchWithLimits({ timeoutMs: UPLOAD_MS });

  /** `url`: without a slash at the end. `negotiation`: undefined where requests go without it. */
  constructor(
    private readonly url: string,
    private readonly negotiation?: Negotiation,
  ) {}

  /** Whether the archive is there, with exactly this content. `name`: `rpms/hello`. */
  async has(name: string, archive: CachedArchive): Promise<boolean> {
    return (await this.ask(name, archive)) === 'Available';
  }

  /** Adds an archive from a file. What is there already is left as it is. */
  async upload(name: string, archive: CachedArchive, file: string): Promise<void> {
    if (await this.has(name, archive)) return;
    const form = this.form(name, archive);
    form.set('file', await openAsBlob(file), archive.name);
    await this.post(form, UPLOAD_MS);
    if (!(await this.has(name, archive)))
      throw new TransientFailure(`${SERVICE} took ${archive.name} and does not have it`, {
        service: SERVICE,
        kind: 'unreadable',
      });
  }

  private async ask(name: string, archive: CachedArchive): Promise<string> {
    const form = this.form(name, archive);
    form.set('filename', archive.name);
    return (await this.post(form, 60_000)).trim();
  }

  private form(name: string, { sha512 }: CachedArchive): FormData {
    const form = new FormData();
    form.set('name', name);
    form.set('sha512sum', sha512);
    return form;
  }

  private async post(body: FormData, limitMs: number): Promise<string> {
    const address = `${this.url}/upload.cgi`;
    const headers = this.negotiation ? { authorization: await this.negotiation.authorization() } : undefined;
    const call = 'POST upload.cgi';
    try {
      const response = await this.fetch(address, { method: 'POST', body, headers, limitMs, maxBytes: 64 * 1024 });
      const text = await response.text();
      if (response.ok) return text;
      const { status, statusText, headers: answered } = response;
      const header = (name: string) => answered.get(name);
      throw failureOfStatus({ service: SERVICE, call, status, statusText, header, body: text });
    } catch (error) {
      if (error instanceof TransientFailure || error instanceof PermanentFailure) throw error;
      throw failureOfConnection(SERVICE, this.url, error);
    }
  }
}

/** SHA-512 of a file, hexadecimal. */
export async function sha512OfFile(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
