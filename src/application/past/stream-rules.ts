import { blobDecider } from '../../domain/blob/blob.js';
import type { BlobEvent } from '../../domain/blob/blob.events.js';
import type { CheckEvent } from '../../domain/check/check.events.js';
import { applyCheckEvent, emptyCheck } from '../projections/checks-table.js';
import { streamModels } from '../projections/models.js';
import type { StreamModel } from '../projections/stream-model.js';

/** How the streams of one category are folded, and what their states say about checks. */
export type StreamRules = Pick<StreamModel, 'initialState' | 'evolve' | 'checksOf'>;

const silent = () => [];

/** How often outside services are asked has no part in what a state is. */
const models = streamModels({ coprPollSeconds: 120, testingFarmPollSeconds: 120 });

const rules: ReadonlyMap<string, StreamRules> = new Map<string, StreamRules>([
  ...models.map((model) => [model.definitions.category, model] as const),
  [
    'check',
    {
      initialState: { published: null, refused: null },
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
      initialState: blobDecider.initialState,
      evolve: (state, event) =>
        blobDecider.evolve(state as (typeof blobDecider)['initialState'], event as unknown as BlobEvent),
      checksOf: silent,
    },
  ],
  ['lease', { initialState: null, evolve: (_state, event) => event, checksOf: silent }],
]);

/** The same rules as those of the read models. Undefined: this program knows no such streams. */
export function rulesOf(category: string): StreamRules | undefined {
  return rules.get(category);
}
