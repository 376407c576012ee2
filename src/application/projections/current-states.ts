import { checkKey, type CheckContribution } from '../../domain/check/contribution.js';
import { categoryOf, type EventStore, type RecordedEvent } from '../ports/event-store.js';
import type { FindOptions, ReadModels, TableRow } from '../ports/read-models.js';
import { decode } from '../streams/event-codec.js';
import { sideBySide } from '../streams/side-by-side.js';
import { CHECKS, type CheckRow, type StoredCheck } from './checks-table.js';
import { sizeOfState } from './state-size.js';
import { stateTable, type StreamModel } from './stream-model.js';

/** A stream up to one of its events. */
export interface FoldedStream {
  /** Undefined: no event has changed it. */
  readonly state: unknown;
  /** Of the last event; -1: there is none. */
  readonly revision: number;
  /** Position of the first event; -1: there is none. */
  readonly began: number;
}

interface KeptStream extends FoldedStream {
  readonly bytes: number;
}

/** What an entry takes beside its state. */
const ENTRY_BYTES = 200;

/** A stream of which the read models have a row, with its state. */
export interface FoundStream extends Pick<TableRow, 'columns'> {
  readonly stream: string;
  readonly state: unknown;
}

/**
 * States of streams as they are at the checkpoint of the read models, which hold only what streams are searched by. They are
 * folded from the log when somebody asks for them; those in use are kept, and the projector keeps them up to date.
 */
export class CurrentStates {
  readonly models: ReadonlyMap<string, StreamModel>;
  /** Oldest use first. */
  private readonly kept = new Map<string, KeptStream>();
  private bytes = 0;
  /** What is being read; `newer`: what the projector has made of the stream meanwhile. */
  private readonly loading = new Map<string, { readonly folded: Promise<FoldedStream>; newer?: FoldedStream }>();
  private readonly said = new WeakMap<object, ReadonlyMap<string, CheckContribution>>();

  /** `capacity`: bytes of memory for the states that are kept, about. A build with twenty chroots has some 60 KB. */
  constructor(
    models: readonly StreamModel[],
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly readModels: Pick<ReadModels, 'get' | 'find' | 'checkpoint'>,
    private readonly capacity = 64 * 1024 * 1024,
  ) {
    this.models = new Map(models.map((model) => [model.definitions.category, model]));
  }

  /**
   * The state at the checkpoint as it is when the answer comes. Undefined: the read models know no such stream, or the log
   * has let its events go.
   */
  async get(stream: string): Promise<unknown> {
    return (this.recall(stream) ?? (await this.load(stream))).state;
  }

  /** The same of several streams; those without a state are left out. */
  async all(streams: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const folded = await sideBySide(streams, (stream) => this.get(stream));
    return new Map(streams.flatMap((stream, at) => (folded[at] === undefined ? [] : [[stream, folded[at]] as const])));
  }

  /** Streams of a category, as its table finds them, with their states. A state may be newer than the columns. */
  async find(category: string, options: FindOptions): Promise<FoundStream[]> {
    const rows = this.readModels.find(stateTable(category), options);
    const states = await this.all(rows.map(({ key }) => key));
    return rows.flatMap(({ key, columns }) => {
      const state = states.get(key);
      return state === undefined ? [] : [{ stream: key, columns, state }];
    });
  }

  /** A check with what each stream says about it; undefined: nobody has ever spoken about it. */
  async check(key: string): Promise<CheckRow | undefined> {
    return (await this.checks(() => this.readModels.get(CHECKS, key) ?? [])).get(key);
  }

  /** Checks that the table finds, by key and in its order. */
  async findChecks(options: FindOptions): Promise<ReadonlyMap<string, CheckRow>> {
    return this.checks(() => this.readModels.find(CHECKS, options));
  }

  /** What a stream in this state says about checks, by key. */
  contributions(stream: string, state: unknown): ReadonlyMap<string, CheckContribution> {
    const known = this.said.get(state as object);
    if (known) return known;
    const contributions = this.models.get(categoryOf(stream))?.checksOf(stream, state) ?? [];
    const byKey = new Map(contributions.map((contribution) => [checkKey(contribution), contribution]));
    this.said.set(state as object, byKey);
    return byKey;
  }

  /** For the projector: each stream before a revision. */
  async before(revisions: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, FoldedStream>> {
    const wanted = [...revisions];
    const folded = await sideBySide(wanted, async ([stream, revision]) => {
      const kept = this.recall(stream);
      if (kept?.revision === revision - 1) return kept;
      const recorded = revision === 0 ? [] : await this.store.readStream(stream, { limit: revision });
      return this.fold(
        stream,
        recorded.filter((event) => event.revision < revision),
      );
    });
    return new Map(wanted.map(([stream], at) => [stream, folded[at]!]));
  }

  /** For the projector: streams as they are at the checkpoint that it has just written. */
  keep(streams: Iterable<readonly [stream: string, folded: FoldedStream]>): void {
    for (const [stream, { state, revision, began }] of streams) {
      const folded = { state, revision, began };
      const loading = this.loading.get(stream);
      if (loading) loading.newer = folded;
      this.forget(stream);
      const bytes = ENTRY_BYTES + stream.length + sizeOfState(state);
      this.kept.set(stream, { ...folded, bytes });
      this.bytes += bytes;
    }
    for (const stream of this.kept.keys()) {
      if (this.bytes <= this.capacity) return;
      this.forget(stream);
    }
  }

  private forget(stream: string): void {
    this.bytes -= this.kept.get(stream)?.bytes ?? 0;
    this.kept.delete(stream);
  }

  /** `rows` is asked again when states had to be read: other streams may speak about the checks then. */
  private async checks(rows: () => TableRow | TableRow[]): Promise<ReadonlyMap<string, CheckRow>> {
    for (let states: ReadonlyMap<string, unknown> = new Map(); ;) {
      const found = [rows()].flat().map(({ key, row }) => [key, row as StoredCheck] as const);
      const speakers = [...new Set(found.flatMap(([, { streams }]) => streams))];
      const asked = states;
      if (speakers.every((stream) => asked.has(stream)))
        return new Map(found.map(([key, row]) => [key, this.spoken(key, row, asked)]));
      const read = await this.all(speakers);
      states = new Map(speakers.map((stream) => [stream, read.get(stream)]));
    }
  }

  /** A row with what is said about the check by streams in these states. */
  spoken(key: string, { streams, ...rest }: StoredCheck, states: ReadonlyMap<string, unknown>): CheckRow {
    const contributions = new Map<string, CheckContribution>();
    for (const stream of streams) {
      const state = states.get(stream);
      const contribution = state === undefined ? undefined : this.contributions(stream, state).get(key);
      if (contribution) contributions.set(stream, contribution);
    }
    return { contributions, ...rest };
  }

  private recall(stream: string): FoldedStream | undefined {
    const kept = this.kept.get(stream);
    if (!kept) return undefined;
    this.kept.delete(stream);
    this.kept.set(stream, kept);
    return kept;
  }

  private load(stream: string): Promise<FoldedStream> {
    const under = this.loading.get(stream);
    if (under) return under.folded;
    const checkpoint = this.readModels.checkpoint();
    const read = async (): Promise<FoldedStream> => {
      try {
        const recorded = await this.store.readStream(stream);
        const folded = this.fold(
          stream,
          recorded.filter(({ position }) => position <= checkpoint),
        );
        const newest = loading.newer ?? folded;
        if (newest.revision >= 0) this.keep([[stream, newest]]);
        return newest;
      } finally {
        this.loading.delete(stream);
      }
    };
    const loading: { folded: Promise<FoldedStream>; newer?: FoldedStream } = { folded: read() };
    this.loading.set(stream, loading);
    return loading.folded;
  }

  private fold(stream: string, events: readonly RecordedEvent[]): FoldedStream {
    const model = this.models.get(categoryOf(stream));
    let state: unknown;
    for (const event of events) {
      const decoded = model && decode(model.definitions, event);
      if (decoded) state = model.evolve(state ?? model.initialState, decoded);
    }
    // Of a stream whose beginning the log has let go, the rest says nothing.
    return {
      state: state === model?.initialState ? undefined : state,
      revision: events.at(-1)?.revision ?? -1,
      began: events[0]?.position ?? -1,
    };
  }
}
