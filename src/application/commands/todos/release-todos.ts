import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { operatorEvents } from '../../../domain/operator/operator.events.js';
import { operatorDecider } from '../../../domain/operator/operator.js';
import { Worker } from '../../effects/worker.js';
import { Clock } from '../../ports/clock.js';
import { Streams, type Cause } from '../../streams/streams.js';

/** An operator (`by`) has todos that were given up tried again: one by its key, or all. Answers how many. */
export class ReleaseTodos extends Command<number> {
  constructor(
    readonly key: string | undefined,
    readonly by: string,
    readonly cause: Cause,
  ) {
    super();
  }
}

@CommandHandler(ReleaseTodos)
export class ReleaseTodosHandler implements ICommandHandler<ReleaseTodos> {
  constructor(
    private readonly worker: Worker,
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {}

  /** What is written down afterwards is what was done: releasing twice does no harm. */
  async execute({ key, by, cause }: ReleaseTodos): Promise<number> {
    const wanted = key === undefined ? this.worker.parkedTodos().map(({ todo }) => todo.key) : [key];
    const keys = wanted.filter((each) => this.worker.release(each));
    const command = { type: 'RecordRelease', by, keys, at: this.clock.now().toISOString() } as const;
    await this.streams.handle(`operator-${by}`, operatorEvents, operatorDecider, command, cause);
    return keys.length;
  }
}
