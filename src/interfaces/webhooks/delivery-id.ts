import { createHash } from 'node:crypto';

const USABLE = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,149}$/;

/** The sender's own id where it can name a stream, else a digest of it: the same id is always the same delivery. */
export function deliveryId(id: string): string {
  return USABLE.test(id) ? id : digest(id);
}

/** For a delivery without an id: the same event with the same body is the same delivery. */
export function derivedDeliveryId(event: string, bytes: Buffer): string {
  return createHash('sha256').update(event).update('\n').update(bytes).digest('hex');
}

/**
 * GitLab shares one event id among all hooks that an event sets off, so the object is added: a project and its group
 * may both send to us.
 */
export function gitlabDeliveryId(
  headers: { eventUuid: string | undefined; idempotencyKey: string | undefined },
  event: string,
  body: { bytes: Buffer; value: unknown },
): string {
  const object = objectOf(body.value);
  if (headers.eventUuid && object) return deliveryId(`${headers.eventUuid}-${event.replaceAll(' ', '-')}-${object}`);
  const key = headers.idempotencyKey ?? headers.eventUuid;
  return key ? deliveryId(key) : derivedDeliveryId(event, body.bytes);
}

function objectOf(value: unknown): string | undefined {
  const { object_attributes: attributes, checkout_sha, after, id } = value as Record<string, unknown>;
  const found = (attributes as { id?: unknown } | null | undefined)?.id ?? checkout_sha ?? after ?? id;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
