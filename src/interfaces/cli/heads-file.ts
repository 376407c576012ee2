import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { headLine, readHeadLine, StreamHeads } from '../../application/replay/stream-heads.js';

/** Where the heads of the streams are kept, beside a checkpoint. */
export function headsFileOf(checkpoint: string): string {
  return `${checkpoint}.heads.gz`;
}

/** Writes one line a stream, compressed. */
export async function writeHeads(path: string, heads: StreamHeads): Promise<void> {
  function* lines(): Iterable<string> {
    let text = '';
    for (const head of heads.sorted()) {
      text += headLine(head);
      if (text.length < 65_536) continue;
      yield text;
      text = '';
    }
    yield text;
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(path));
}

/** Undefined: there is no such file. Rejects when it is damaged. */
export async function readHeads(path: string): Promise<StreamHeads | undefined> {
  if (!existsSync(path)) return undefined;
  const heads = new StreamHeads();
  const source = createReadStream(path);
  const text = source.pipe(createGunzip());
  source.on('error', (error) => text.destroy(error));
  // A stream's name has no line break; a carriage return in it would end a line here as well.
  for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
    const head = readHeadLine(line);
    if (!head) throw new Error(`${path}: expected a head of a stream, found ${line.slice(0, 100)}`);
    heads.set(head.stream, head.revision, head.digest, head.at);
  }
  return heads;
}
