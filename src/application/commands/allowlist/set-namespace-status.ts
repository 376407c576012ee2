import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { namespaceEvents } from '../../../domain/allowlist/allowlist.events.js';
import { namespaceDecider } from '../../../domain/allowlist/namespace.js';
import type { NamespaceStatus } from '../../../domain/allowlist/namespace-state.js';
import { Clock } from '../../ports/clock.js';
import { namespaceStream } from '../../queries/allowlist/allowlist.js';
import { Streams, type Cause } from '../../streams/streams.js';

/** An operator says who may use the service. */
export class SetNamespaceStatus extends Command<void> {
  constructor(
    readonly namespace: string,
    readonly status: NamespaceStatus,
    readonly by: string,
    readonly cause: Cause,
  ) {
    super();
  }
}

@CommandHandler(SetNamespaceStatus)
export class SetNamespaceStatusHandler implements ICommandHandler<SetNamespaceStatus> {
  constructor(
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {}

  async execute({ namespace, status, by, cause }: SetNamespaceStatus): Promise<void> {
    const at = this.clock.now().toISOString();
    await this.streams.handle(
      namespaceStream(namespace),
      namespaceEvents,
      namespaceDecider,
      { type: 'SetStatus', namespace, status, by, at },
      cause,
    );
  }
}
