import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyRefused } from './body-refused.js';
import type { BytesInFlight } from './bytes-in-flight.js';
import { GrowingBuffer } from './growing-buffer.js';
import { PieceSizes } from './piece-sizes.js';
import { Portions } from './portions.js';

/** Bytes of one body after which others get their turn. */
const PORTION = 64 * 1024;

/** How a body is read. */
export interface Reading {
  /** Bytes that it may have at most. */
  readonly limit: number;
  /** Sees each piece as it comes, e.g. to digest it. */
  readonly onPiece?: (piece: Buffer) => void;
}

/** The body of a request that nobody has read yet: it stays with its sender until somebody wants it. */
export class IncomingBody {
  private read: Promise<Buffer> | undefined;
  /** Moment of the last byte, milliseconds as of `performance.now()`. */
  completedAt: number | undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    /** Whom its bytes are counted for. */
    private readonly address: string,
    private readonly inFlight: BytesInFlight,
    private readonly timeLimitMs: number,
  ) {}

  /**
   * The bytes. They count as held until the request is answered. Rejects with `BodyRefused` when they are too many, too slow, cut
   * off, or when there is no room for them.
   */
  bytes(reading: Reading): Promise<Buffer> {
    return (this.read ??= this.readAll(reading));
  }

  /** Throws `BodyRefused` when it says itself that it is longer than this. */
  checkLength(limit: number): void {
    if (Number(this.request.headers['content-length'] ?? 0) > limit) throw BodyRefused.tooLarge(limit);
  }

  private async readAll({ limit, onPiece }: Reading): Promise<Buffer> {
    const { request, response, timeLimitMs } = this;
    this.checkLength(limit);
    return new Promise((resolve, reject) => {
      let kept = new GrowingBuffer();
      const sizes = new PieceSizes();
      const portions = new Portions(request, PORTION, setImmediate);
      const settle = () => {
        clearTimeout(timer);
        request.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
      };
      const refuse = (refused: BodyRefused) => {
        settle();
        portions.stop();
        kept = new GrowingBuffer();
        held.release();
        // An error that comes later must find somebody who listens.
        request.on('error', () => undefined).pause();
        reject(refused);
      };
      const held = this.inFlight.open(this.address, () => refuse(BodyRefused.overloaded()));
      const timer = setTimeout(() => refuse(BodyRefused.timedOut(timeLimitMs)), timeLimitMs);
      const onData = (piece: Buffer) => {
        if (kept.length + piece.length > limit) return refuse(BodyRefused.tooLarge(limit));
        if (!sizes.add(piece.length)) return refuse(BodyRefused.inCrumbs());
        if (!held.add(piece.length)) return refuse(BodyRefused.overloaded());
        portions.add(piece.length);
        kept.append(piece);
        onPiece?.(piece);
      };
      const onEnd = () => {
        settle();
        held.complete();
        this.completedAt = performance.now();
        resolve(kept.bytes());
      };
      const onCut = () => refuse(BodyRefused.cutOff());
      request.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
      response.once('close', () => held.release());
    });
  }
}
