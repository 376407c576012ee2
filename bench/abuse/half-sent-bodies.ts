import type { AbuseCase } from './abuse-case.js';
import { countAnswers, openSocket, pump } from './socket.js';

const BODIES = 80;
const DECLARED = 26_000_000;
const SENT = 25_000_000;
const HELD_MS = 15_000;

/** Bodies that are nearly complete and then hang, so that what has come is kept. */
export const halfSentBodies: AbuseCase = {
  key: 'b',
  title: `${BODIES} half-sent bodies that hang for ${HELD_MS / 1000} s`,
  async attack({ service }) {
    const part = Buffer.alloc(SENT, 'x');
    const sockets = await Promise.all(Array.from({ length: BODIES }, () => openSocket(service.url)));
    await Promise.race([
      new Promise((resolve) => setTimeout(resolve, HELD_MS)),
      Promise.all(
        sockets.map(async ({ socket }) => {
          const head = [
            'POST /api/webhooks/github HTTP/1.1',
            'host: service',
            'content-type: application/json',
            `content-length: ${DECLARED}`,
            `x-hub-signature-256: sha256=${'0'.repeat(64)}`,
          ];
          socket.write(`${head.join('\r\n')}\r\n\r\n`);
          await pump(socket, part);
          await new Promise((resolve) => setTimeout(resolve, HELD_MS));
        }),
      ),
    ]);
    for (const { socket } of sockets) socket.destroy();
    return countAnswers(await Promise.all(sockets.map(({ answered }) => answered)));
  },
};
