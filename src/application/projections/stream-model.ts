import type { CheckContribution } from '../../domain/check/contribution.js';
import type { EventDefinitions } from '../../domain/event.js';
import type { PendingEffect } from '../../domain/todo.js';
import type { ColumnValue, TableDefinition, TableRow } from '../ports/read-models.js';

/** How one category of streams is projected: its state, and what follows from the state alone. */
export interface StreamModel<State = unknown> {
  readonly definitions: EventDefinitions;
  readonly initialState: State;
  evolve(state: State, event: { type: string; data: unknown }): State;
  /** Table `state_{category}`: a row a stream. A new version builds everything anew. */
  readonly version: number;
  readonly columns: TableDefinition['columns'];
  readonly lookups: readonly string[];
  readonly flags: readonly string[];
  columnsOf(state: State): Readonly<Record<string, ColumnValue>>;
  /** Whether a row holds the whole state, and not only what its stream is searched by: for categories with few streams. */
  readonly keepsState: boolean;
  /** Where texts are in the data of its events, such as `body.text`, that nothing here depends on: they may be empty. */
  readonly blank: readonly string[];
  /** Whether no more events are to be expected. They may come all the same. */
  isAtRest(state: State): boolean;
  /** What the state of a stream still wants done. */
  todosOf(stream: string, state: State): PendingEffect[];
  /** What the state of a stream says about checks. */
  checksOf(stream: string, state: State): CheckContribution[];
}

/** Erases the state's type, so that models of different categories fit into one list. */
export function streamModel<State, Event extends { type: string; data: unknown }>(model: {
  definitions: EventDefinitions;
  decider: { initialState: State; evolve(state: State, event: Event): State };
  version: number;
  columns: TableDefinition['columns'];
  lookups?: readonly string[];
  flags?: readonly string[];
  columnsOf(state: State): Readonly<Record<string, ColumnValue>>;
  keepsState?: boolean;
  blank?: readonly string[];
  isAtRest?(state: State): boolean;
  todosOf?(stream: string, state: State): PendingEffect[];
  checksOf?(stream: string, state: State): CheckContribution[];
}): StreamModel {
  const { definitions, decider, version, columns, lookups = [], flags = [], keepsState = false, blank = [] } = model;
  return {
    definitions,
    version,
    columns: { ...columns, began: 'number', ended: 'number' },
    lookups,
    flags,
    keepsState,
    blank,
    initialState: decider.initialState,
    evolve: (state, event) => decider.evolve(state as State, event as Event),
    columnsOf: (state) => model.columnsOf(state as State),
    isAtRest: (state) => model.isAtRest?.(state as State) ?? false,
    todosOf: (stream, state) => model.todosOf?.(stream, state as State) ?? [],
    checksOf: (stream, state) => model.checksOf?.(stream, state as State) ?? [],
  };
}

/** Name of the table that has a row for each stream of a category. */
export function stateTable(category: string): string {
  return `state_${category}`;
}

/** Where a stream lies in the log. */
export interface StreamSpan {
  /** Position of its first event. */
  readonly began: number;
  /** Position of its last event; null: it wants something done, so more are to come. */
  readonly ended: number | null;
}

/** The row of a stream as it goes into its table. */
export function stateRow(model: StreamModel, stream: string, state: unknown, { began, ended }: StreamSpan): TableRow {
  return { key: stream, columns: { ...model.columnsOf(state), began, ended }, row: model.keepsState ? state : null };
}
