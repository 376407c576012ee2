import { HttpException } from '@nestjs/common';
import { RETRY_AFTER_SECONDS } from './intake-limits.js';

type Why = 'too-large' | 'overloaded' | 'timed-out' | 'not-whole';
const status = { 'too-large': 413, overloaded: 503, 'timed-out': 408, 'not-whole': 400 } as const;
const phrase = {
  'too-large': 'Payload Too Large',
  overloaded: 'Service Unavailable',
  'timed-out': 'Request Timeout',
  'not-whole': 'Bad Request',
} as const;

/** A body was not read to its end. The message is meant for its sender. */
export class BodyRefused extends HttpException {
  constructor(
    readonly why: Why,
    message: string,
  ) {
    super({ statusCode: status[why], error: phrase[why], message }, status[why]);
  }

  /** Headers of the answer. */
  get headers(): Readonly<Record<string, string>> {
    return this.why === 'overloaded' ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
  }

  static tooLarge(limit: number): BodyRefused {
    return new BodyRefused('too-large', `The body is too large: at most ${limit} bytes are taken here.`);
  }

  static overloaded(): BodyRefused {
    return new BodyRefused('overloaded', 'Too much is being sent at the moment. Please send it again later.');
  }

  static timedOut(ms: number): BodyRefused {
    return new BodyRefused('timed-out', `The body did not arrive within ${ms / 1000} s.`);
  }

  static cutOff(): BodyRefused {
    return new BodyRefused('not-whole', 'The body ended before all of it was sent.');
  }

  static inCrumbs(): BodyRefused {
    return new BodyRefused('not-whole', 'The body comes in pieces that are too small.');
  }
}
