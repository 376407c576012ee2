import type { EventStore } from '../../src/application/ports/event-store.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import type { Settings } from '../../src/application/ports/settings.js';
import type { CurrentStates } from '../../src/application/projections/current-states.js';
import { SeenEvents } from '../../src/application/queries/audience/seen-events.js';
import { Visibility } from '../../src/application/queries/audience/sight.js';
import { StreamFamily } from '../../src/application/queries/audience/stream-family.js';
import { StateAtHandler } from '../../src/application/queries/state/state-at.js';
import { PlannedJobs } from '../../src/application/streams/planned-jobs.js';

/** Answers how things stood, from these read models and this log. */
export function stateHandler(
  readModels: ReadModels,
  states: CurrentStates,
  store: EventStore,
  settings: Settings,
): StateAtHandler {
  const seen = new SeenEvents(store, states, new PlannedJobs(store));
  return new StateAtHandler(new Visibility(readModels, settings), new StreamFamily(states), seen, settings);
}
