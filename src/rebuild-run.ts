import type { EventStore } from './application/ports/event-store.js';
import type { TableChange } from './application/ports/read-models.js';
import type { CurrentStates } from './application/projections/current-states.js';
import { joinChecks } from './application/projections/join-checks.js';
import type { StoredCheck } from './application/projections/checks-table.js';
import { streamModels } from './application/projections/models.js';
import type { Waiting } from './application/projections/open-todos.js';
import { tablesOf } from './application/projections/read-model-tables.js';
import { LOOKED_UP, readRun, statesAtEnd, type LogRun, type RebuildParts } from './application/projections/rebuild.js';
import { stateTable } from './application/projections/stream-model.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { PinoLog } from './infrastructure/log/pino-log.js';
import { BulkReadModels } from './infrastructure/read-models/bulk-read-models.js';

/** Where the two files of a run are made. */
export interface RunFiles {
  /** The deliveries: half of all rows. */
  readonly deliveries: string;
  /** All other tables. */
  readonly rest: string;
}

/** What a thread of a rebuild is told. */
export interface RunOrder {
  readonly address: string;
  /** Where the log ended when the rebuild began. */
  readonly head: number;
  readonly run: LogRun;
  readonly files: RunFiles;
  readonly settings: {
    readonly coprPollSeconds: number;
    readonly testingFarmPollSeconds: number;
    readonly dashboardUrl: string;
    readonly publicUrl: string;
  };
}

/** Of the log, which is gone through once. */
export const LOG_CACHE_KIB = 2_048;

const DELIVERIES = stateTable('delivery');

/**
 * One of the two runs of a log that is rebuilt in two threads. Its tables are in two files, so that two threads can put the
 * runs together at the same time: one has the deliveries of both in the end, the other the rest.
 */
export class RebuildRun {
  readonly deliveries: BulkReadModels;
  readonly rest: BulkReadModels;
  private readonly parts: RebuildParts;
  private readonly states: CurrentStates;

  /** `whole`: the file with the deliveries is to have all tables in the end. */
  constructor(
    private readonly order: RunOrder,
    store: EventStore,
    whole: boolean,
  ) {
    const { settings, files, head } = order;
    const models = streamModels(settings);
    const tables = tablesOf(models);
    this.deliveries = new BulkReadModels(files.deliveries, LOOKED_UP);
    this.deliveries.open(tables.filter(({ name }) => whole || name === DELIVERIES));
    this.rest = new BulkReadModels(files.rest, LOOKED_UP);
    this.rest.open(tables.filter(({ name }) => name !== DELIVERIES));
    this.parts = { store, models, addresses: settings, ids: new ShaIds(), log: new PinoLog() };
    const of = (table: string): BulkReadModels => (table === DELIVERIES ? this.deliveries : this.rest);
    this.states = statesAtEnd(
      models,
      store,
      { get: (table, key) => of(table).get(table, key), find: (table, options) => of(table).find(table, options) },
      head,
    );
  }

  read(onRead: (events: number, position: number) => void, signal?: AbortSignal): Promise<Waiting> {
    return readRun(this.parts, this.states, this.order.run, (changes, events, position) => {
      signal?.throwIfAborted();
      const isDelivery = ({ table }: TableChange): boolean => table === DELIVERIES;
      this.deliveries.write(changes.filter(isDelivery));
      this.rest.write(changes.filter((change) => !isDelivery(change)));
      onRead(events, position);
    });
  }

  /** Takes the deliveries of the run after this one in. */
  joinDeliveries(later: RunFiles): void {
    this.deliveries.join(later.deliveries, 'theirs');
    this.deliveries.finish();
  }

  /** Takes everything else of the run before this one in; answers which of the checks in both want to be published. */
  async joinRest(earlier: RunFiles): Promise<Waiting['checks']> {
    const { rest, states, parts } = this;
    const divided = rest.inBoth(earlier.rest, 'checks').map(({ key, mine, theirs }) => {
      return { key, earlier: theirs as StoredCheck, later: mine as StoredCheck };
    });
    const { changes, waiting } = await joinChecks(divided, states, parts);
    rest.join(earlier.rest, 'mine');
    rest.write(changes);
    rest.finish();
    return waiting;
  }
}
