import { randomUUID } from 'node:crypto';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision } from '../../../application/ports/event-store.js';
import { readAnswer, type Appended } from './append-answer.js';
import { requestOf, type EncodedAppend } from './encoded-append.js';
import type { AppendCall, ProtocolClient } from './protocol-client.js';
import { transient } from './store-failure.js';

/** The server itself gives up an append after two seconds. */
const ANSWER_LIMIT_MS = 6_000;

interface Waiting {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly timer: NodeJS.Timeout;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

/** A call that takes appends, and who waits for its answers. */
interface OpenCall {
  readonly call: AppendCall;
  readonly waiting: Map<string, Waiting>;
  broken: boolean;
}

/**
 * Many appends in flight on one call. When the call breaks, all that wait on it fail at once, whether they were written
 * or not, and the next append opens a new one.
 */
export class AppendPipeline {
  private current: Promise<OpenCall> | undefined;

  constructor(private readonly client: ProtocolClient) {}

  /** One try. Rejects with the port's refusals, or with whatever broke the call. */
  async append(append: EncodedAppend, expected: ExpectedRevision): Promise<Appended> {
    const open = await this.open();
    const correlationId = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.giveUp(open), ANSWER_LIMIT_MS);
      open.waiting.set(correlationId, { stream: append.stream, expected, timer, resolve, reject });
      // What the pipe cannot take yet it keeps. It is never much: every caller waits for the answer.
      open.call.write(requestOf(append, expected, correlationId));
    });
  }

  private async open(): Promise<OpenCall> {
    const current = (this.current ??= this.start());
    const open = await current;
    if (!open.broken) return open;
    if (this.current === current) this.current = undefined;
    return this.open();
  }

  private async start(): Promise<OpenCall> {
    try {
      const call = await this.client.openAppends();
      const open: OpenCall = { call, waiting: new Map(), broken: false };
      call.on('data', (answer: BatchAppendResp) => settle(open, answer));
      call.on('error', (error) => fail(open, error));
      call.on('end', () => fail(open, transient('the server ended the connection', 'network')));
      return open;
    } catch (error) {
      this.current = undefined;
      throw error;
    }
  }

  private giveUp(open: OpenCall): void {
    fail(open, transient('an append was not answered in time', 'timeout'));
    open.call.cancel();
    void this.client.abandonConnection();
  }
}

function fail(open: OpenCall, error: unknown): void {
  open.broken = true;
  const waiting = [...open.waiting.values()];
  open.waiting.clear();
  for (const { timer, reject } of waiting) {
    clearTimeout(timer);
    reject(error);
  }
}

function settle(open: OpenCall, answer: BatchAppendResp): void {
  const correlationId = answer.getCorrelationId()?.getString() ?? '';
  const waiting = open.waiting.get(correlationId);
  if (!waiting) return;
  open.waiting.delete(correlationId);
  clearTimeout(waiting.timer);
  try {
    waiting.resolve(readAnswer(answer, waiting.stream, waiting.expected));
  } catch (error) {
    waiting.reject(error);
  }
}
