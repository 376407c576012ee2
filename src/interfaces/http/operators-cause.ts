import { randomUUID } from 'node:crypto';

/** An operator's request begins something of its own. */
export function operatorsCause(actor: string): { id: string; correlationId: string; actor: string } {
  const id = `request-${randomUUID()}`;
  return { id, correlationId: id, actor };
}
