import { deliverySources } from '../commands/deliveries/delivery-sources.js';
import type { EventStore } from '../ports/event-store.js';
import { LogIndex } from './log-index.js';

export interface FindStreamsOptions {
  /** Also everything that was done for the same commits. */
  readonly family: boolean;
  onProgress?(events: number): void;
}

/** What may stand before the id of a stream. */
const PREFIXES = [...deliverySources, 'service'].map((source) => `delivery-${source}-`).concat('build-', 'testRun-');

/** No stream, delivery or subject of this name is in the log. */
export class NothingFound extends Error {
  constructor(id: string, events: number, like: readonly string[]) {
    const similar = like.length > 0 ? ` Did you mean ${like.join(', ')}?` : '';
    const next =
      events === 0
        ? 'The log is empty: name another one by --store or EVENT_STORE.'
        : 'Look for it with `packit-service timeline`, in `GET /api/deliveries`, or in another log (--store).';
    super(
      `Expected a stream (delivery-…, build-…, testRun-…, check-…, namespace-…), the id of a delivery, or a subject such as github.com/ns/repo#42; found ${id}, which none of the ${events} events of this log is about.${similar} ${next}`,
    );
    this.name = 'NothingFound';
  }
}

/**
 * Streams that a name, the id of a delivery or run, or a subject stands for. Reads the whole log only where the name alone does
 * not say it. Rejects with `NothingFound`.
 */
export async function findStreams(
  store: EventStore,
  id: string,
  { family, onProgress }: FindStreamsOptions,
): Promise<string[]> {
  const exact = family ? [] : await existing(store, [id, ...PREFIXES.map((prefix) => `${prefix}${id}`)]);
  if (exact.length > 0) return exact;
  const index = await LogIndex.of(store, onProgress);
  const named = index.named(id);
  if (named.length === 0) throw new NothingFound(id, index.events, index.like(id));
  return family ? index.pipeline(named).streams : named;
}

async function existing(store: EventStore, streams: readonly string[]): Promise<string[]> {
  const found = await Promise.all(streams.map((stream) => store.readStream(stream, { limit: 1 })));
  return streams.filter((_, i) => found[i]!.length > 0);
}
