import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Effect, type EffectContext, type EffectResult } from '../../src/application/effects/effect.js';
import { Clock } from '../../src/application/ports/clock.js';
import { Log } from '../../src/application/ports/log.js';
import type { Settings } from '../../src/application/ports/settings.js';
import { CurrentStates } from '../../src/application/projections/current-states.js';
import { Projector, type OpenTodo } from '../../src/application/projections/projector.js';
import type { StreamModel } from '../../src/application/projections/stream-model.js';
import { Streams } from '../../src/application/streams/streams.js';
import type { PendingEffect } from '../../src/domain/todo.js';
import { FileCrashJournal } from '../../src/infrastructure/crash-journal/file-crash-journal.js';
import { SqliteEventStore } from '../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../../src/infrastructure/read-models/sqlite-read-models.js';

/** Time that stands still; whoever sleeps wakes when it is moved past their time. */
export class StoppedClock extends Clock {
  private time = Date.parse('2026-01-05T12:00:00.000Z');
  private readonly sleepers = new Set<{ until: number; wake: () => void }>();

  now(): Date {
    return new Date(this.time);
  }

  /** Milliseconds until each sleeper wakes, soonest first. */
  get asleep(): number[] {
    return [...this.sleepers].map(({ until }) => until - this.time).sort((a, b) => a - b);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { until: this.time + milliseconds, wake: () => this.sleepers.delete(sleeper) && resolve() };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
    });
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const { until, wake } of [...this.sleepers]) if (until <= this.time) wake();
  }
}

export class RememberingLog extends Log {
  readonly lines: string[] = [];
  info(message: string): void {
    this.lines.push(`info: ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn: ${message}`);
  }
  error(message: string): void {
    this.lines.push(`error: ${message}`);
  }
}

/** An effect that does what the test says. */
export class ScriptedEffect extends Effect {
  readonly calls: { readonly key: string; readonly context: EffectContext; readonly todo: PendingEffect }[] = [];

  constructor(
    readonly type: string,
    private readonly act: (todo: OpenTodo, context: EffectContext) => Promise<EffectResult> | EffectResult,
  ) {
    super();
  }

  async perform(todo: PendingEffect, context: EffectContext): Promise<EffectResult> {
    this.calls.push({ key: todo.key, context, todo });
    return this.act(todo as OpenTodo, context);
  }
}

/** The real stores in temporary files, and the projector between them. */
export class StoredCore {
  readonly clock = new StoppedClock();
  readonly log = new RememberingLog();
  readonly ids = new ShaIds();
  readonly store: SqliteEventStore;
  readonly streams: Streams;
  private readonly opened: SqliteReadModels[] = [];

  constructor(
    private readonly models: readonly StreamModel[],
    readonly folder = mkdtempSync(join(tmpdir(), 'core-')),
  ) {
    this.store = SqliteEventStore.open(join(folder, 'events.db'));
    this.streams = new Streams(this.store, this.ids, this.clock);
  }

  /** A projector on read models in this file, opened. */
  projector(file = 'read-models.db'): {
    projector: Projector;
    readModels: SqliteReadModels;
    states: CurrentStates;
  } {
    const readModels = new SqliteReadModels(join(this.folder, file));
    this.opened.push(readModels);
    const settings = { dashboardUrl: 'https://dashboard.example' } as Settings;
    const { store, ids, log, clock } = this;
    const states = new CurrentStates(this.models, store, readModels);
    const projector = new Projector(states, store, readModels, ids, settings, log, clock);
    projector.open();
    return { projector, readModels, states };
  }

  /** What is under way, in a file of its own. */
  journal(file = 'under-way'): FileCrashJournal {
    return new FileCrashJournal(join(this.folder, file), this.log);
  }

  async close(): Promise<void> {
    for (const readModels of this.opened) readModels.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Lets everything that is ready to run, run. */
export async function breathe(times = 20): Promise<void> {
  for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
}
