import { isAccessReason } from '../../domain/access/gate.js';
import type { DeliverySource, ServiceIdentity } from '../../domain/inputs/delivery.js';
import { ignoreReasons, type Ignored } from '../../domain/inputs/ignore-reasons.js';
import type { Input } from '../../domain/inputs/input.js';
import { interpretDelivery } from '../../domain/inputs/interpret-delivery.js';
import { OWN_SOURCE } from '../interpretation/plan-again.js';
import type { Blobs } from '../streams/blobs.js';
import { dataOf, type RecordedDecisions } from './recorded-decisions.js';
import type { TwoDecisions } from './two-decisions.js';

/** What a delivery means, read again. */
export interface Reading {
  /** Undefined: it cannot be read again. */
  readonly input: Input | undefined;
  readonly decided: readonly TwoDecisions[];
  readonly notAgain: readonly string[];
}

/** What a reason of `DeliveryIgnored` says about the command that was read. */
const COMMAND_OF: Readonly<Record<string, string>> = {
  'command-mistyped': 'mistyped',
  'help-given': 'help',
  'status-given': 'status',
  'explanation-given': 'explain',
  'cancellation-refused': 'cancel',
};

/** Reads a delivery again, by today's understanding of it, and compares what it was taken for. */
export async function readAgain(
  { received, events }: RecordedDecisions,
  blobs: Blobs,
  identity: ServiceIdentity,
): Promise<Reading> {
  const gone = (why: string): Reading => ({ input: undefined, decided: [], notAgain: [why, ...leftOut(events)] });
  if (!received) return gone('what a delivery means: the store has let it go');
  if (received.source === OWN_SOURCE) return gone('what was planned again: the forge said then how things stood');
  const { source, event, body, covers } = received;
  const ignored = dataOf(events, 'DeliveryIgnored');
  const setAside = ignored && ignored.reason in ignoreReasons ? ignored : undefined;
  const text = 'text' in body ? body.text : await blobs.get(body.blob);
  const read: Input | Ignored =
    event === ''
      ? { kind: 'ignored', reason: 'event-not-supported', facts: { source } }
      : interpretDelivery(
          { source: source as DeliverySource, event, body: JSON.parse(text) as unknown, covers },
          identity,
        );
  const then = setAside ? { ignored: setAside.reason, facts: setAside.facts } : { read: takenFor(events) };
  const now =
    read.kind === 'ignored'
      ? { ignored: read.reason, facts: read.facts }
      : { read: setAside || takenFor(events) !== null ? occasionOf(read) : null };
  return {
    input: read.kind === 'ignored' ? undefined : read,
    decided: [{ about: 'reading', job: null, then, now }],
    notAgain: leftOut(events),
  };
}

/** What it was taken for, as far as the record says; null: only that it was understood. */
function takenFor(events: RecordedDecisions['events']): string | null {
  const facts = dataOf(events, 'FactsGathered');
  if (facts) return facts.kind.slice(facts.kind.indexOf('/') + 1);
  if (dataOf(events, 'CancellationRequested')) return 'cancel';
  return COMMAND_OF[dataOf(events, 'DeliveryIgnored')?.reason ?? ''] ?? null;
}

function occasionOf(input: Input): string {
  switch (input.kind) {
    case 'pull-request':
      return input.change === 'labeled' || input.change === 'unlabeled' ? 'labels-changed' : 'event';
    case 'comment':
      return input.comment.parsed.kind === 'command' ? input.comment.parsed.command.name : 'mistyped';
    case 'check-rerun':
    case 'check-suite-rerun':
      return 'rerun';
    default:
      return 'event';
  }
}

/** Decisions whose ground was not kept. */
function leftOut(events: RecordedDecisions['events']): string[] {
  const ignored = dataOf(events, 'DeliveryIgnored');
  if (dataOf(events, 'DeliveryInterpreted') && !dataOf(events, 'CancellationRequested'))
    return ['what a message says about runs: it is in the streams of the runs, which knew more than the message'];
  if (!ignored || ignored.reason in ignoreReasons || ignored.reason in COMMAND_OF) return [];
  if (isAccessReason(ignored.reason)) return [];
  return [`${ignored.reason}: what was found outside then is not among the facts`];
}
