import type { OpenTodo } from '../projections/projector.js';

/** A todo that was given up until somebody releases it. */
export interface ParkedTodo {
  readonly todo: OpenTodo;
  readonly error: string;
  /** ISO 8601. */
  readonly at: string;
}
