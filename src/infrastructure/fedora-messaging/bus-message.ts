import { createHash } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';

/** A message as it is handed on: the body is only the payload. */
export interface BusMessage {
  /** Unique per publication; what senders without message ids publish gets one made of its content. */
  readonly id: string;
  /** Routing key, with its prefix: `org.fedoraproject.prod.copr.build.end`. */
  readonly topic: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** ISO 8601; undefined where the sender did not say. */
  readonly sentAt?: string;
}

/** Undefined: the content is no JSON object, so no message of this bus. */
export function busMessageFrom({ content, fields, properties }: ConsumeMessage): BusMessage | undefined {
  const body = parse(content);
  if (body === undefined) return undefined;
  const id: unknown = properties.messageId;
  return {
    id: typeof id === 'string' && id !== '' ? id : digestOf(fields.routingKey, content),
    topic: fields.routingKey,
    body,
    sentAt: sentAt(properties.headers?.['sent-at']),
  };
}

function parse(content: Buffer): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(content.toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined;
  } catch {
    return undefined;
  }
}

function sentAt(header: unknown): string | undefined {
  const time = typeof header === 'string' ? Date.parse(header) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function digestOf(topic: string, content: Buffer): string {
  return createHash('sha256').update(topic).update('\n').update(content).digest('hex');
}
