import { HttpException, HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** A refusal of who asks for too much: 429 when it is the sender alone, 503 when it is everybody; with the seconds after which to ask again. */
export function tooMuch(
  reply: FastifyReply,
  whose: 'sender' | 'all',
  message: string,
  retryAfterSeconds: number,
): HttpException {
  void reply.header('retry-after', String(retryAfterSeconds));
  const status = whose === 'sender' ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.SERVICE_UNAVAILABLE;
  const error = whose === 'sender' ? 'Too Many Requests' : 'Service Unavailable';
  return new HttpException({ statusCode: status, error, message }, status);
}
