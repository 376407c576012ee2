import type { Ids } from '../ports/ids.js';
import type { RecordedEvent } from '../ports/event-store.js';
import { chainDigest } from '../streams/chain-digest.js';
import { legible } from './legible-event.js';
import type { StreamHead } from './stream-heads.js';

export type Damage = 'changed' | 'missing' | 'inserted' | 'moved';

/** An event that is not what was appended, or is not where it was. */
export interface BrokenPlace {
  readonly stream: string;
  readonly revision: number;
  readonly damage: Damage;
  readonly why: string;
}

export interface KnownOfStream {
  /** What an earlier checkpoint knows of it. */
  readonly head?: StreamHead;
  /** What the checkpoint does not know and stands up to this position was put in since. */
  readonly knownUpTo?: number;
  /** The store may have let its first events go. */
  readonly mayLackFront: boolean;
}

/** The id that an event has by what caused it and where it stands. */
export function idAt(ids: Ids, event: RecordedEvent, revision: number): string {
  return ids.uuid(`${event.metadata.$causationId}/${event.stream}/${revision}/${event.type}`);
}

/** How far from its place an event is looked for. */
const FAR = 1_000;

/** An event, with the revision that its id says it was written at; undefined: at none, so it or its id was made up. */
interface Found {
  readonly event: RecordedEvent;
  readonly own: number | undefined;
  readonly digest: string;
  /** Whether it can still be read what it says of the event before it. */
  readonly namesPrevious: boolean;
}

/** Finds out what was done to a stream. `events`: all that are left of it, in order of their revisions. */
export function diagnoseStream(
  ids: Ids,
  stream: string,
  events: readonly RecordedEvent[],
  known: KnownOfStream,
): BrokenPlace[] {
  const read = events.map(legible);
  const found = read.map(({ event, illegible }): Found => ({
    event,
    own: ownRevision(ids, event),
    digest: chainDigest(ids, event),
    namesPrevious: !illegible.includes('metadata'),
  }));
  const places = new Map<number, BrokenPlace>();
  const report = (revision: number, damage: Damage, why: string) => {
    if (!places.has(revision)) places.set(revision, { stream, revision, damage, why });
  };
  for (const { event, illegible } of read)
    if (illegible.length > 0)
      report(
        event.revision,
        'changed',
        `its ${illegible.join(' and ')} ${illegible.length > 1 ? 'are' : 'is'} not JSON any more`,
      );
  const inPlace = aligned(found, known, report);
  movedInLog(inPlace, report);
  followChain(inPlace, known, report);
  compareWithHead(inPlace, known, places, report);
  return [...places.values()].sort((one, other) => one.revision - other.revision);
}

type Report = (revision: number, damage: Damage, why: string) => void;

function ownRevision(ids: Ids, event: RecordedEvent): number | undefined {
  if (event.id === idAt(ids, event, event.revision)) return event.revision;
  for (let revision = Math.max(0, event.revision - FAR); revision <= event.revision + FAR; revision++)
    if (event.id === idAt(ids, event, revision)) return revision;
  return undefined;
}

/** The events that were written to this stream, by the revisions they were written at; tells of those that do not fit. */
function aligned(found: readonly Found[], { mayLackFront, head }: KnownOfStream, report: Report): Found[] {
  const owned = found.flatMap(({ own }) => own ?? []);
  if (isWhole(found, mayLackFront)) {
    for (const { event, own } of found)
      if (own !== event.revision)
        report(event.revision, 'moved', `it is the event that was written at revision ${own}`);
    return found.toSorted((one, other) => one.own! - other.own!);
  }
  const inPlace: Found[] = [];
  const [first] = owned;
  let next = mayLackFront && first !== undefined ? first : 0;
  for (const [at, one] of found.entries()) {
    const { own, event } = one;
    const comesLater = (revision: number) => found.slice(at + 1).some((other) => other.own === revision);
    if (own === undefined) {
      const replaces = event.revision === next && !comesLater(next) && (head === undefined || next <= head.revision);
      if (!replaces) report(event.revision, 'inserted', 'nothing that this service decided wrote it here');
      else {
        report(event.revision, 'changed', 'its id, type or cause is not the one that was written');
        inPlace.push({ ...one, own: next });
        next++;
      }
    } else if (own < next) report(event.revision, 'inserted', `a copy of the event of revision ${own}`);
    else {
      const earlier = Array.from({ length: own - next }, (_, i) => next + i);
      if (earlier.some(comesLater)) {
        report(event.revision, 'moved', `it is the event that was written at revision ${own}`);
        continue;
      }
      for (const revision of earlier) report(revision, 'missing', 'it was removed');
      inPlace.push(one);
      next = own + 1;
    }
  }
  return inPlace;
}

/** Whether every revision is there and every event belongs to one of them, be it in another place. */
function isWhole(found: readonly Found[], mayLackFront: boolean): boolean {
  const own = found.map((one) => one.own).sort((a, b) => (a ?? -1) - (b ?? -1));
  const first = found[0]?.event.revision ?? 0;
  return (first === 0 || mayLackFront) && own.every((revision, at) => revision === first + at);
}

/** Within a stream the log goes up. */
function movedInLog(inPlace: readonly Found[], report: Report): void {
  for (const [at, { event, own }] of inPlace.entries()) {
    const before = inPlace[at - 1];
    if (before && before.event.position >= event.position)
      report(own!, 'moved', `it stands in the log before revision ${before.own}, which was written earlier`);
  }
}

/** Each event names the digest of the one before it. Where that does not fit, the event after tells which of the two was changed. */
function followChain(inPlace: readonly Found[], { head, mayLackFront }: KnownOfStream, report: Report): void {
  const fits = (at: number): boolean | undefined => {
    const { event, namesPrevious } = inPlace[at]!;
    return namesPrevious ? event.metadata.previous === inPlace[at - 1]!.digest : undefined;
  };
  const [first] = inPlace;
  if (first?.own === 0 && first.event.metadata.previous !== undefined && !mayLackFront)
    report(0, 'changed', 'it names an event before it, and there is none');
  for (let at = 1; at < inPlace.length; at++) {
    const [before, here, after] = [inPlace[at - 1]!, inPlace[at]!, inPlace[at + 1]];
    if (before.own! + 1 !== here.own || fits(at) !== false) continue;
    const isLast = !after || after.own !== here.own + 1;
    const intact = isLast ? head?.revision === here.own && head.digest === here.digest : fits(at + 1) === true;
    const isOther = isLast ? head?.revision === here.own && head.digest !== here.digest : fits(at + 1) === false;
    if (isOther) {
      report(here.own, 'changed', 'it is not what was written');
      at++;
    } else
      report(
        before.own!,
        'changed',
        intact ? 'it is not what was written' : 'it, or the one after it, is not what was written',
      );
  }
}

function compareWithHead(
  inPlace: readonly Found[],
  { head, knownUpTo }: KnownOfStream,
  places: ReadonlyMap<number, BrokenPlace>,
  report: Report,
): void {
  const last = inPlace.at(-1)?.own ?? -1;
  if (head && last < head.revision) {
    const count = head.revision - last;
    const what = last < 0 ? `the whole stream, ${count} events` : count === 1 ? 'it' : `${count} events from here on`;
    report(last + 1, 'missing', `${what}: the checkpoint knows ${count === 1 ? 'it' : 'them'}`);
  }
  const same = inPlace.find(({ own }) => own === head?.revision);
  if (head && same && same.digest !== head.digest && places.size === 0)
    report(head.revision, 'changed', 'it is not the event that the checkpoint knows');
  if (knownUpTo === undefined) return;
  for (const { own, event } of inPlace)
    if (own! > (head?.revision ?? -1) && event.position <= knownUpTo)
      report(
        own!,
        'inserted',
        'the checkpoint does not know it, and it stands before the end of what the checkpoint knows',
      );
}
