/** What earlier processes of this node left behind. */
export interface CrashRecord {
  /** Keys of todos that were under way when a process died, with how often in a row that was. */
  readonly deaths: ReadonlyMap<string, number>;
  /** Keys of todos that were parked because of that, with when (ISO 8601). */
  readonly parked: ReadonlyMap<string, string>;
  /** Tenants that had their turn, the one whose turn was longest ago first. */
  readonly served: readonly string[];
}

/**
 * Which todos are under way, written so that the next process knows it when this one dies. Kept beside the read models of a node, no part
 * of the log; it costs a write that waits for no disk, since a process that dies loses nothing of what it wrote. It never throws.
 */
export abstract class CrashJournal {
  /** What was left behind. Each todo that was under way counts as one more death of it, once for each process. */
  abstract recall(): CrashRecord;
  abstract begin(key: string, tenant: string): void;
  /** It came to an end, good or bad: earlier deaths do not count any more. */
  abstract end(key: string): void;
  /** It is not tried any more until it is released, also by the next process. */
  abstract park(key: string, at: string): void;
  abstract release(key: string): void;
  /** What is under way now and does not end has not brought about the end of this process. */
  abstract leave(): void;
}
