/**
 * A thing to do outside, or a time to look again. The list of them is a function of the state of a stream: an intent without
 * an outcome. When the outcome is recorded, the state no longer asks for it.
 */
export interface Todo {
  /** Unique over all streams, e.g. `submit-build/build-6f1c…`. */
  readonly key: string;
  /** Names the effect that performs it. */
  readonly type: string;
  /** Todos of one lane are done one after the other, oldest first. */
  readonly lane: string;
  /** ISO 8601; null: at once. */
  readonly dueAt: string | null;
  /** 0 goes first, then 1 (the rule), then 2. */
  readonly priority: 0 | 1 | 2;
  /** What the effect needs beside the state of the stream. JSON. */
  readonly data: unknown;
}
