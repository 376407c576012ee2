import { connect, type Socket } from 'node:net';

/** A connection to the service on which anything may be sent. */
export interface OpenSocket {
  readonly socket: Socket;
  /** Everything that was answered, when the connection has ended, however. */
  readonly answered: Promise<string>;
}

/** Opens a bare connection. A connection that is refused or reset has answered what came until then. */
export async function openSocket(url: string): Promise<OpenSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const answered = new Promise<string>((resolve) => {
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', () => resolve());
  });
  return { socket, answered };
}

/** Writes as fast as the receiver takes it; stops when the connection is gone. */
export async function pump(socket: Socket, bytes: Buffer): Promise<void> {
  const piece = 64 * 1024;
  for (let at = 0; at < bytes.length && !socket.destroyed && socket.writable; at += piece)
    if (!socket.write(bytes.subarray(at, at + piece)))
      await new Promise<void>((resolve) => {
        const go = () => {
          socket.off('drain', go).off('close', go);
          resolve();
        };
        socket.on('drain', go).on('close', go);
      });
}

/** `401 × 20, no answer × 3` */
export function countAnswers(answers: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 'no answer';
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, times]) => `${status} × ${times}`).join(', ');
}
