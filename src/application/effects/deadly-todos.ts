import type { Clock } from '../ports/clock.js';
import type { CrashJournal, CrashRecord } from '../ports/crash-journal.js';
import type { OpenTodo } from '../projections/projector.js';
import type { ParkedTodo } from './parked-todo.js';

/** So often in a row the process died while it was under way: then it is not tried any more. */
const DEADLY = 3;

/**
 * Todos that end the process, again and again. A process dies with everything that is under way, so what was there twice is done one at
 * a time: the third death tells which one it is.
 */
export class DeadlyTodos {
  private known?: CrashRecord;
  /** What was under way at two deaths, and is again. */
  private suspect?: string;

  constructor(
    private readonly journal: CrashJournal,
    private readonly clock: Clock,
  ) {}

  /** Todos as they are to be added: first those of tenants whose turn was longest ago, of each the oldest first. */
  inOrder(todos: readonly OpenTodo[]): OpenTodo[] {
    const turns = new Map(this.record.served.map((tenant, at) => [tenant, at]));
    const turnOf = ({ tenant }: OpenTodo) => turns.get(tenant) ?? -1;
    return todos.toSorted((one, other) => turnOf(one) - turnOf(other) || one.openedAt - other.openedAt);
  }

  /** Undefined: it may be tried. */
  parkedTodo(todo: OpenTodo): ParkedTodo | undefined {
    const { key } = todo;
    if (this.deathsOf(key) >= DEADLY) this.journal.park(key, this.clock.now().toISOString());
    const at = this.record.parked.get(key);
    return at === undefined
      ? undefined
      : { todo, error: `it was under way when the process died, ${DEADLY} times in a row`, at };
  }

  /** What was parked and is wanted by nobody any more need not be known. */
  forgetAllBut(open: readonly OpenTodo[]): void {
    const keys = new Set(open.map(({ key }) => key));
    for (const key of [...this.record.parked.keys(), ...this.record.deaths.keys()])
      if (!keys.has(key)) this.journal.release(key);
  }

  mayBegin(key: string): boolean {
    return this.suspect === undefined || !this.isSuspect(key);
  }

  begin({ key, tenant }: OpenTodo): void {
    if (this.isSuspect(key)) this.suspect = key;
    this.journal.begin(key, tenant);
  }

  /** Answers whether the next one of its like may begin. */
  end({ key }: OpenTodo): boolean {
    this.journal.end(key);
    if (this.suspect !== key) return false;
    this.suspect = undefined;
    return true;
  }

  release(key: string): void {
    if (this.record.parked.has(key)) this.journal.release(key);
  }

  private isSuspect(key: string): boolean {
    return this.deathsOf(key) === DEADLY - 1;
  }

  private deathsOf(key: string): number {
    return this.record.deaths.get(key) ?? 0;
  }

  private get record(): CrashRecord {
    return (this.known ??= this.journal.recall());
  }
}
