import { BadRequestException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Names the next page of a list that is a bare array: `Link: <…>; rel="next"` (RFC 8288), with one parameter set anew. */
export function linkNext(request: FastifyRequest, reply: FastifyReply, name: string, value: string | null): void {
  if (value === null) return;
  const { pathname, searchParams } = new URL(request.url, 'http://service');
  searchParams.set(name, value);
  void reply.header('link', `<${pathname}?${searchParams}>; rel="next"`);
}

/** A position of the log: 0 where the parameter is not there. */
export function positionOf(name: string, value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  throw new BadRequestException(`${name}: expected a position of the log, found ${JSON.stringify(value)}`);
}
