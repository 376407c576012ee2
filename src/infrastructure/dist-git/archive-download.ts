import { lookup as resolve, type LookupAddress } from 'node:dns';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Agent, request, type Dispatcher } from 'undici';
import { USER_AGENT } from '../shared/http-client.js';

/** Addresses that no file of a stranger may make us ask: this machine, private networks, link-local ones (where clouds keep credentials). */
const INTERNAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INTERNAL.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  INTERNAL.addSubnet(network, prefix, 'ipv6');

const MOST_REDIRECTS = 5;
const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const WHOLE_MS = 20 * 60_000;

/** An archive is not there, or its server does not answer: it may come later. */
export class ArchiveNotThere extends Error {
  override readonly name = 'ArchiveNotThere';
}

/** An archive that is not fetched, however often it is asked for. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused';
}

export interface DownloadOptions {
  /** Bytes that one archive may have. */
  readonly maxBytes: number;
  /** Origins that the operator has configured: they may be on internal addresses. */
  readonly trustedOrigins: readonly string[];
}

/** Fetches archives of a release from wherever a spec file says: only over HTTP, only from the public internet, only so many bytes. */
export class ArchiveDownload {
  private readonly strict = new Agent({
    connect: { timeout: CONNECT_MS, lookup: publicLookup },
    bodyTimeout: SILENCE_MS,
  });
  private readonly trusted = new Agent({ connect: { timeout: CONNECT_MS }, bodyTimeout: SILENCE_MS });

  constructor(private readonly options: DownloadOptions) {}

  /** Writes the archive to `file`, which appears when it is complete. Rejects with `ArchiveNotThere` or `ArchiveRefused`. */
  async to(url: string, file: string): Promise<void> {
    const part = `${file}.part`;
    try {
      const signal = AbortSignal.timeout(WHOLE_MS);
      const body = await this.open(url, signal);
      await pipeline(body, new Counter(this.options.maxBytes), createWriteStream(part), { signal });
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true });
      if (error instanceof ArchiveRefused || error instanceof ArchiveNotThere) throw describe(url, error);
      throw describe(
        url,
        new ArchiveNotThere(error instanceof Error ? error.message : String(error), { cause: error }),
      );
    }
  }

  private async open(from: string, signal: AbortSignal): Promise<Dispatcher.ResponseData['body']> {
    let url = from;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const address = this.checked(url);
      const dispatcher = this.options.trustedOrigins.includes(address.origin) ? this.trusted : this.strict;
      const { statusCode, headers, body } = await request(address, {
        dispatcher,
        signal,
        headers: { 'accept-encoding': 'identity', 'user-agent': USER_AGENT },
      });
      const { location, 'content-length': length } = headers;
      if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
        await body.dump();
        url = new URL(location, address).href;
        continue;
      }
      if (statusCode !== 200) {
        await body.dump();
        throw new ArchiveNotThere(`the server answered ${statusCode}`);
      }
      if (Number(length ?? 0) > this.options.maxBytes) {
        body.destroy();
        throw tooLarge(this.options.maxBytes);
      }
      return body;
    }
    throw new ArchiveRefused(`it was redirected more than ${MOST_REDIRECTS} times`);
  }

  private checked(url: string): URL {
    if (!URL.canParse(url)) throw new ArchiveRefused('expected an address, found something else');
    const address = new URL(url);
    if (address.protocol !== 'https:' && address.protocol !== 'http:')
      throw new ArchiveRefused(`expected an address of http or https, found ${address.protocol}`);
    const host = address.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) && isInternal(host) && !this.options.trustedOrigins.includes(address.origin))
      throw new ArchiveRefused(`expected a public address, found ${host}`);
    return address;
  }
}

/** Passes bytes on until there are too many. */
class Counter extends Transform {
  private bytes = 0;

  constructor(private readonly maxBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: Error | null, chunk?: Buffer) => void): void {
    this.bytes += chunk.byteLength;
    if (this.bytes > this.maxBytes) done(tooLarge(this.maxBytes));
    else done(null, chunk);
  }
}

function tooLarge(maxBytes: number): ArchiveRefused {
  return new ArchiveRefused(`it has more than ${Math.round(maxBytes / 1024 / 1024)} MiB`);
}

function isInternal(address: string): boolean {
  return INTERNAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Asks the name server itself and refuses internal answers, so that what was checked is what is connected to. */
const publicLookup: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 4);
    const addresses = found as LookupAddress[];
    const open = addresses.filter(({ address }) => !isInternal(address));
    const [first] = open;
    if (!first) return done(new ArchiveRefused(`expected a public address, found ${host} at an internal one`), '', 4);
    return options.all ? done(null, open) : done(null, first.address, first.family);
  });
};

/** The failure as people read it; a refusal inside a failed connection counts as what it is. */
function describe(url: string, error: ArchiveRefused | ArchiveNotThere): Error {
  const cause = error.cause instanceof ArchiveRefused ? error.cause : error;
  const Kind = cause instanceof ArchiveRefused ? ArchiveRefused : ArchiveNotThere;
  return new Kind(`Failed to download source from ${url}:\n${cause.message}`, { cause });
}
