import type { NamespaceEvent } from '../../../domain/allowlist/allowlist.events.js';
import type { DeliveryEvent } from '../../../domain/delivery/delivery.events.js';
import { masked } from '../../../domain/scrub/masked.js';
import type { RecordedEvent } from '../../ports/event-store.js';
import { readableEvent } from '../../streams/readable-event.js';
import { cleaned } from '../audience/cleaned.js';
import type { Sight } from '../audience/sight.js';

/** An event as readers see it: what others sent us is replaced by its size, values of variables and secrets are masked. */
export interface ToldEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly at: string;
  /** The operator whose request led to it. */
  readonly actor?: string;
  readonly data: unknown;
}

/** In today's shape; what this program does not know is told as it stands. */
export function tellEvent(recorded: RecordedEvent): ToldEvent {
  const { stream, revision, position, type, metadata } = recorded;
  const { actor } = metadata;
  const data = masked(readable(recorded));
  return { stream, revision, position, type, at: metadata.at, ...(actor !== undefined && { actor }), data };
}

/** The same for one audience. Only operators hear the names of operators. */
export function tellEventTo(recorded: RecordedEvent, sight: Sight): ToldEvent {
  if (sight.audience === 'operators') return tellEvent(recorded);
  const { actor, ...told } = tellEvent(recorded);
  const data = cleaned(withoutPrivateNames(told, sight), sight) as Readonly<Record<string, unknown>>;
  return { ...told, data: actor !== undefined && data['by'] === actor ? { ...data, by: AN_OPERATOR } : data };
}

/** Whose name the public does not hear. */
const AN_OPERATOR = 'admin';

/** An installation names all repositories of the account that it is for. */
function withoutPrivateNames({ type, data }: ToldEvent, sight: Sight): unknown {
  if (type !== 'InstallationRegistered') return data;
  const { namespace, repositories, ...rest } = data as Extract<NamespaceEvent, { type: typeof type }>['data'];
  const [host = ''] = namespace.split('/');
  const isPublic = (name: string) => sight.visibilityOf(`${host}/${name}`) === 'public';
  return { ...rest, namespace, repositories: repositories.filter(isPublic) };
}

function readable(recorded: RecordedEvent): unknown {
  const event = readableEvent(recorded) ?? { type: recorded.type, data: recorded.data };
  return event.type === 'DeliveryReceived' ? withoutBody(event.data as Received) : event.data;
}

type Received = Extract<DeliveryEvent, { type: 'DeliveryReceived' }>['data'];

/** Bytes of a body; those of a big one are counted in its event already. */
export function bodyBytes(body: Received['body']): number {
  return 'text' in body ? Buffer.byteLength(body.text) : body.blob.bytes;
}

function withoutBody({ body, ...received }: Received) {
  return { ...received, body: { bytes: bodyBytes(body) } };
}
