import { decideAgain } from '../src/application/replay/decide-again.js';
import { RecordedSituations, type RecordedFacts } from '../src/application/replay/recorded-situations.js';
import { Blobs } from '../src/application/streams/blobs.js';
import { Streams } from '../src/application/streams/streams.js';
import { serviceIdentity } from '../src/domain/inputs/delivery.js';
import { plan } from '../src/domain/planning/plan.js';
import type { Situation } from '../src/domain/planning/situation.js';
import { SystemClock } from '../src/infrastructure/clock/system-clock.js';
import { ShaIds } from '../src/infrastructure/ids/sha-ids.js';
import { openEventStore } from '../src/open-event-store.js';

/* One pass of `decide-again` in a process of its own, with what takes the time. Prints what it took as JSON. */

const [, , address = ''] = process.argv;
const store = await openEventStore(address);
const ids = new ShaIds();
const blobs = new Blobs(new Streams(store, ids, new SystemClock()), store, ids);
const spent = { planning: 0, configurations: 0 };

class TimedSituations extends RecordedSituations {
  override async again(facts: RecordedFacts): Promise<Situation> {
    const start = performance.now();
    const situation = await super.again(facts);
    spent.configurations += performance.now() - start;
    return situation;
  }
}

const start = performance.now();
const tools = { blobs, situations: new TimedSituations(blobs), identity: serviceIdentity('prod') };
const { decisions, byKind, deliveries, changed, failed } = await decideAgain(store, tools, {
  planner: (situation) => {
    const begun = performance.now();
    const decided = plan(situation);
    spent.planning += performance.now() - begun;
    return decided;
  },
});
const seconds = (performance.now() - start) / 1000;
let events = 0;
const reading = performance.now();
for await (const event of store.readAll({ filter: { categories: ['delivery'] } })) if (event.data) events++;
const readSeconds = (performance.now() - reading) / 1000;
await store.close();
console.log(
  JSON.stringify({
    decisions,
    jobs: byKind.job,
    deliveries,
    changed: changed.length,
    failed: failed.length,
    seconds,
    planning: spent.planning / 1000,
    configurations: spent.configurations / 1000,
    events,
    readSeconds,
  }),
);
