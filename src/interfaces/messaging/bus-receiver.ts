import { CommandBus } from '@nestjs/cqrs';
import { ReceiveDelivery } from '../../application/commands/deliveries/receive-delivery.js';
import { identityOf } from '../../application/interpretation/service-identity.js';
import type { Settings } from '../../application/ports/settings.js';
import type { IgnoreReason } from '../../domain/inputs/ignore-reasons.js';
import { readDelivery } from '../../domain/inputs/read-delivery.js';
import { coverageOfSource } from '../../domain/inputs/source-coverage.js';

/** A message as the consumer hands it over. */
export interface BusMessage {
  readonly id: string;
  readonly topic: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The bus carries what happens in all of Fedora, thousands of messages an hour: what is plainly about others is not stored. Anything
 * else is, also when nobody understands it.
 */
const OTHERS: ReadonlySet<IgnoreReason> = new Set([
  'build-of-another-user',
  'koji-build-by-releng',
  'koji-build-of-another-method',
  'koji-tag-no-sidetag',
  'push-without-spec-file',
  'flag-on-foreign-pull-request',
  'no-centos-package',
] as const);

/** Receives from Fedora Messaging: stores messages that may concern us; the broker hears of it when they are on disk. */
export class BusReceiver {
  constructor(
    private readonly commands: CommandBus,
    private readonly settings: Settings,
  ) {}

  async receive({ id, topic, body }: BusMessage): Promise<void> {
    if (this.concernsOthers(topic, body)) return;
    const covers = coverageOfSource('fedora-messaging', identityOf(this.settings));
    await this.commands.execute(new ReceiveDelivery('fedora-messaging', id, topic, JSON.stringify(body), body, covers));
  }

  private concernsOthers(event: string, body: unknown): boolean {
    const read = readDelivery({ source: 'fedora-messaging', event, body }, identityOf(this.settings));
    return read.kind === 'ignored' && OTHERS.has(read.reason);
  }
}
