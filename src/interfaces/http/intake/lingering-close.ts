import type { IncomingMessage } from 'node:http';
import { PieceSizes } from './piece-sizes.js';
import { Portions } from './portions.js';

/** How long a sender may go on sending after it was answered, milliseconds. */
const LINGER_MS = 2_000;
/** What is sent then is thrown away, so many bytes at a time, with a pause of so many milliseconds. */
const PORTION = 64 * 1024;
const PAUSE_MS = 50;

/** Whether a request has a body of which not everything has come. */
export function isUnderWay({ headers, complete }: IncomingMessage): boolean {
  const hasBody = Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
  return hasBody && !complete;
}

/**
 * Closes the connection of a request after its answer, and reads on for a moment without keeping anything: a connection that is
 * closed on somebody who is still sending is reset, and the answer is lost with it. To be called before the answer is sent, which
 * has to say `connection: close`.
 */
export function lingerAfterAnswer(request: IncomingMessage): void {
  const { socket } = request;
  // What Node calls on a connection when an answer that closes it has been written.
  socket.destroySoon = () => {
    if (socket.destroyed) return;
    const end = () => socket.destroy();
    const timer = setTimeout(end, LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
    const sizes = new PieceSizes();
    const portions = new Portions(request, PORTION, (resume) => setTimeout(resume, PAUSE_MS));
    request.once('end', end).on('data', (piece: Buffer) => {
      if (sizes.add(piece.length)) portions.add(piece.length);
      else end();
    });
    socket.end();
    request.resume();
  };
}
