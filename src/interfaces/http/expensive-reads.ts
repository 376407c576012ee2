import { setImmediate } from 'node:timers/promises';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { finalize, from, mergeMap, type Observable } from 'rxjs';
import { networkOf } from './intake/network-address.js';
import { Gate, GateFull, type GateLimits } from './gate.js';
import { audienceOf } from './read-access.js';
import { tooMuch } from './refusal.js';
import { SenderCounts } from './sender-counts.js';

/** Reads of thousands of events: one process does them one after the other anyway, and each holds what it has read. */
const LIMITS: GateLimits = {
  each: { inside: 2, waiting: 8 },
  all: { inside: 3, waiting: 48 },
};
/** Requests whose answer has not been taken whole: each may be half a megabyte. */
const UNFINISHED = { each: 12, all: 200 };
/** Milliseconds in which an answer is to be taken. */
const PATIENCE_MS = 30_000;
/** Seconds after which a refused sender may ask again. */
const RETRY_AFTER = 2;

/** The gates in front of expensive reads: operators have one of their own, so that no crowd keeps them out. */
@Injectable()
export class ExpensiveReads {
  private readonly gates = { public: new Gate(LIMITS), operators: new Gate(LIMITS) };
  private readonly unfinished = { public: new SenderCounts(UNFINISHED), operators: new SenderCounts(UNFINISHED) };

  /** Counts a request until its answer is taken, or the sender has gone. Throws a refusal. */
  begin(request: FastifyRequest, reply: FastifyReply): void {
    const finish = this.unfinished[audienceOf(request)].join(networkOf(request.ip));
    if (typeof finish === 'string') throw tooMuch(reply, finish, new GateFull(finish).message, RETRY_AFTER);
    reply.raw.once('close', finish);
  }

  /** Resolves when the request's turn has come, with what ends it. Rejects with a refusal. */
  async enter(request: FastifyRequest, reply: FastifyReply, signal: AbortSignal): Promise<() => void> {
    try {
      const leave = await this.gates[audienceOf(request)].enter(networkOf(request.ip), signal);
      // Whatever else has come by now is dealt with first.
      await setImmediate();
      return leave;
    } catch (error) {
      if (error instanceof GateFull) throw tooMuch(reply, error.whose, error.message, RETRY_AFTER);
      throw error;
    }
  }
}

/** Takes the requests of a route or controller through the gate, and ends answers that nobody takes. */
@Injectable()
export class ExpensiveRead implements NestInterceptor {
  constructor(private readonly reads: ExpensiveReads) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    this.reads.begin(request, reply);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const answered = (leave: () => void) => () => {
      leave();
      if (gone.signal.aborted) return;
      const patience = setTimeout(() => reply.raw.destroy(), PATIENCE_MS).unref();
      reply.raw.once('close', () => clearTimeout(patience));
    };
    const turn = this.reads.enter(request, reply, gone.signal);
    return from(turn).pipe(mergeMap((leave) => next.handle().pipe(finalize(answered(leave)))));
  }
}
