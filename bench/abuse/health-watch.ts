import { Agent, get } from 'node:http';

/*
 * Asks `GET /api/healthz` of the service in the first argument again and again, in a process of its own: what keeps the
 * attacker busy must not look like a slow service. Told to report, it answers its parent with what it has seen since the last report.
 */

const [url] = process.argv.slice(2);
const PAUSE_MS = 20;
/** An answer that takes longer counts as this, and as failed. */
const LIMIT_MS = 60_000;
const agent = new Agent({ keepAlive: false });

/** What was seen of the service. */
export interface HealthReport {
  readonly asked: number;
  readonly failed: number;
  readonly worstMs: number;
}

let seen = { asked: 0, failed: 0, worstMs: 0 };
let askedAt: number | undefined;

async function ask(): Promise<void> {
  askedAt = performance.now();
  const status = await new Promise<number | undefined>((resolve) => {
    const request = get(`${url}/api/healthz`, { agent, timeout: LIMIT_MS }, (response) => {
      response.resume().on('close', () => resolve(response.statusCode));
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', () => resolve(undefined));
  });
  const worstMs = Math.max(seen.worstMs, performance.now() - askedAt);
  seen = { asked: seen.asked + 1, failed: seen.failed + (status === 200 ? 0 : 1), worstMs };
  askedAt = undefined;
}

process.on('message', () => {
  // A question without an answer yet has taken at least so long.
  const open = askedAt === undefined ? 0 : performance.now() - askedAt;
  const report: HealthReport = { ...seen, worstMs: Math.max(seen.worstMs, open) };
  seen = { asked: 0, failed: 0, worstMs: 0 };
  process.send!(report);
});
process.on('disconnect', () => process.exit());
for (;;) {
  await ask();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
