import type { PendingEffect, TodoData, TodoType } from '../../domain/todo.js';
import type { Cause } from '../streams/streams.js';

/** What an effect is told beside the todo. */
export interface EffectContext {
  /** Stream that asked for it. */
  readonly stream: string;
  readonly cause: Cause;
  /** How often it has been tried before, since this process started. */
  readonly tries: number;
  /** True when somebody may have done it already and could not record it: it failed before, or another process had it. */
  readonly mayExist: boolean;
}

/** Undefined: done, and its outcome is recorded. Otherwise: look again after so many milliseconds. */
export type EffectResult = { readonly againInMs: number } | undefined;

/**
 * How one type of todo is performed through ports. It loads the stream and returns at once when the todo is not wanted any more,
 * acts so that doing it twice does no harm, and records the outcome, after which the stream no longer asks for it.
 * It may throw `TransientFailure` (tried again, later and later) or `PermanentFailure` (parked, where the CLI lists it).
 */
export abstract class Effect<Type extends string = string> {
  abstract readonly type: Type;
  abstract perform(
    todo: PendingEffect<Type, Type extends TodoType ? TodoData[Type] : unknown>,
    context: EffectContext,
  ): Promise<EffectResult>;
}
