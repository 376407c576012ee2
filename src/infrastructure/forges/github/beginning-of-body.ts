import { ReadableStream } from 'node:stream/web';

/** A body of which the beginning has been read. */
export type BegunBody =
  | { readonly whole: Buffer; readonly stream?: undefined }
  | { readonly whole?: undefined; readonly stream: ReadableStream<Uint8Array> };

/** Reads up to so many bytes: the whole body, or a body that begins with what was read and goes on when somebody reads it. */
export async function beginningOf(body: ReadableStream<Uint8Array> | null, most: number): Promise<BegunBody> {
  if (!body) return { whole: Buffer.alloc(0) };
  const reader = body.getReader();
  const begun: Uint8Array[] = [];
  for (let bytes = 0; bytes <= most;) {
    const { done, value } = await reader.read();
    if (done) return { whole: Buffer.concat(begun) };
    bytes += value.byteLength;
    begun.push(value);
  }
  return {
    stream: new ReadableStream(
      {
        async pull(controller) {
          const value = begun.shift() ?? (await reader.read()).value;
          if (value) controller.enqueue(value);
          else controller.close();
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    ),
  };
}
