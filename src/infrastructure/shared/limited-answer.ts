import { Response } from 'undici';
import {
  ReadableStream,
  type ReadableStreamDefaultController,
  type ReadableStreamDefaultReader,
  type UnderlyingSource,
} from 'node:stream/web';
import { AnswerTooLarge } from './unusable-answer.js';
import type { Turns } from './turns.js';

/** Up to so many bytes, answers are read side by side. */
const SMALL_ANSWER = 256 * 1024;

export interface AnswerLimits {
  /** Bytes after decompression. */
  readonly maxBytes: number;
  /** Only one answer that is bigger than a small one is read at a time. */
  readonly bigAnswers: Turns;
  /** Aborts when the time for the whole call is up. */
  readonly signal: AbortSignal;
  /** Nobody reads any more, for whichever reason. */
  readonly over: () => void;
}

/** The same answer, whose body ends with `AnswerTooLarge` where it grows beyond the limit. Nothing is read before somebody asks. */
export function limitedAnswer(answer: Response, limits: AnswerLimits): Response {
  const { status, statusText, headers, body } = answer;
  if (!body) {
    limits.over();
    return answer;
  }
  const announced = Number(headers.get('content-length') ?? 0);
  if (announced > limits.maxBytes) {
    limits.over();
    void body.cancel().catch(() => undefined);
    throw new AnswerTooLarge(limits.maxBytes);
  }
  const bounded = new BoundedBody(body.getReader() as ReadableStreamDefaultReader<Uint8Array>, limits);
  return new Response(new ReadableStream(bounded, { highWaterMark: 0 }), { status, statusText, headers });
}

/** Passes a body on and counts its bytes. */
class BoundedBody implements UnderlyingSource<Uint8Array> {
  private bytes = 0;
  private endTurn?: () => void;

  constructor(
    private readonly body: ReadableStreamDefaultReader<Uint8Array>,
    private readonly limits: AnswerLimits,
  ) {}

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const { maxBytes, bigAnswers, signal } = this.limits;
    try {
      const { done, value } = await this.body.read();
      if (done) {
        this.end();
        controller.close();
        return;
      }
      this.bytes += value.byteLength;
      if (this.bytes > maxBytes) throw new AnswerTooLarge(maxBytes);
      if (this.bytes > SMALL_ANSWER) this.endTurn ??= await bigAnswers.take(signal);
      controller.enqueue(value);
    } catch (error) {
      this.end();
      void this.body.cancel(error).catch(() => undefined);
      // Cut off by us: the reason says more than what the connection makes of it.
      throw signal.aborted ? signal.reason : error;
    }
  }

  async cancel(reason: unknown): Promise<void> {
    this.end();
    await this.body.cancel(reason);
  }

  private end(): void {
    this.limits.over();
    this.endTurn?.();
  }
}
