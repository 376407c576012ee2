import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { finalize, from, mergeMap, type Observable } from 'rxjs';
import { Gate, GateFull, type GateLimits } from './gate.js';
import { audienceOf } from './read-access.js';
import { tooMuch } from './refusal.js';
import { senderAddress } from './sender-address.js';

/** Reads of thousands of events: one process does them one after the other anyway, and each holds what it has read. */
const LIMITS: GateLimits = {
  each: { inside: 2, waiting: 8 },
  all: { inside: 3, waiting: 48 },
};
/** Seconds after which a refused sender may ask again. */
const RETRY_AFTER = 2;

/** The gates in front of expensive reads: operators have one of their own, so that no crowd keeps them out. */
@Injectable()
export class ExpensiveReads {
  private readonly gates = { public: new Gate(LIMITS), operators: new Gate(LIMITS) };

  /** Resolves when the request's turn has come, with what ends it. Rejects with a refusal. */
  async enter(request: FastifyRequest, reply: FastifyReply, signal: AbortSignal): Promise<() => void> {
    try {
      return await this.gates[audienceOf(request)].enter(senderAddress(request), signal);
    } catch (error) {
      if (error instanceof GateFull) throw tooMuch(reply, error.whose, error.message, RETRY_AFTER);
      throw error;
    }
  }
}

/** Takes the requests of a route or controller through the gate. */
@Injectable()
export class ExpensiveRead implements NestInterceptor {
  constructor(private readonly reads: ExpensiveReads) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    const turn = this.reads.enter(http.getRequest<FastifyRequest>(), reply, gone.signal);
    return from(turn).pipe(mergeMap((leave) => next.handle().pipe(finalize(leave))));
  }
}
