import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { audienceOf, operatorOf } from './read-access.js';

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** What the sender of the request may see. */
export const Asking = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  audienceOf(requestOf(context)),
);

/** Name of the operator who sent the request. Behind `AdminGuard`. */
export const Operator = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const operator = operatorOf(requestOf(context));
  if (operator === undefined) throw new Error('@Operator is for routes behind AdminGuard');
  return operator;
});
