import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BodyRefused } from './body-refused.js';

/** A body that was not read to its end is answered with what is wrong with it. */
@Catch(BodyRefused)
export class BodyRefusedFilter implements ExceptionFilter<BodyRefused> {
  async catch(refused: BodyRefused, host: ArgumentsHost): Promise<void> {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    await reply.code(refused.getStatus()).headers(refused.headers).send(refused.getResponse());
  }
}
