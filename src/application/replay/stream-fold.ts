import { blobDecider } from '../../domain/blob/blob.js';
import type { BlobEvent } from '../../domain/blob/blob.events.js';
import type { CheckEvent } from '../../domain/check/check.events.js';
import type { CheckContribution } from '../../domain/check/contribution.js';
import { categoryOf, type RecordedEvent } from '../ports/event-store.js';
import { applyCheckEvent, emptyCheck } from '../projections/checks-table.js';
import { streamModels } from '../projections/models.js';
import { readableEvent } from '../streams/readable-event.js';

interface Fold {
  readonly initial: unknown;
  evolve(state: unknown, event: { type: string; data: unknown }): unknown;
  checksOf(stream: string, state: unknown): CheckContribution[];
}

const silent = () => [];

/** How often outside services are asked has no part in what a state is. */
const models = streamModels({ coprPollSeconds: 120, testingFarmPollSeconds: 120 });

const folds: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ...models.map((model) => [model.definitions.category, { ...model, initial: model.initialState }] as const),
  [
    'check',
    {
      initial: { published: null, refused: null },
      evolve: (state, event) => {
        const { published, refused } = applyCheckEvent({ ...emptyCheck, ...(state as object) }, event as CheckEvent);
        return { published, refused };
      },
      checksOf: silent,
    },
  ],
  [
    'blob',
    {
      initial: blobDecider.initialState,
      evolve: (state, event) =>
        blobDecider.evolve(state as (typeof blobDecider)['initialState'], event as unknown as BlobEvent),
      checksOf: silent,
    },
  ],
  ['lease', { initial: null, evolve: (_state, event) => event, checksOf: silent }],
]);

/** The state of one stream, event by event, by the same rules as everywhere. Null: this program knows no such streams. */
export class StreamFold {
  private readonly fold: Fold | undefined;
  state: unknown;
  revision = -1;

  constructor(readonly stream: string) {
    this.fold = folds.get(categoryOf(stream));
    this.state = this.fold?.initial ?? null;
  }

  /** Answers false when this program does not know the event: it changes nothing then. */
  apply(recorded: RecordedEvent): boolean {
    this.revision = recorded.revision;
    const event = this.fold && readableEvent(recorded);
    if (!event || !this.fold) return false;
    this.state = this.fold.evolve(this.state, event);
    return true;
  }

  /** What the stream says about checks now. */
  contributions(): CheckContribution[] {
    const known = (this.state as { status?: unknown } | null)?.status !== 'unknown';
    return this.fold && known ? this.fold.checksOf(this.stream, this.state) : [];
  }
}
