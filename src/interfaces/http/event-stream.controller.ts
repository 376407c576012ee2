import {
  BadRequestException,
  Controller,
  Get,
  Headers,
  Logger,
  Query,
  Res,
  ServiceUnavailableException,
  type OnModuleDestroy,
} from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FollowEvents } from '../../application/queries/timeline/follow-events.js';
import type { ToldEvent } from '../../application/queries/timeline/told-event.js';

/** Listeners at once: each holds a subscription of the store. */
const MOST_LISTENERS = 100;
/** Milliseconds after which a silent line is told that we are there, so that proxies keep it open. */
const HEARTBEAT_MS = 15_000;

/** New events as they are stored (server-sent events). */
@ApiTags('events')
@Controller('api/events/stream')
export class EventStreamController implements OnModuleDestroy {
  private readonly logger = new Logger(EventStreamController.name);
  private readonly listeners = new Set<AbortController>();

  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiProduces('text/event-stream')
  @ApiQuery({ name: 'after', required: false, description: 'A position: what comes after it. Default: what comes now' })
  async stream(
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
    @Query('after') after?: string,
  ): Promise<void> {
    const position = positionOf(lastEventId || after);
    if (this.listeners.size >= MOST_LISTENERS)
      throw new ServiceUnavailableException(`No more than ${MOST_LISTENERS} can listen at a time.`);
    const listener = new AbortController();
    this.listeners.add(listener);
    reply.raw.on('close', () => listener.abort());
    try {
      const events = await this.queries.execute(new FollowEvents(listener.signal, position));
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        'access-control-allow-origin': '*',
        'x-accel-buffering': 'no',
      });
      await send(events, reply, listener.signal);
    } catch (error) {
      if (!reply.raw.headersSent) throw error;
      this.logger.error(`the stream of events ends: ${(error as Error).message}`);
    } finally {
      this.listeners.delete(listener);
      listener.abort();
      if (reply.raw.headersSent) reply.raw.end();
    }
  }

  /** Who listens would hold up the end of the process. */
  onModuleDestroy(): void {
    for (const listener of this.listeners) listener.abort();
  }
}

/** Waits for a slow listener instead of keeping what it has not taken. */
async function send(events: AsyncIterable<ToldEvent>, { raw }: FastifyReply, signal: AbortSignal): Promise<void> {
  raw.write(': listening\n\n');
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      const taken = raw.write(`id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (!taken) await drained(raw, signal);
    }
  } finally {
    clearInterval(heartbeat);
  }
}

function drained(raw: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    raw.once('drain', done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

function positionOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new BadRequestException(`Last-Event-ID, after: expected a position of the log, found ${text}`);
}
