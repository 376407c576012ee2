import { Catch, HttpStatus, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { TransientFailure } from '../../application/ports/failure.js';

/** Something that we need is out of reach now: 503, and nothing about where it is. */
@Catch(TransientFailure)
export class TransientFailureFilter implements ExceptionFilter<TransientFailure> {
  private readonly logger = new Logger(TransientFailureFilter.name);

  async catch(failure: TransientFailure, host: ArgumentsHost): Promise<void> {
    this.logger.error(failure.message);
    await host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .code(HttpStatus.SERVICE_UNAVAILABLE)
      .send({
        statusCode: HttpStatus.SERVICE_UNAVAILABLE,
        error: 'Service Unavailable',
        message: `${failure.service} does not answer. Please try again.`,
      });
  }
}
