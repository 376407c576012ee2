import { Injectable } from '@nestjs/common';
import { subjectKey, type RunOrigin } from '../../../domain/planning/job.js';
import { categoryOf } from '../../ports/event-store.js';
import { ReadModels, type FindOptions } from '../../ports/read-models.js';
import type { CheckRow } from '../../projections/checks-table.js';
import { stateTable } from '../../projections/stream-model.js';

/** A stream with the origin that its state names, if it names one. */
interface Member {
  readonly stream: string;
  readonly origin: Omit<RunOrigin, 'job'> | null;
}

const RUNS = ['build', 'testRun'] as const;

/** Finds the streams that belong together: deliveries, the runs that they led to, and the checks that these speak about. */
@Injectable()
export class StreamFamily {
  constructor(private readonly readModels: ReadModels) {}

  /** Streams around a stream or a subject (`github.com/ns/repo#42`); none when the id is known nowhere. */
  of(id: string): string[] {
    const members = this.members(id);
    return [...new Set([...members.map(({ stream }) => stream), ...this.checksOf(members)])];
  }

  /** All streams that speak about the checks among these streams. */
  speakersIn(streams: readonly string[]): string[] {
    return streams
      .filter((stream) => categoryOf(stream) === 'check')
      .flatMap((stream) => this.readModels.get('checks', stream.slice('check-'.length)) ?? [])
      .flatMap(({ row }) => Object.keys((row as CheckRow).contributions));
  }

  private members(id: string): Member[] {
    switch (categoryOf(id)) {
      case 'delivery':
        return this.aroundDelivery(id);
      case 'build':
        return this.aroundRun(id, 'build', (build) => this.find('testRun', { build: build.stream }));
      case 'testRun':
        return this.aroundRun(id, 'testRun', () => {
          const row = this.readModels.get(stateTable('testRun'), id)?.row as { build: { stream: string } | null };
          return row.build ? this.one('build', row.build.stream) : [];
        });
      case 'namespace':
        return this.readModels.get(stateTable('namespace'), id) ? [{ stream: id, origin: null }] : [];
      case 'check':
        return this.aroundCheck(id);
      default:
        return this.aboutSubject(id);
    }
  }

  private aroundDelivery(stream: string): Member[] {
    const [delivery] = this.one('delivery', stream);
    if (!delivery) return [];
    return [delivery, ...this.runsOf(stream, subjectOf(delivery))];
  }

  private aroundRun(id: string, category: string, relatives: (run: Member) => Member[]): Member[] {
    const [run] = this.one(category, id);
    if (!run) return [];
    return [...this.deliveriesOf([run]), run, ...relatives(run)];
  }

  private aroundCheck(id: string): Member[] {
    const row = this.readModels.get('checks', id.slice('check-'.length))?.row as CheckRow | undefined;
    const runs = Object.keys(row?.contributions ?? {}).flatMap((stream) => this.one(categoryOf(stream), stream));
    return runs.length > 0 ? [...this.deliveriesOf(runs), ...runs, { stream: id, origin: null }] : [];
  }

  private aboutSubject(subject: string): Member[] {
    const runs = RUNS.flatMap((category) => this.find(category, { subject }));
    return [...this.find('delivery', { subject }), ...this.deliveriesOf(runs), ...runs];
  }

  private runsOf(delivery: string, subject: string | null): Member[] {
    if (subject === null) return [];
    return RUNS.flatMap((category) => this.find(category, { subject })).filter(
      ({ origin }) => origin?.delivery === delivery,
    );
  }

  private deliveriesOf(runs: readonly Member[]): Member[] {
    const names = new Set(runs.flatMap(({ origin }) => (origin ? [origin.delivery] : [])));
    return [...names].flatMap((stream) => this.one('delivery', stream));
  }

  /** Streams of the checks that any of the members speaks about. */
  private checksOf(members: readonly Member[]): string[] {
    const streams = new Set(members.map(({ stream }) => stream));
    const commits = new Set(members.flatMap(({ origin }) => (origin ? [origin.commitSha] : [])));
    return [...commits]
      .flatMap((commit) => this.readModels.find('checks', { where: { commit } }))
      .filter(({ row }) => Object.keys((row as CheckRow).contributions).some((stream) => streams.has(stream)))
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

function memberOf({ key, row }: { key: string; row: unknown }): Member {
  return { stream: key, origin: (row as { origin?: Member['origin'] }).origin ?? null };
}

function subjectOf({ origin }: Member): string | null {
  return origin && subjectKey(origin.project, origin.subject);
}
