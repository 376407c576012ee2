import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BytesInFlight } from './bytes-in-flight.js';
import { ConnectionLimits } from './connection-limits.js';
import { IncomingBody } from './incoming-body.js';
import { RETRY_AFTER_SECONDS, type IntakeLimits } from './intake-limits.js';
import { isUnderWay, lingerAfterAnswer } from './lingering-close.js';
import { networkOf } from './network-address.js';

/** Asked by whoever would restart a service that does not answer: it is answered however many connections are open. */
const HEALTH = '/api/healthz';

/** What is held of senders at the moment. */
export interface Intake {
  readonly connections: number;
  readonly bytes: number;
}

/** Requests that may wait for their answers on one connection: clients send one after the other. */
const MAX_PIPELINED = 16;

/**
 * Sets up how requests are taken in: connections are counted, and the body of a request stays with its sender until a handler
 * reads it (`request.body` is an `IncomingBody`), which may be after a look at the headers, or never.
 */
export function guardIntake(fastify: FastifyInstance, limits: IntakeLimits): Intake {
  const connections = new ConnectionLimits(limits);
  const inFlight = new BytesInFlight(limits);
  connections.watch(fastify.server);
  const waiting = new WeakMap<Socket, number>();
  const replies = new WeakMap<FastifyRequest, FastifyReply>();

  fastify.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw;
    const unanswered = (waiting.get(socket) ?? 0) + 1;
    // A request behind one that was answered with the end of the connection, or behind too many.
    if (socket.writableEnded || socket.destroyed || unanswered > MAX_PIPELINED) {
      reply.hijack();
      socket.destroy();
      return;
    }
    waiting.set(socket, unanswered);
    reply.raw.once('close', () => waiting.set(socket, waiting.get(socket)! - 1));
    replies.set(request, reply);
    if (connections.isSurplus(socket) && request.url !== HEALTH) return turnAway(reply);
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request, _payload, done) => {
    const address = networkOf(request.ip);
    done(null, new IncomingBody(request.raw, replies.get(request)!.raw, address, inFlight, limits.bodyMs));
  });
  fastify.addHook('onSend', async (request, reply) => {
    if (!isUnderWay(request.raw)) return;
    void reply.header('connection', 'close');
    lingerAfterAnswer(request.raw);
  });
  return {
    get connections() {
      return connections.count;
    },
    get bytes() {
      return inFlight.held;
    },
  };
}

function turnAway(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .headers({ 'retry-after': String(RETRY_AFTER_SECONDS), connection: 'close' })
    .send({
      statusCode: 503,
      error: 'Service Unavailable',
      message: 'Too many connections are open. Please try again later.',
    });
}

/** The body of a request; undefined: it has none. */
export function bodyOf(request: FastifyRequest): IncomingBody | undefined {
  return request.body instanceof IncomingBody ? request.body : undefined;
}
