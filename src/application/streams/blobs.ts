import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { blobEvents } from '../../domain/blob/blob.events.js';
import { blobDecider } from '../../domain/blob/blob.js';
import type { BlobRef } from '../../domain/delivery/delivery.events.js';
import { EventStore } from '../ports/event-store.js';
import { Ids } from '../ports/ids.js';
import { decode } from './event-codec.js';
import { Streams, type Cause } from './streams.js';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/**
 * Bytes of the text in one part. Parts are cut before they are compressed, so that what a part says does not depend on
 * the compressor; random bytes, grown by a third in base64, still fit into an append.
 */
const PART_BYTES = 690_000;

/** What a text is stored as: its parts, compressed. */
export async function blobParts(content: Buffer): Promise<string[]> {
  const parts: string[] = [];
  for (let start = 0; start < content.length || start === 0; start += PART_BYTES)
    parts.push((await compress(content.subarray(start, start + PART_BYTES))).toString('base64'));
  return parts;
}

/** A stored text is missing, cut short, or not the one that its name promises. */
export class DamagedBlob extends Error {
  constructor(ref: BlobRef, found: string) {
    super(`blob-${ref.digest}: expected ${ref.bytes} bytes with that digest, found ${found}`);
    this.name = 'DamagedBlob';
  }
}

/** Texts too big for an event, kept by their digest: the same text twice is one stream. */
@Injectable()
export class Blobs {
  constructor(
    private readonly streams: Streams,
    private readonly store: EventStore,
    private readonly ids: Ids,
  ) {}

  /** Stores the text, or finds it stored. It is durable when this resolves. */
  async put(text: string, cause: Cause): Promise<BlobRef> {
    const content = Buffer.from(text, 'utf8');
    const digest = this.ids.digest(content);
    const parts = await blobParts(content);
    let stored = 0;
    while (stored < parts.length) {
      const { state } = await this.streams.handle(
        `blob-${digest}`,
        blobEvents,
        blobDecider,
        { type: 'StoreBlob', parts },
        cause,
      );
      stored = state.stored;
    }
    return { digest, bytes: content.length };
  }

  /** The text, checked against its digest. Rejects with `DamagedBlob`. */
  async get(ref: BlobRef): Promise<string> {
    const contents: Buffer[] = [];
    let expected = 0;
    for (const recorded of await this.store.readStream(`blob-${ref.digest}`)) {
      const event = decode(blobEvents, recorded);
      if (!event) continue;
      expected = event.data.parts;
      contents.push(await expand(Buffer.from(event.data.content, 'base64')));
    }
    if (contents.length === 0) throw new DamagedBlob(ref, 'no such stream');
    if (contents.length < expected) throw new DamagedBlob(ref, `${contents.length} of ${expected} parts`);
    const content = Buffer.concat(contents);
    const digest = this.ids.digest(content);
    if (digest !== ref.digest) throw new DamagedBlob(ref, `${content.length} bytes with digest ${digest}`);
    return content.toString('utf8');
  }
}
