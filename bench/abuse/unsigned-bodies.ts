import type { AbuseCase } from './abuse-case.js';
import { countAnswers, openSocket, pump } from './socket.js';

const BODIES = 20;
const BYTES = 26_000_000;

/** Many big bodies at once, of a shape that takes long to parse; half without a signature, half with a wrong one. */
export const unsignedBodies: AbuseCase = {
  key: 'a',
  title: `${BODIES} unsigned bodies of 26 MB`,
  async attack({ service }) {
    const body = Buffer.from(`[${'{},'.repeat(BYTES / 3)}{}]`);
    const send = async (wrong: boolean) => {
      const head = [
        'POST /api/webhooks/github HTTP/1.1',
        'host: service',
        'content-type: application/json',
        `content-length: ${body.length}`,
        'x-github-event: push',
        ...(wrong ? [`x-hub-signature-256: sha256=${'0'.repeat(64)}`] : []),
      ];
      const { socket, answered } = await openSocket(service.url);
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      await pump(socket, body);
      socket.end();
      return answered;
    };
    return countAnswers(await Promise.all(Array.from({ length: BODIES }, (_, n) => send(n % 2 === 1))));
  },
};
