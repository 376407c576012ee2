import { textAt, valueAt } from '../payload.js';
import { shortTopic } from './short-topic.js';

export type EnvelopeKind = 'wire' | 'full' | 'fedmsg-legacy' | 'squashed';

export interface BusMessage {
  readonly envelope: EnvelopeKind;
  /** The topic without `org.fedoraproject.prod.`; others are kept whole. */
  readonly topic: string;
  readonly payload: unknown;
}

/**
 * Takes a Fedora Messaging message out of whatever it came in: bare as on the wire, a dump `{ topic, headers, body }`,
 * an old dump with the payload under `msg`, or a payload with its topic mixed in. Forgejo's payloads have a `body` of
 * their own.
 */
export function openEnvelope(event: string, message: unknown): BusMessage {
  const inside = textAt(message, 'topic');
  const topic = shortTopic(event || inside || '');
  const body = valueAt(message, ['body']);
  const msg = valueAt(message, ['msg']);
  if (inside !== undefined && isObject(msg)) return { envelope: 'fedmsg-legacy', topic, payload: msg };
  if (inside !== undefined && isObject(body) && (!topic.startsWith('forgejo.') || isObject(valueAt(body, ['body']))))
    return { envelope: 'full', topic, payload: body };
  return { envelope: inside === undefined ? 'wire' : 'squashed', topic, payload: message };
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
