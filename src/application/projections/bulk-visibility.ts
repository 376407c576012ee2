import { deliveryEvents, type DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { repositoriesIn } from '../../domain/delivery/delivery-names.js';
import {
  joinVisibility,
  nothingKnown,
  withShown,
  type KnownVisibility,
  type ShownRepository,
} from '../../domain/forge/visibility.js';
import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import { decode } from '../streams/event-codec.js';
import { sideBySide } from '../streams/side-by-side.js';
import { shownBy } from './visibility-table.js';

/** What the deliveries of a run of the log say about who may see repositories. */
export class BulkVisibility {
  readonly known = new Map<string, KnownVisibility>();
  /** In the order of the log: what was said, or the stream of a delivery whose body has to be read for it. */
  private round: (readonly ShownRepository[] | string)[] = [];

  constructor(private readonly store: Pick<EventStore, 'readStream'>) {}

  /** Takes in the first event of a stream. Its body may have been left out. */
  begin({ stream }: RecordedEvent, decoded: { readonly type: string; readonly data: unknown }): void {
    if (decoded.type !== 'DeliveryReceived') return;
    const isLater = repositoriesIn((decoded as Received).data) === 'later';
    this.round.push(isLater ? stream : shownBy(decoded));
  }

  /** Reads the bodies of deliveries that came before anybody noted what they say. */
  async endRound(): Promise<void> {
    const { round } = this;
    this.round = [];
    for (const shown of await sideBySide(round, async (one) => (typeof one === 'string' ? this.read(one) : one)))
      for (const one of shown) this.known.set(one.project, withShown(this.known.get(one.project) ?? nothingKnown, one));
  }

  private async read(stream: string): Promise<ShownRepository[]> {
    const [first] = await this.store.readStream(stream, { limit: 1 });
    const decoded = first && decode(deliveryEvents, first);
    return decoded ? shownBy(decoded) : [];
  }
}

type Received = Extract<DeliveryEvent, { type: 'DeliveryReceived' }>;

/** What several runs say together, in their order. */
export function joinedVisibility(
  runs: readonly (readonly (readonly [string, KnownVisibility])[])[],
): Map<string, KnownVisibility> {
  const joined = new Map<string, KnownVisibility>();
  for (const [project, later] of runs.flat()) {
    const earlier = joined.get(project);
    joined.set(project, earlier ? joinVisibility(earlier, later) : later);
  }
  return joined;
}
