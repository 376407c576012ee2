import Database from 'better-sqlite3';
import { categoryOf, type NewEvent } from '../src/application/ports/event-store.js';
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
}

interface Told {
  readonly commit: string;
  readonly lines: readonly Line[];
}

/** Writes so many events into a new log; answers how many bytes an event has on the average. */
export async function writeLog(path: string, count: number): Promise<number> {
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
  const begin = (): Telling => new Telling(told[started % told.length]!, (started += 1));
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
  return bytes / written;
}

async function tell(number: number, random: () => number): Promise<Told> {
  const events = await historyOfPullRequest(number, random);
  const lines = events.map(({ stream, event }) => ({ stream, event, text: JSON.stringify(event.data) }));
  return { commit: ids.digest(String(number)).slice(0, 40), lines };
}

/** One pull request on its way into the log. Told again, it is about another commit, in streams of its own. */
class Telling {
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
