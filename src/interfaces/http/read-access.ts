import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Audience } from '../../application/queries/audience/audience.js';
import { bearerToken, type Operators } from './operators.js';

/** Load balancers ask it, and it tells nothing about anybody. */
const ALWAYS_OPEN = '/api/healthz';

/** What is said of a token that is nobody's. */
export const NOT_A_TOKEN = 'This is not the admin token.';

/** By request: the operator who sent it. */
const senders = new WeakMap<FastifyRequest, string>();

/**
 * Finds out who sends each request, before anything else looks at it. Refuses reads with a token that is nobody's, and, where
 * `READ_ACCESS` is `token`, those without one: of every route, so that a new one is closed too.
 */
export function guardReads(fastify: FastifyInstance, operators: Operators): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const token = bearerToken(request);
    const operator = token === undefined ? undefined : operators.named(token);
    if (operator !== undefined) senders.set(request, operator);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (operator !== undefined || !isRead || request.routeOptions.url === ALWAYS_OPEN) return;
    if (token !== undefined && operators.exist) return refuse(reply, NOT_A_TOKEN);
    if (operators.readAccess === 'token')
      return refuse(reply, 'READ_ACCESS is token: expected the header Authorization: Bearer {token of an operator}.');
  });
}

/** The name of the operator who sent a request; undefined: somebody else did. */
export function operatorOf(request: FastifyRequest): string | undefined {
  return senders.get(request);
}

/** What who sent a request may see. */
export function audienceOf(request: FastifyRequest): Audience {
  return operatorOf(request) === undefined ? 'public' : 'operators';
}

async function refuse(reply: FastifyReply, message: string): Promise<FastifyReply> {
  return reply.code(401).header('www-authenticate', 'Bearer').send({ message, error: 'Unauthorized', statusCode: 401 });
}
