import {
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken, Operators } from './operators.js';
import { NOT_A_TOKEN, operatorOf } from './read-access.js';

/** Lets operators through: who sends `Authorization: Bearer {token}`. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly operators: Operators) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.operators.exist)
      throw new ForbiddenException('ADMIN_TOKEN is not set, nor ADMIN_TOKENS, so nothing can be changed over HTTP.');
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (operatorOf(request) !== undefined) return true;
    http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
    throw new UnauthorizedException(
      bearerToken(request) === undefined ? 'Expected the header Authorization: Bearer {ADMIN_TOKEN}.' : NOT_A_TOKEN,
    );
  }
}
