import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { categoryOf, type NewEvent } from '../src/application/ports/event-store.js';
import { buildDecider } from '../src/domain/build/build.js';
import { srpmId, targetId } from '../src/domain/build/build-comments.js';
import type { BuildEvent } from '../src/domain/build/build.events.js';
import { testRunDecider } from '../src/domain/test-run/test-run.js';
import type { TestRunEvent } from '../src/domain/test-run/test-run.events.js';
import { testRunId } from '../src/domain/test-run/test-run-state.js';
import { SqliteEventStore } from '../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../src/infrastructure/ids/sha-ids.js';
import { seededRandom } from '../sandbox/random.js';
import { historyOfPullRequest } from './history.js';

/*
 * A log as it grows in operation: pull requests that are built and tested, fifty of them side by side. What stands in it
 * was decided by the deciders. To have millions of events soon, each history is told again for further commits.
 */

const HISTORIES = 100;
const SIDE_BY_SIDE = 50;

const ids = new ShaIds();

interface Line {
  readonly stream: string;
  readonly event: NewEvent;
  readonly text: string;
  /** What was published, and its digest. */
  readonly published: { readonly text: string; readonly digest: string } | undefined;
}

interface Told {
  readonly number: number;
  readonly commit: string;
  readonly lines: readonly Line[];
}

/** How a history is told again. */
interface Retold {
  next(): ToldLine | undefined;
}

interface ToldLine {
  readonly stream: string;
  readonly revision: number;
  readonly event: NewEvent;
  readonly metadata: string;
  readonly data: string;
}

/**
 * Writes so many events into a new log; answers how many bytes an event has on the average. `sound`: each history is told again
 * as if it had happened to another pull request later, with names, ids, times and chained digests that fit; it takes longer.
 */
export async function writeLog(path: string, count: number, { sound = false } = {}): Promise<number> {
  await SqliteEventStore.open(path).close();
  const file = new Database(path);
  file.pragma('synchronous = OFF');
  const insert = file.prepare(
    `INSERT INTO events (position, stream, revision, category, id, type, recorded_at, metadata, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const random = seededRandom(1);
  const told: Told[] = [];
  for (let number = 1; number <= Math.min(HISTORIES, Math.ceil(count / 100)); number += 1)
    told.push(await tell(number, random));
  let written = 0;
  let bytes = 0;
  let started = 0;
  const begin = (): Retold => {
    const history = told[started % told.length]!;
    started += 1;
    return sound ? new SoundTelling(history, started) : new Telling(history, started);
  };
  const telling = Array.from({ length: SIDE_BY_SIDE }, begin);
  file.exec('BEGIN');
  while (written < count) {
    const at = Math.floor(random() * telling.length);
    const next = telling[at]!.next();
    if (!next) {
      telling[at] = begin();
      continue;
    }
    const { stream, revision, event, metadata, data } = next;
    written += 1;
    bytes += data.length + metadata.length;
    insert.run(written, stream, revision, categoryOf(stream), event.id, event.type, event.metadata.at, metadata, data);
    if (written % 20_000 === 0) file.exec('COMMIT; BEGIN');
  }
  file.exec('COMMIT');
  file.pragma('wal_checkpoint(TRUNCATE)');
  file.close();
  // Otherwise the kernel would write it to the disk while something else is measured.
  const handle = openSync(path, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  return bytes / written;
}

async function tell(number: number, random: () => number): Promise<Told> {
  const events = await historyOfPullRequest(number, random);
  const lines = events.map(({ stream, event, published: text }) => ({
    stream,
    event,
    text: JSON.stringify(event.data),
    published: text === undefined ? undefined : { text, digest: ids.digest(text) },
  }));
  return { number, commit: ids.digest(String(number)).slice(0, 40), lines };
}

/** One pull request on its way into the log. Told again, it is about another commit, in streams of its own. */
class Telling implements Retold {
  private at = 0;
  private readonly revisions = new Map<string, number>();
  private readonly commit: string;

  constructor(
    private readonly told: Told,
    private readonly number: number,
  ) {
    this.commit = ids.digest(`commit ${number}`).slice(0, 40);
  }

  next() {
    const line = this.told.lines[this.at];
    if (!line) return undefined;
    this.at += 1;
    const { event } = line;
    const check = line.stream.startsWith('check-');
    const stream = check ? line.stream.replace(this.told.commit, this.commit) : `${line.stream}-${this.number}`;
    const revision = (this.revisions.get(stream) ?? -1) + 1;
    this.revisions.set(stream, revision);
    const data = line.text.replaceAll(this.told.commit, this.commit);
    const metadata = JSON.stringify(event.metadata);
    return { stream, revision, event, metadata, data };
  }
}

/** Pushes that one pull request gets. */
const PUSHES = 5;
const NAMES =
  /[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{40}\b|\bproject-\d+|\b\d{4}-\d\d-\d\dT[\d:.]{12}Z/g;

/** The same, with everything that other events refer to renamed alike: streams, commits, the repository, and the time. */
class SoundTelling implements Retold {
  private at = 0;
  private readonly last = new Map<string, { revision: number; digest: string }>();
  private readonly names = new Map<string, string>();
  /** Of builds and test runs, in links. */
  private readonly numbers = new Map<string, string>();
  private readonly laterBy: number;

  constructor(
    private readonly told: Told,
    private readonly number: number,
  ) {
    this.laterBy = (number - told.number) * 60_000;
  }

  next(): ToldLine | undefined {
    const line = this.told.lines[this.at];
    if (!line) return undefined;
    this.at += 1;
    const stream = this.retold(line.stream);
    const renamedData = this.retold(line.text);
    this.renumber(line.event, renamedData);
    const data = this.withDigest(renamedData, line.published);
    const before = this.last.get(stream);
    const revision = (before?.revision ?? -1) + 1;
    const { previous: _previous, ...own } = line.event.metadata;
    const renamed = JSON.parse(this.retold(JSON.stringify(own))) as NewEvent['metadata'];
    const full = { ...renamed, ...(before && { previous: before.digest }) };
    const { type } = line.event;
    const id = ids.uuid(`${full.$causationId}/${stream}/${revision}/${type}`);
    const metadata = JSON.stringify(full);
    const digest = ids.digest(`[${JSON.stringify(id)},${JSON.stringify(type)},${data},${metadata}]`);
    this.last.set(stream, { revision, digest });
    return { stream, revision, event: { id, type, data: undefined, metadata: full }, metadata, data };
  }

  /** What is published is about the renamed, too. */
  private withDigest(data: string, published: Line['published']): string {
    if (!published) return data;
    const text = this.retold(published.text).replace(LINKS, (_, start: string, number: string) => {
      return `${start}${this.numbers.get(number)}`;
    });
    return data.replace(published.digest, ids.digest(text));
  }

  private renumber({ type, data }: NewEvent, renamed: string): void {
    const [before, after] = [numbersOf(type, data), numbersOf(type, JSON.parse(renamed))];
    for (const [n, number] of before.entries()) this.numbers.set(String(number), String(after[n]));
  }

  private retold(text: string): string {
    return text.replace(NAMES, (name) => {
      const known = this.names.get(name) ?? this.rename(name);
      this.names.set(name, known);
      return known;
    });
  }

  private rename(name: string): string {
    if (name.startsWith('project-')) return `${name}-${Math.floor((this.number - 1) / HISTORIES / PUSHES)}`;
    if (name.endsWith('Z')) return new Date(Date.parse(name) + this.laterBy).toISOString();
    const renamed = ids.digest(`${name} ${this.number}`);
    return name.length === 40 ? renamed.slice(0, 40) : ids.uuid(renamed);
  }
}

/** Links to runs. */
const LINKS = /(\/jobs\/[a-z-]+\/)(\d+)/g;

/** The numbers that links to a run have, from the event that it begins with. */
function numbersOf(type: string, data: unknown): number[] {
  if (type === 'BuildRequested') {
    const build = buildDecider.evolve(buildDecider.initialState, { type, data } as BuildEvent);
    if (build.status !== 'unknown')
      return [srpmId(build), ...Object.keys(build.targets).map((chroot) => targetId(build, chroot))];
  }
  if (type === 'TestsRequested') {
    const run = testRunDecider.evolve(testRunDecider.initialState, { type, data } as TestRunEvent);
    if (run.status !== 'unknown') return [testRunId(run)];
  }
  return [];
}
