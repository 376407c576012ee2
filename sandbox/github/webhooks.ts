import { createHmac, randomUUID } from 'node:crypto';
import type { Courier } from '../courier.js';
import { timestamp } from './registry.js';
import type { HookDelivery } from './state.js';

export interface Happening {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
}

/** GitHub gives up when the receiver takes longer. */
const TIMEOUT_MS = 10_000;

/** Signs events and delivers them to the service, once each; keeps the log from which they are redelivered. */
export class Webhooks {
  readonly deliveries: HookDelivery[] = [];
  /** Where they go; undefined: nobody has subscribed. */
  target: string | undefined;
  #lastId = 5_000;

  constructor(
    private readonly courier: Courier,
    private readonly secret: string,
    private readonly appId: number,
  ) {}

  /** Announces what happened and answers the delivery's GUID. */
  announce({ event, payload, installationId, repositoryId }: Happening): string {
    const guid = randomUUID();
    const action = typeof payload.action === 'string' ? payload.action : null;
    const body = Buffer.from(JSON.stringify(payload));
    this.#send({ guid, event, action, installationId, repositoryId, body }, false);
    return guid;
  }

  /** Delivers again, under the same GUID. */
  redeliver(guid: string): void {
    const original = this.deliveries.find((delivery) => delivery.guid === guid);
    if (!original) throw new Error(`There is no delivery ${guid}.`);
    this.#send(original, true);
  }

  signature(body: Buffer): string {
    return `sha256=${createHmac('sha256', this.secret).update(body).digest('hex')}`;
  }

  #send(
    {
      guid,
      event,
      action,
      installationId,
      repositoryId,
      body,
    }: Pick<HookDelivery, 'guid' | 'event' | 'action' | 'installationId' | 'repositoryId' | 'body'>,
    redelivery: boolean,
  ): void {
    const delivery: HookDelivery = {
      id: (this.#lastId += 1),
      guid,
      event,
      action,
      deliveredAt: timestamp(),
      redelivery,
      installationId,
      repositoryId,
      body,
      durationSeconds: 0,
      statusCode: 0,
      status: 'under way',
    };
    this.deliveries.push(delivery);
    this.courier.send({ name: `${event}.${action ?? ''} ${guid}`, attempt: () => this.#attempt(delivery) });
  }

  async #attempt(delivery: HookDelivery): Promise<boolean> {
    const begin = performance.now();
    try {
      if (!this.target) throw new Error('no webhook address is configured');
      const response = await fetch(this.target, {
        method: 'POST',
        body: new Uint8Array(delivery.body),
        headers: this.headers(delivery),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.arrayBuffer();
      delivery.statusCode = response.status;
      delivery.status = response.ok ? 'OK' : 'Invalid HTTP Response';
      return response.ok;
    } catch {
      delivery.status = 'failed to connect to host';
      return false;
    } finally {
      delivery.durationSeconds = Math.round(performance.now() - begin) / 1000;
    }
  }

  /** The headers of a delivery; tests that deliver by themselves use them too. */
  headers({ guid, event, body }: Pick<HookDelivery, 'guid' | 'event' | 'body'>): Record<string, string> {
    return {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/5b4c3a2',
      'x-github-delivery': guid,
      'x-github-event': event,
      'x-github-hook-id': '412345678',
      'x-github-hook-installation-target-id': String(this.appId),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature-256': this.signature(body),
    };
  }
}
