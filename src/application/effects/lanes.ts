import type { OpenTodo } from '../projections/projector.js';

/** A todo on its way through the worker. */
export interface Task {
  todo: OpenTodo;
  tries: number;
  mayExist: boolean;
  state: 'waiting' | 'ready' | 'running';
  /** Its stream stopped asking for it while it was performed. */
  closed?: boolean;
  timer?: AbortController;
  /** After a failure, milliseconds since 1970: earlier it is not tried again, even when it changes. */
  notBefore?: number;
  /** How often in a row it was performed and yet still wanted. */
  fruitless?: number;
}

type Priority = OpenTodo['priority'];

interface Lane {
  busy: boolean;
  /** Priority of the queue that it stands in. */
  queued?: Priority;
  readonly tasks: Task[];
}

/** Tasks that may be done now: one at a time and oldest first in each lane, lanes by the priority of their first task. */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly ready: readonly (readonly [Priority, string[]])[] = [
    [0, []],
    [1, []],
    [2, []],
  ];

  add(task: Task): void {
    const name = task.todo.lane;
    const lane = this.lanes.get(name) ?? { busy: false, tasks: [] };
    this.lanes.set(name, lane);
    const place = lane.tasks.findIndex(({ todo }) => todo.openedAt > task.todo.openedAt);
    lane.tasks.splice(place < 0 ? lane.tasks.length : place, 0, task);
    this.enqueue(name, lane);
  }

  remove(task: Task): void {
    const lane = this.lanes.get(task.todo.lane);
    const place = lane?.tasks.indexOf(task) ?? -1;
    if (place >= 0) lane!.tasks.splice(place, 1);
  }

  /** The next task, whose lane is then taken until `release`. */
  next(): Task | undefined {
    for (const [priority, queue] of this.ready) {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
        const lane = this.lanes.get(name);
        // Otherwise it was moved to a queue that comes first, and had its turn there.
        if (lane?.queued !== priority) continue;
        lane.queued = undefined;
        const task = lane.tasks.shift();
        if (!task) {
          this.lanes.delete(name);
          continue;
        }
        lane.busy = true;
        return task;
      }
    }
    return undefined;
  }

  release(name: string): void {
    const lane = this.lanes.get(name);
    if (!lane) return;
    lane.busy = false;
    if (lane.tasks.length === 0) this.lanes.delete(name);
    else this.enqueue(name, lane);
  }

  private enqueue(name: string, lane: Lane): void {
    const { priority } = lane.tasks[0]!.todo;
    if (lane.busy || (lane.queued !== undefined && lane.queued <= priority)) return;
    lane.queued = priority;
    this.ready[priority]![1].push(name);
  }
}
