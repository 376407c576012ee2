import { isTerminal, type CheckContribution } from '../../domain/check/contribution.js';
import type { ReadModels } from '../ports/read-models.js';
import type { Batch } from './batch.js';
import {
  applyCheckEvent,
  CHECKS,
  decidingContribution,
  emptyCheck,
  type CheckRow,
  type StoredCheck,
} from './checks-table.js';
import type { CurrentStates } from './current-states.js';
import type { EventMark } from './touched-stream.js';

/** A check after a batch that says something new about it, or may change its publication. */
export interface CheckAfter {
  readonly key: string;
  /** What was last about it. */
  readonly last: EventMark;
  readonly row: CheckRow;
  /** Whether the batch says something new about it. */
  readonly isNew: boolean;
  readonly wasOpen: boolean;
  readonly isOpen: boolean;
}

interface Touched {
  last: EventMark;
  isNew: boolean;
  readonly stored: StoredCheck;
  readonly speakers: Set<string>;
  readonly wasOpen: boolean;
}

/** Checks that a batch says something new about, or whose publication it may change. */
export class TouchedChecks {
  private readonly touched = new Map<string, Touched>();

  /** `isWanted`: whether a publication of the check is open. */
  constructor(
    private readonly batch: Batch,
    private readonly states: CurrentStates,
    private readonly readModels: Pick<ReadModels, 'get'>,
    private readonly isWanted: (key: string) => boolean,
  ) {
    for (const [key, { last }] of batch.publications) this.touch(key, last, true);
    for (const [stream, { before, state, last }] of batch.streams) this.listen(stream, before, state, last);
  }

  /** Streams outside of the batch that speak about the checks too. */
  otherSpeakers(): string[] {
    const speakers = [...this.touched.values()].flatMap(({ speakers }) => [...speakers]);
    return [...new Set(speakers)].filter((stream) => !this.batch.streams.has(stream));
  }

  /** The checks as they are after the batch. `others`: states of the other speakers. */
  withStates(others: ReadonlyMap<string, unknown>): CheckAfter[] {
    const states = new Map(others);
    for (const [stream, { state }] of this.batch.streams) states.set(stream, state);
    return [...this.touched].map(([key, { last, isNew, stored, speakers, wasOpen }]) => {
      const spoken = this.states.spoken(key, { ...stored, streams: [...speakers] }, states);
      const row = (this.batch.publications.get(key)?.events ?? []).reduce(applyCheckEvent, spoken);
      const deciding = decidingContribution(row);
      return { key, last, row, isNew, wasOpen, isOpen: deciding !== undefined && !isTerminal(deciding.state) };
    });
  }

  private listen(stream: string, before: unknown, state: unknown, last: EventMark): void {
    const saidBefore = before === undefined ? nothing : this.states.contributions(stream, before);
    const says = this.states.contributions(stream, state);
    for (const [key, contribution] of says) {
      const isNew = !isSame(saidBefore.get(key), contribution);
      if (isNew || this.isWanted(key)) this.touch(key, last, isNew).add(stream);
    }
    for (const key of saidBefore.keys()) if (!says.has(key)) this.touch(key, last, true).delete(stream);
  }

  private touch(key: string, last: EventMark, isNew: boolean): Set<string> {
    const known = this.touched.get(key);
    if (known) {
      known.last = last;
      known.isNew ||= isNew;
      return known.speakers;
    }
    const found = this.readModels.get(CHECKS, key);
    const stored = (found?.row as StoredCheck | undefined) ?? nobody;
    const speakers = new Set(stored.streams);
    this.touched.set(key, { last, isNew, stored, speakers, wasOpen: found?.columns['open'] === 1 });
    return speakers;
  }
}

const nothing: ReadonlyMap<string, CheckContribution> = new Map();
const nobody: StoredCheck = { streams: [], published: emptyCheck.published, refused: emptyCheck.refused };

function isSame(one: CheckContribution | undefined, other: CheckContribution): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
