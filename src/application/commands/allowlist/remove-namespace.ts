import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { namespaceEvents } from '../../../domain/allowlist/allowlist.events.js';
import { namespaceDecider } from '../../../domain/allowlist/namespace.js';
import { Clock } from '../../ports/clock.js';
import { namespaceStream } from '../../queries/allowlist/allowlist.js';
import { Streams, type Cause } from '../../streams/streams.js';

/** An operator takes an entry off the allowlist. */
export class RemoveNamespace extends Command<void> {
  constructor(
    readonly namespace: string,
    readonly by: string,
    readonly cause: Cause,
  ) {
    super();
  }
}

@CommandHandler(RemoveNamespace)
export class RemoveNamespaceHandler implements ICommandHandler<RemoveNamespace> {
  constructor(
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {}

  async execute({ namespace, by, cause }: RemoveNamespace): Promise<void> {
    const at = this.clock.now().toISOString();
    await this.streams.handle(
      namespaceStream(namespace),
      namespaceEvents,
      namespaceDecider,
      { type: 'Remove', namespace, by, at },
      cause,
    );
  }
}
