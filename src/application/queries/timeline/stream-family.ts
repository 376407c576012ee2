import { Injectable } from '@nestjs/common';
import type { ReceivedDelivery } from '../../../domain/delivery/delivery-state.js';
import { subjectKey } from '../../../domain/planning/job.js';
import type { AnyRunType } from '../../../domain/run/run-type.js';
import { runTypeOf, runTypes } from '../../../domain/run-types.js';
import { categoryOf } from '../../ports/event-store.js';
import { ReadModels, type ColumnValue, type FindOptions, type TableRow } from '../../ports/read-models.js';
import type { StoredCheck } from '../../projections/checks-table.js';
import { CurrentStates } from '../../projections/current-states.js';
import { stateTable } from '../../projections/stream-model.js';

/** A stream with the delivery that a run goes back to and the commit that it is about, if it names them. */
interface Member {
  readonly stream: string;
  readonly delivery: string | null;
  readonly commit: string | null;
}

/** Finds the streams that belong together: deliveries, the runs that they led to, and the checks that these speak about. */
@Injectable()
export class StreamFamily {
  constructor(
    private readonly readModels: ReadModels,
    private readonly states: CurrentStates,
  ) {}

  /** Streams around a stream or a subject (`github.com/ns/repo#42`); none when the id is known nowhere. */
  async of(id: string): Promise<string[]> {
    const members = await this.members(id);
    return [...new Set([...members.map(({ stream }) => stream), ...this.checksOf(members)])];
  }

  /** All streams that speak about the checks among these streams. */
  speakersIn(streams: readonly string[]): string[] {
    return streams
      .filter((stream) => categoryOf(stream) === 'check')
      .flatMap((stream) => this.readModels.get('checks', stream.slice('check-'.length)) ?? [])
      .flatMap(({ row }) => (row as StoredCheck).streams);
  }

  private async members(id: string): Promise<Member[]> {
    const runType = runTypeOf(categoryOf(id));
    if (runType) return this.aroundRun(id, runType);
    switch (categoryOf(id)) {
      case 'delivery':
        return this.aroundDelivery(id);
      case 'namespace':
      case 'coprProject':
        return this.readModels.get(stateTable(categoryOf(id)), id)
          ? [{ stream: id, delivery: null, commit: null }]
          : [];
      case 'check':
        return this.aroundCheck(id);
      default:
        return this.aboutSubject(id);
    }
  }

  /** What a delivery is about by its body and what its jobs are about are not always the same. */
  private async aroundDelivery(stream: string): Promise<Member[]> {
    const [delivery] = this.one('delivery', stream);
    if (!delivery) return [];
    const { origin } = ((await this.states.get(stream)) ?? {}) as Partial<ReceivedDelivery>;
    if (!origin) return [delivery];
    const where = { subject: subjectKey(origin.project, origin.subject), delivery: stream };
    return [delivery, ...runTypes.flatMap(({ category }) => this.find(category, where))];
  }

  private aroundRun(id: string, type: AnyRunType): Member[] {
    const row = this.readModels.get(stateTable(type.category), id);
    if (!row) return [];
    const run = memberOf(row);
    return [...this.deliveriesOf([run]), run, ...this.starterOf(row, type), ...this.startedBy(run, type)];
  }

  /** The run that a run came of. */
  private starterOf({ columns }: TableRow, { startedBy }: AnyRunType): Member[] {
    const starter = startedBy && columns[startedBy.column];
    return typeof starter === 'string' ? this.one(startedBy!.category, starter) : [];
  }

  /** Runs that came of a run. */
  private startedBy({ stream }: Member, { category }: AnyRunType): Member[] {
    return runTypes.flatMap((type) =>
      type.startedBy?.category === category ? this.find(type.category, { [type.startedBy.column]: stream }) : [],
    );
  }

  private aroundCheck(id: string): Member[] {
    const row = this.readModels.get('checks', id.slice('check-'.length))?.row as StoredCheck | undefined;
    const runs = (row?.streams ?? []).flatMap((stream) => this.one(categoryOf(stream), stream));
    return runs.length > 0 ? [...this.deliveriesOf(runs), ...runs, { stream: id, delivery: null, commit: null }] : [];
  }

  private aboutSubject(subject: string): Member[] {
    const runs = runTypes.flatMap(({ category }) => this.find(category, { subject }));
    return [...this.find('delivery', { subject }), ...this.deliveriesOf(runs), ...runs];
  }

  private deliveriesOf(runs: readonly Member[]): Member[] {
    const names = new Set(runs.flatMap(({ delivery }) => delivery ?? []));
    return [...names].flatMap((stream) => this.one('delivery', stream));
  }

  /** Streams of the checks that any of the members speaks about. */
  private checksOf(members: readonly Member[]): string[] {
    const streams = new Set(members.map(({ stream }) => stream));
    const commits = new Set(members.flatMap(({ commit }) => commit ?? []));
    return [...commits]
      .flatMap((commit) => this.readModels.find('checks', { where: { commit } }))
      .filter(({ row }) => (row as StoredCheck).streams.some((stream) => streams.has(stream)))
      .map(({ key }) => `check-${key}`);
  }

  private find(category: string, where: FindOptions['where']): Member[] {
    return this.readModels.find(stateTable(category), { where }).map(memberOf);
  }

  private one(category: string, stream: string): Member[] {
    const row = this.readModels.get(stateTable(category), stream);
    return row ? [memberOf(row)] : [];
  }
}

function memberOf({ key, columns: { delivery, commit } }: TableRow): Member {
  const text = (value: ColumnValue | undefined) => (typeof value === 'string' ? value : null);
  return { stream: key, delivery: text(delivery), commit: text(commit) };
}
