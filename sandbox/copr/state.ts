/** Copr's names of states, with the numbers that messages carry. */
export const STATE_NUMBERS = {
  failed: 0,
  succeeded: 1,
  canceled: 2,
  running: 3,
  pending: 4,
  skipped: 5,
  starting: 6,
  importing: 7,
  forked: 8,
  waiting: 9,
  unknown: 1000,
} as const;
export type CoprState = keyof typeof STATE_NUMBERS;

export interface ChrootSettings {
  additional_repos: string[];
  additional_packages: string[];
  additional_modules: string[];
  with_opts: string[];
  without_opts: string[];
  isolation: string;
  bootstrap: string;
  comps_name: string | null;
}

/** What a user may do in a project, or has asked for. */
export type PermissionState = 'nothing' | 'request' | 'approved';
export interface Permissions {
  builder: PermissionState;
  admin: PermissionState;
}

export interface CoprProject {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly chroots: Map<string, ChrootSettings>;
  /** Fields that are only kept and given back. */
  readonly settings: Record<string, unknown>;
  /** By user. Members of an owning group need none. */
  readonly permissions: Map<string, Permissions>;
  /** Of the owning group; empty where an account owns the project. */
  readonly members: ReadonlySet<string>;
}

/** One task: the source build, or one chroot. */
export interface Task {
  state: CoprState;
  startedOn: number | null;
  endedOn: number | null;
}

export interface SourcePackage {
  readonly name: string;
  readonly version: string;
}

export interface CoprBuild {
  readonly id: number;
  readonly project: CoprProject;
  readonly submitter: string;
  readonly submittedOn: number;
  readonly request: Readonly<Record<string, unknown>>;
  readonly script: string;
  readonly source: Task;
  readonly chroots: ReadonlyMap<string, Task>;
  canceled: boolean;
  /** Known once the source is built. */
  package: SourcePackage | undefined;
}

export const SOURCE_CHROOT = 'srpm-builds';
const FINAL: readonly CoprState[] = ['failed', 'succeeded', 'canceled', 'skipped', 'forked'];
export const isFinal = (state: CoprState) => FINAL.includes(state);

/** Copr computes the state of a build from those of its parts. */
export function overallState({ canceled, source, chroots }: CoprBuild): CoprState {
  if (canceled) return 'canceled';
  if (source.state !== 'succeeded') return source.state;
  const states = new Set([...chroots.values()].map(({ state }) => state));
  const order: readonly CoprState[] = ['running', 'starting', 'pending', 'failed', 'succeeded', 'skipped', 'forked'];
  return order.find((state) => states.has(state)) ?? 'unknown';
}

/** What Copr sets for a chroot that nobody has changed. */
export const defaultChroot = (): ChrootSettings => ({
  additional_repos: [],
  additional_packages: [],
  additional_modules: [],
  with_opts: [],
  without_opts: [],
  isolation: 'unchanged',
  bootstrap: 'unchanged',
  comps_name: null,
});

/** The chroots of a new project. */
export function newChroots(chroots: readonly string[]): Map<string, ChrootSettings> {
  return new Map(chroots.map((chroot) => [chroot, defaultChroot()]));
}
