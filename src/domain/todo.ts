/**
 * What goes first among the todos of one tenant, and, in classes, among those of all: 0, a first word that is ready (a first status, a
 * reaction, a reply); 1, an input that nobody has looked at; 2, a result; 3, the rule; 4, progress, and looking again.
 */
export type Priority = 0 | 1 | 2 | 3 | 4;

/**
 * A pending effect: a thing to do outside, or a time to look again. The list of them is a function of the state of a stream: an
 * intent without an outcome. When the outcome is recorded, the state no longer asks for it.
 */
export interface PendingEffect<Type extends string = string, Data = unknown> {
  /** Unique over all streams, e.g. `submit-build/build-6f1c…`. */
  readonly key: string;
  /** Names the effect that performs it. */
  readonly type: Type;
  /** Todos of one lane are done one after the other, oldest first. */
  readonly lane: string;
  /** For whom it is done, see `tenantOf`: all get their turn. */
  readonly tenant: string;
  /** ISO 8601; null: at once. */
  readonly dueAt: string | null;
  readonly priority: Priority;
  /** What the effect needs beside the state of the stream. JSON. */
  readonly data: Data;
}

/** Every type of todo, with what its effect needs beside the state of the stream. */
export interface TodoData {
  'interpret-delivery': null;
  'supersede-older-runs': null;
  'cancel-runs': null;
  /** `part`: of the planned job, see `partKey`. */
  'request-build': { readonly part: string };
  'request-planned-tests': { readonly part: string };
  'add-reaction': null;
  'post-comment': { readonly purpose: string };
  'submit-build': null;
  'poll-copr-build': null;
  'find-dropped-build': null;
  'cancel-copr-build': null;
  /** `test`: key of the order. */
  'request-tests': { readonly test: string };
  'submit-tests': null;
  'poll-testing-farm': null;
  'find-dropped-request': null;
  'cancel-testing-farm-request': null;
  'open-approval-issue': null;
  'close-approval-issue': { readonly number: number };
  'plan-refused-again': null;
  /** The next run of a planned `propose_downstream` job begins. */
  'request-sync': { readonly part: string };
  /** A branch of dist-git gets a release. */
  'sync-branch': { readonly branch: string };
  /** The stream of the release hears of a run and its outcomes. */
  'inform-release': null;
  'report-release-failure': { readonly package: string };
  'close-release-issue': { readonly number: number };
  'publish-check': { readonly key: string; readonly digest: string };
}

export type TodoType = keyof TodoData;

/** A todo of a type that this program knows. */
export type Todo<Type extends TodoType = TodoType> = { [Each in Type]: PendingEffect<Each, TodoData[Each]> }[Type];

interface TodoPlan {
  readonly lane: string;
  readonly tenant: string;
  /** Tells todos of one type and stream apart. */
  readonly part?: string;
  readonly dueAt?: string | null;
  readonly priority?: Priority;
}

/** A todo of a stream, due at once unless the plan says otherwise. */
export function todoOf<Type extends TodoType>(
  type: Type,
  stream: string,
  { lane, tenant, part, dueAt = null, priority = 3 }: TodoPlan,
  data: TodoData[Type],
): PendingEffect<Type, TodoData[Type]> {
  return { key: `${type}/${stream}${part === undefined ? '' : `/${part}`}`, type, lane, tenant, dueAt, priority, data };
}
