import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import type { Projector } from './projector.js';

/** How far a rebuild has come. */
export interface RebuildProgress {
  /** Events read so far. */
  readonly events: number;
  /** Position of the last of them. */
  readonly position: number;
  /** Where the log ended when it began. */
  readonly head: number;
  readonly elapsedMs: number;
}

/** Events between two calls of the progress callback, and between two breaths of the event loop. */
const PAGE_EVENTS = 1_000;

/**
 * Streams whose states are held in memory before they are written. The events of a run stand near each other in the log,
 * so most states are written once, when they have come to rest.
 */
const HELD_STREAMS = 5_000;

/**
 * Makes empty read models say what the log says, up to its present end: the projector as a batch job. The projector must
 * be over a file of its own that nobody reads yet; what is left behind when it fails has to be thrown away.
 */
export async function rebuild(
  store: EventStore,
  projector: Projector,
  onProgress: (progress: RebuildProgress) => void = () => undefined,
): Promise<RebuildProgress> {
  const start = performance.now();
  const head = await store.head();
  const wanted = new Set(projector.categories);
  let events = 0;
  let position = 0;
  const progress = (): RebuildProgress => ({ events, position, head, elapsedMs: performance.now() - start });
  projector.open();
  let page: RecordedEvent[] = [];
  const fold = (): void => {
    projector.fold(page);
    page = [];
    if (projector.unwritten >= HELD_STREAMS) projector.write(position);
    onProgress(progress());
  };
  for await (const event of store.readAll({ filter: { categories: [...wanted] } })) {
    if (event.position > head) break;
    page.push(event);
    events += 1;
    position = event.position;
    if (page.length === PAGE_EVENTS) fold();
  }
  fold();
  projector.write(head);
  return progress();
}
