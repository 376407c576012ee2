import { Injectable } from '@nestjs/common';
import type { ReceivedDelivery } from '../../../domain/delivery/delivery-state.js';
import { subjectKey } from '../../../domain/planning/job.js';
import type { AnyRunType } from '../../../domain/run/run-type.js';
import { runTypeOf, runTypes } from '../../../domain/run-types.js';
import { categoryOf } from '../../ports/event-store.js';
import type { ColumnValue, FindOptions, TableRow } from '../../ports/read-models.js';
import { CHECKS, type StoredCheck } from '../../projections/checks-table.js';
import { CurrentStates } from '../../projections/current-states.js';
import { stateTable, type StreamSpan } from '../../projections/stream-model.js';
import type { Sight } from './sight.js';

/** One of the streams that belong together, and where it lies in the log, as far as is known: not before `began`, not behind `ended`. */
export interface FamilyStream extends StreamSpan {
  readonly stream: string;
  /** Of its row; of a check none. */
  readonly columns: TableRow['columns'];
}

/** With the delivery that a run goes back to and the commit that it is about, if it names them. */
interface Member extends FamilyStream {
  readonly delivery: string | null;
  readonly commit: string | null;
}

/** Finds the streams that belong together: deliveries, the runs that they led to, and the checks that these speak about. */
@Injectable()
export class StreamFamily {
  constructor(private readonly states: CurrentStates) {}

  /** Streams around a stream or a subject (`github.com/ns/repo#42`); none when the id is known nowhere, or is not to be seen. */
  async of(id: string, sight: Sight): Promise<FamilyStream[]> {
    const members = await this.members(id, new SeenStreams(sight));
    const family = new Map<string, FamilyStream>(members.map((member) => [member.stream, member]));
    for (const check of checksOf(members, sight)) if (!family.has(check.stream)) family.set(check.stream, check);
    return [...family.values()];
  }

  private async members(id: string, seen: SeenStreams): Promise<Member[]> {
    const category = categoryOf(id);
    const runType = runTypeOf(category);
    if (runType) return aroundRun(id, runType, seen);
    switch (category) {
      case 'delivery':
        return this.aroundDelivery(id, seen);
      case 'namespace':
      case 'coprProject':
      case 'release':
        return seen.one(categoryOf(id), id);
      case 'check':
        return aroundCheck(id, seen);
      default:
        return aboutSubject(id, seen);
    }
  }

  /** What a delivery is about by its body and what its jobs are about are not always the same. */
  private async aroundDelivery(stream: string, seen: SeenStreams): Promise<Member[]> {
    const [delivery] = seen.one('delivery', stream);
    if (!delivery) return [];
    const { origin } = ((await this.states.get(stream)) ?? {}) as Partial<ReceivedDelivery>;
    if (!origin) return [delivery];
    const where = { subject: subjectKey(origin.project, origin.subject), delivery: stream };
    return [delivery, ...runTypes.flatMap(({ category }) => seen.all(category, where))];
  }
}

/** All streams that speak about the checks among these streams. */
export function speakersIn(streams: readonly string[], sight: Sight): string[] {
  return streams
    .filter((stream) => categoryOf(stream) === 'check')
    .flatMap((stream) => sight.get(CHECKS, stream.slice('check-'.length)) ?? [])
    .flatMap(({ row }) => (row as StoredCheck).streams);
}

/** Rows of streams that are seen. */
class SeenStreams {
  constructor(readonly sight: Sight) {}

  all(category: string, where: FindOptions['where']): Member[] {
    return this.sight.find(stateTable(category), { where }).map(memberOf);
  }

  one(category: string, stream: string): Member[] {
    const row = this.sight.get(stateTable(category), stream);
    return row ? [memberOf(row)] : [];
  }

  deliveriesOf(runs: readonly Member[]): Member[] {
    const names = new Set(runs.flatMap(({ delivery }) => delivery ?? []));
    return [...names].flatMap((stream) => this.one('delivery', stream));
  }
}

function aroundRun(id: string, type: AnyRunType, seen: SeenStreams): Member[] {
  const row = seen.sight.get(stateTable(type.category), id);
  if (!row) return [];
  const run = memberOf(row);
  return [...seen.deliveriesOf([run]), run, ...starterOf(row, type, seen), ...startedBy(run, type, seen)];
}

/** The run that a run came of. */
function starterOf({ columns }: TableRow, { startedBy: by }: AnyRunType, seen: SeenStreams): Member[] {
  const starter = by && columns[by.column];
  return typeof starter === 'string' ? seen.one(by!.category, starter) : [];
}

/** Runs that came of a run. */
function startedBy({ stream }: Member, { category }: AnyRunType, seen: SeenStreams): Member[] {
  return runTypes.flatMap((type) =>
    type.startedBy?.category === category ? seen.all(type.category, { [type.startedBy.column]: stream }) : [],
  );
}

function aroundCheck(id: string, seen: SeenStreams): Member[] {
  const row = seen.sight.get(CHECKS, id.slice('check-'.length))?.row as StoredCheck | undefined;
  const runs = (row?.streams ?? []).flatMap((stream) => seen.one(categoryOf(stream), stream));
  if (runs.length === 0) return [];
  return [...seen.deliveriesOf(runs), ...runs, { ...checkStream(id), delivery: null, commit: null }];
}

function aboutSubject(subject: string, seen: SeenStreams): Member[] {
  // At once: how long it takes must not tell whether something is there.
  if (!seen.sight.mayLookFor(subject)) return [];
  const runs = runTypes.flatMap(({ category }) => seen.all(category, { subject }));
  return [...seen.all('delivery', { subject }), ...seen.deliveriesOf(runs), ...runs];
}

/** Streams of the checks that any of the members speaks about. */
function checksOf(members: readonly Member[], sight: Sight): FamilyStream[] {
  const streams = new Set(members.map(({ stream }) => stream));
  const commits = new Set(members.flatMap(({ commit }) => commit ?? []));
  return [...commits]
    .flatMap((commit) => sight.find(CHECKS, { where: { commit } }))
    .filter(({ row }) => (row as StoredCheck).streams.some((stream) => streams.has(stream)))
    .map(({ key }) => checkStream(`check-${key}`));
}

/** Others may have spoken about it before: nobody knows where it begins. */
function checkStream(stream: string): FamilyStream {
  return { stream, columns: {}, began: 0, ended: null };
}

function memberOf({ key, columns }: TableRow): Member {
  const { delivery, commit, began, ended } = columns;
  const text = (value: ColumnValue | undefined) => (typeof value === 'string' ? value : null);
  return {
    stream: key,
    columns,
    delivery: text(delivery),
    commit: text(commit),
    began: Number(began),
    ended: typeof ended === 'number' ? ended : null,
  };
}
