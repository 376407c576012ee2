import type { OpenTodo } from '../projections/projector.js';
import { FairQueue, type Claim } from './fair-queue.js';
import { Slots } from './slots.js';

/** A todo on its way through the worker. */
export interface Task {
  todo: OpenTodo;
  tries: number;
  mayExist: boolean;
  /** `waiting`: for its time; after a failure it stands in its lane meanwhile, and holds up what is younger. */
  state: 'waiting' | 'ready' | 'running';
  /** While it runs: the lane and the slot that it has. */
  place?: Ticket;
  /** It is the first word about an input whose turn its tenant has just had. */
  endsTurn?: boolean;
  /** The first word about this input is on its way. */
  isAnswered?: boolean;
  /** Its stream stopped asking for it while it was performed. */
  closed?: boolean;
  timer?: AbortController;
  /** After a failure, milliseconds since 1970: earlier it is not tried again, even when it changes. */
  notBefore?: number;
  /** How often in a row it was performed and yet still wanted. */
  fruitless?: number;
}

interface Lane {
  busy: boolean;
  /** Its place in the queue. */
  ticket?: Ticket;
  /** Oldest first. */
  readonly tasks: Task[];
}

/** A place in the queue: of a lane, for the task that was first in it by then. */
export interface Ticket {
  readonly lane: string;
  readonly claim: Claim;
}

/**
 * Tasks in their lanes: one at a time and oldest first in each, also when the oldest waits for another try. Lanes get their turn by
 * their first task, so that tenants share the slots.
 */
export class Lanes {
  readonly slots = new Slots();
  private readonly lanes = new Map<string, Lane>();
  private readonly queue = new FairQueue<Ticket>();

  /** Puts a task into its lane, where it is done when its turn comes, and holds up what is younger until then. */
  add(task: Task): void {
    const name = task.todo.lane;
    const lane = this.lanes.get(name) ?? { busy: false, tasks: [] };
    this.lanes.set(name, lane);
    const place = lane.tasks.findIndex(({ todo }) => todo.openedAt > task.todo.openedAt);
    lane.tasks.splice(place < 0 ? lane.tasks.length : place, 0, task);
    this.enqueue(name, lane);
  }

  has(task: Task): boolean {
    return this.lanes.get(task.todo.lane)?.tasks.includes(task) ?? false;
  }

  /** A task that stands in its lane has become ready. */
  wake(task: Task): void {
    const lane = this.lanes.get(task.todo.lane);
    if (lane) this.enqueue(task.todo.lane, lane);
  }

  remove(task: Task): void {
    const name = task.todo.lane;
    const lane = this.lanes.get(name);
    const place = lane?.tasks.indexOf(task) ?? -1;
    if (!lane || place < 0) return;
    lane.tasks.splice(place, 1);
    if (lane.tasks.length === 0 && !lane.busy) this.lanes.delete(name);
    else this.enqueue(name, lane);
  }

  /** The next task. Its lane and a slot are taken until `release`. */
  next(): Task | undefined {
    const ticket = this.queue.next(
      (each) => this.lanes.get(each.lane)?.ticket === each,
      (claim) => this.slots.mayBegin(claim),
    );
    if (!ticket) return undefined;
    const lane = this.lanes.get(ticket.lane)!;
    const task = lane.tasks.shift()!;
    lane.ticket = undefined;
    lane.busy = true;
    task.place = ticket;
    this.slots.take(ticket.claim);
    return task;
  }

  /** `before`: what is still to happen with the lane before another task has its turn. */
  release({ lane: name, claim }: Ticket, before?: () => void): void {
    this.slots.free(claim);
    before?.();
    const lane = this.lanes.get(name);
    if (!lane) return;
    lane.busy = false;
    if (lane.tasks.length === 0) this.lanes.delete(name);
    else this.enqueue(name, lane);
  }

  /** A lane has a place in the queue while its first task is ready, and another one when that changes. */
  private enqueue(name: string, lane: Lane): void {
    const [first] = lane.tasks;
    if (lane.busy || first?.state !== 'ready') {
      lane.ticket = undefined;
      return;
    }
    const { tenant, priority } = first.todo;
    const { claim } = lane.ticket ?? {};
    if (claim && claim.tenant === tenant && claim.priority === priority) return;
    lane.ticket = { lane: name, claim: { tenant, priority } };
    this.queue.add(lane.ticket, lane.ticket.claim, first.endsTurn);
  }
}
