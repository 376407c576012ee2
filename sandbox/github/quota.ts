import { createHash } from 'node:crypto';
import { type Answer, type Call, Refusal } from '../http-service.js';

/** The primary rate limit of one installation, and the headers that every answer carries. */
export class Quota {
  limit = 5000;
  used = 0;
  resetAt = Date.now() + 3_600_000;

  get remaining(): number {
    if (Date.now() >= this.resetAt) {
      this.used = 0;
      this.resetAt = Date.now() + 3_600_000;
    }
    return Math.max(0, this.limit - this.used);
  }

  /** From now on only so many calls are left, until the reset in so many seconds. */
  leave(remaining: number, resetInSeconds: number): void {
    this.used = this.limit - remaining;
    this.resetAt = Date.now() + resetInSeconds * 1000;
  }

  spend(installationId: number): void {
    if (this.remaining === 0) {
      const message = `API rate limit exceeded for installation ID ${installationId}.`;
      throw new Refusal({
        status: 403,
        body: { message, documentation_url: 'https://docs.github.com/rest/rate-limit', status: '403' },
      });
    }
    this.used += 1;
  }

  describe(): { limit: number; remaining: number; used: number; reset: number } {
    return {
      limit: this.limit,
      remaining: this.remaining,
      used: Math.min(this.used, this.limit),
      reset: Math.ceil(this.resetAt / 1000),
    };
  }

  headers(): Record<string, string> {
    const { limit, remaining, used, reset } = this.describe();
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
    };
  }
}

/** Gives a GET's answer its ETag, and answers 304 where the caller has it already; that costs no quota. */
export function conditional(call: Call, answer: Answer, quota: Quota | undefined): Answer {
  if (call.method !== 'GET' || answer.status !== 200) return answer;
  const content = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(JSON.stringify(answer.body));
  const etag = `W/"${createHash('sha256').update(content).digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  if (call.headers['if-none-match'] !== etag) return { ...answer, headers };
  if (quota) quota.used -= 1;
  return { status: 304, headers };
}
