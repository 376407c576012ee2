/** What a command may use up. Where one limit is reached, all of its processes end. */
export interface IsolationLimits {
  /** From its start to its end. */
  readonly wallSeconds: number;
  /** Of one process. */
  readonly cpuSeconds: number;
  /** Of all processes together; /tmp and /dev/shm are memory too, and hold up to a quarter more. */
  readonly memoryBytes: number;
  /** Of the folder, with what was in it before. */
  readonly diskBytes: number;
  /** Of standard output and of standard error; beyond it, the middle is left out, and ten times as much ends the command. */
  readonly outputBytes: number;
  readonly processes: number;
}

/** What the original allows for the actions of a repository, and what is enough for them otherwise. */
export const actionLimits: IsolationLimits = {
  wallSeconds: 900,
  cpuSeconds: 600,
  memoryBytes: 768 * 2 ** 20,
  diskBytes: 3 * 2 ** 30,
  outputBytes: 2 ** 20,
  processes: 256,
};

/** Where commands see the folder of their run. */
export const ISOLATED_FOLDER = '/work';

export interface IsolatedCommand {
  /** Program and arguments; no shell is involved unless it is one. */
  readonly command: readonly string[];
  /**
   * Absolute path of the folder of the run: the one place where the command can write. It must hold nothing that is shared with
   * another place, such as hard links of a cached repository. Afterwards it is the work of a stranger: its links lead anywhere.
   */
  readonly folder: string;
  /** Where the command starts, below the folder. */
  readonly directory?: string;
  /** All that the environment holds, besides PATH, HOME and LANG. */
  readonly environment?: Readonly<Record<string, string>>;
  /** With true, it reaches whatever this machine reaches, its loopback too: only an operator can want that. */
  readonly network?: boolean;
  readonly limits: IsolationLimits;
  /** Ends the command when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Which limit ended a command. */
export type IsolationLimit = 'wall-time' | 'cpu-time' | 'memory' | 'disk' | 'file-size' | 'output';

export type IsolatedEnd =
  | { readonly kind: 'exited'; readonly code: number }
  /** By its own doing: a crash, say. A shell that ends with 128 + n counts as ended by signal n. */
  | { readonly kind: 'signalled'; readonly signal: number }
  | { readonly kind: 'limit'; readonly limit: IsolationLimit; readonly message: string }
  | { readonly kind: 'aborted' };

export interface IsolatedOutcome {
  readonly end: IsolatedEnd;
  /** As UTF-8; what is none is replaced. */
  readonly stdout: string;
  readonly stderr: string;
  /** Some of the output was left out. */
  readonly truncated: boolean;
}

export type Availability = { readonly available: true } | { readonly available: false; readonly reason: string };

/** Thrown where no command can be isolated: then none runs. */
export class IsolationUnavailable extends Error {
  override readonly name = 'IsolationUnavailable';
}

/** Runs what comes from a repository, so that it can neither see nor harm anything but the folder of its run. */
export abstract class Isolation {
  /** Whether commands can be isolated here; if not, the reason says what is missing. */
  abstract available(): Promise<Availability>;
  /** Runs one command, and throws IsolationUnavailable where it cannot be isolated. */
  abstract run(command: IsolatedCommand): Promise<IsolatedOutcome>;
}
