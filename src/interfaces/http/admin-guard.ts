import { createHash, timingSafeEqual } from 'node:crypto';
import {
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What an operator must know. Provided by the composition root; an empty text: nobody may change anything over HTTP. */
export abstract class AdminToken {
  abstract readonly value: string;
}

/** Lets through who sends `Authorization: Bearer {ADMIN_TOKEN}`. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly token: AdminToken) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.token.value) throw new ForbiddenException('ADMIN_TOKEN is not set, so nothing can be changed over HTTP.');
    const http = context.switchToHttp();
    const header = http.getRequest<FastifyRequest>().headers.authorization ?? '';
    const found = /^Bearer +(\S+) *$/i.exec(header)?.[1];
    if (found !== undefined && timingSafeEqual(digest(found), digest(this.token.value))) return true;
    http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
    throw new UnauthorizedException(
      found === undefined ? 'Expected the header Authorization: Bearer {ADMIN_TOKEN}.' : 'This is not the admin token.',
    );
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest();
