import { once } from 'node:events';
import {
  BadRequestException,
  Controller,
  Get,
  Headers,
  Logger,
  Query,
  Req,
  Res,
  type OnModuleDestroy,
} from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Audience } from '../../application/queries/audience/audience.js';
import { FollowEvents } from '../../application/queries/timeline/follow-events.js';
import { ReplayEvents, type ReplayedEvents } from '../../application/queries/timeline/replay-events.js';
import { EventLine } from './event-line.js';
import { ExpensiveReads } from './expensive-reads.js';
import { networkOf } from './intake/network-address.js';
import { audienceOf, operatorOf } from './read-access.js';
import { tooMuch } from './refusal.js';
import { SenderCounts } from './sender-counts.js';

/** Listeners at a time. Each may have a page before it that it has not taken. Operators are counted apart, so that no crowd keeps them out. */
const PUBLIC = { each: 10, all: 300 };
const OPERATORS = { each: 20, all: 100 };
/** Milliseconds after which a silent line is told that we are there, so that proxies keep it open. */
const HEARTBEAT_MS = 15_000;
/** Seconds after which who was refused may try again. */
const RETRY_AFTER = 15;

interface Request {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly audience: Audience;
  readonly listening: AbortController;
}

/** New events as they are stored (server-sent events). */
@ApiTags('events')
@Controller('api/events/stream')
export class EventStreamController implements OnModuleDestroy {
  private readonly logger = new Logger(EventStreamController.name);
  private readonly listeners = { public: new SenderCounts(PUBLIC), operators: new SenderCounts(OPERATORS) };
  private readonly lines = new Map<EventLine, AbortController>();
  private readonly heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();

  constructor(
    private readonly queries: QueryBus,
    private readonly reads: ExpensiveReads,
  ) {}

  @Get()
  @ApiProduces('text/event-stream')
  @ApiQuery({ name: 'after', required: false, description: 'A position: what comes after it. Default: what comes now' })
  async stream(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
    @Query('after') after?: string,
  ): Promise<void> {
    const position = positionOf(lastEventId || after);
    const audience = audienceOf(request);
    const leave = this.listeners[audience].join(operatorOf(request) ?? networkOf(request.ip));
    if (typeof leave === 'string') throw tooMuch(reply, leave, 'Too many listen already.', RETRY_AFTER);
    const listening = new AbortController();
    // What the listener has not taken is counted until it is taken.
    reply.raw.once('close', () => {
      listening.abort();
      leave();
    });
    const line = new EventLine(reply.raw, listening, position);
    this.lines.set(line, listening);
    try {
      await this.serve(line, { request, reply, audience, listening }, position === undefined);
    } catch (error) {
      if (!reply.raw.headersSent && !listening.signal.aborted) throw error;
      if (!listening.signal.aborted) this.logger.error(`the stream of events ends: ${(error as Error).message}`);
    } finally {
      this.lines.delete(line);
      listening.abort();
      if (reply.raw.headersSent) line.end();
    }
  }

  /** Who listens would hold up the end of the process. */
  onModuleDestroy(): void {
    clearInterval(this.heartbeat);
    for (const listening of this.lines.values()) listening.abort();
  }

  private async serve(line: EventLine, from: Request, onlyNew: boolean): Promise<void> {
    const { reply, audience, listening } = from;
    // The first page before the answer begins: afterwards nobody could be refused any more.
    const first = onlyNew ? undefined : await this.page(line, from);
    if (first) {
      this.begin(line, reply);
      await line.replay(first.events, first.position);
      if (audience === 'operators') await this.replayRest(line, from, first);
      else if (!first.isLast) return line.sayThereIsMore();
    }
    const hear = (event: Parameters<EventLine['hear']>[0]) => line.hear(event);
    const position = await this.queries.execute(new FollowEvents(audience, hear, listening));
    if (listening.signal.aborted) return;
    this.begin(line, reply);
    if (!onlyNew && !(await this.catchUp(line, from, position))) return line.sayThereIsMore();
    line.goLive(position);
    if (!listening.signal.aborted) await once(listening.signal, 'abort');
  }

  private begin(line: EventLine, reply: FastifyReply): void {
    if (reply.raw.headersSent) return;
    reply.hijack();
    line.open();
  }

  /** Pages behind the first one, until there is no further one. */
  private async replayRest(line: EventLine, from: Request, first: ReplayedEvents): Promise<void> {
    for (let { isLast } = first; !isLast && !from.listening.signal.aborted;) {
      const page = await this.page(line, from);
      await line.replay(page.events, page.position);
      ({ isLast } = page);
    }
  }

  /** Tells what is left up to where the new events begin. False: that is more than one page, and the listener may have one. */
  private async catchUp(line: EventLine, from: Request, position: number): Promise<boolean> {
    while (line.told < position && !from.listening.signal.aborted) {
      const { events, position: reached } = await this.page(line, from, position);
      await line.replay(events, reached);
      if (from.audience === 'public' && reached < position) return false;
    }
    return true;
  }

  private async page(line: EventLine, from: Request, until?: number): Promise<ReplayedEvents> {
    const leave = await this.reads.enter(from.request, from.reply, from.listening.signal);
    try {
      return await this.queries.execute(new ReplayEvents(from.audience, line.told, until));
    } finally {
      leave();
    }
  }

  private beat(): void {
    for (const line of this.lines.keys()) line.beat();
  }
}

function positionOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new BadRequestException(`Last-Event-ID, after: expected a position of the log, found ${text}`);
}
