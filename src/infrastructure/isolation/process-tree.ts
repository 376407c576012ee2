import { readdirSync, readFileSync, statSync } from 'node:fs';

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // The process has ended.
  }
}

/** Numbers after a name in a file of /proc: `RssAnon:   12 kB`. */
const kilobytes = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0);

/**
 * The processes that descend from one, found in /proc. Reading it never waits for a disk, so it is read at once. Who is seen first
 * after its parent has ended is a child of the first process of its namespace, and so descends from it as well.
 */
export class ProcessTree {
  readonly #members = new Set<number>();
  readonly #others = new Set<number>();

  constructor(private readonly root: number) {}

  /** Their numbers, as they are now. */
  members(): number[] {
    const present = new Set(
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number),
    );
    for (const known of [this.#members, this.#others])
      for (const pid of known) if (!present.has(pid)) known.delete(pid);
    const fresh = [...present].filter((pid) => !this.#members.has(pid) && !this.#others.has(pid));
    const parents = new Map(fresh.map((pid) => [pid, this.#parentOf(pid)]));
    if (present.has(this.root)) this.#members.add(this.root);
    // A child can have a smaller number than its parent: look again while there are new ones.
    for (let found = true; found;) {
      found = false;
      for (const [pid, parent] of parents) {
        if (this.#members.has(pid) || !this.#members.has(parent)) continue;
        this.#members.add(pid);
        found = true;
      }
    }
    for (const pid of fresh) if (!this.#members.has(pid)) this.#others.add(pid);
    return [...this.#members];
  }

  #parentOf(pid: number): number {
    // The name of the program stands in brackets and can hold any character.
    const stat = read(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
  }

  /** Memory of all of them, in bytes. What they share is counted once, should it matter. */
  memory(limit: number): number {
    const members = this.members();
    const resident = members.reduce((sum, pid) => {
      const status = read(`/proc/${pid}/status`);
      return sum + kilobytes(status, 'RssAnon') + kilobytes(status, 'RssShmem');
    }, 0);
    if (resident * 1024 <= limit) return resident * 1024;
    const proportional = members.reduce((sum, pid) => {
      const rollup = read(`/proc/${pid}/smaps_rollup`);
      return sum + kilobytes(rollup, 'Pss_Anon') + kilobytes(rollup, 'Pss_Shmem');
    }, 0);
    // Who cannot read it takes the greater figure.
    return (proportional > 0 ? proportional : resident) * 1024;
  }

  /** Bytes on the disk of files that they hold open and that no folder names any more. */
  deletedFiles(device: number): number {
    const files = new Map<number, number>();
    for (const pid of this.members()) {
      let names: string[] = [];
      try {
        names = readdirSync(`/proc/${pid}/fd`);
      } catch {
        continue;
      }
      for (const name of names) {
        try {
          const stats = statSync(`/proc/${pid}/fd/${name}`);
          if (stats.dev === device && stats.nlink === 0) files.set(stats.ino, stats.blocks * 512);
        } catch {
          continue;
        }
      }
    }
    return [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
  }
}
