import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Worker } from '../../effects/worker.js';

/** Tries again what was given up: one todo by its key, or all. Answers how many. */
export class ReleaseTodos extends Command<number> {
  constructor(readonly key?: string) {
    super();
  }
}

@CommandHandler(ReleaseTodos)
export class ReleaseTodosHandler implements ICommandHandler<ReleaseTodos> {
  constructor(private readonly worker: Worker) {}

  async execute({ key }: ReleaseTodos): Promise<number> {
    const keys = key === undefined ? this.worker.parkedTodos().map(({ todo }) => todo.key) : [key];
    return keys.filter((each) => this.worker.release(each)).length;
  }
}
