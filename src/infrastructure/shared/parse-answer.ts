import type { z } from 'zod';
import { unreadable } from './http-failure.js';

/** Reads an answer with a schema; one that does not fit is a `TransientFailure`, because the service is not itself. */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  { service, call }: { service: string; call: string },
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw unreadable(service, call, `${first?.path.join('.') || 'the answer'}: ${first?.message ?? 'wrong form'}`, body);
}
