import { setTimeout as pause } from 'node:timers/promises';
import { ensureServiceIsBuilt } from '../../sandbox/service-build.js';
import { openEventStore } from '../../src/open-event-store.js';
import { Cluster } from './cluster.js';
import { observeLog, unfinished, type ObservedLog } from './observation.js';
import { clusterOptions } from './options.js';
import { violationsOf } from './violations.js';

/*
 * `npm run test:cluster`: two nodes on one store take a stream of pull requests, while every few seconds one of them is
 * killed. Ends with 0 when every check is right, nothing was submitted twice, and nothing that was acknowledged is lost.
 */

/** A submission whose answer got lost is looked for a minute later; after that much without anything new something is wrong. */
const STANDSTILL_MS = 240_000;
const PROGRESS_MS = 5_000;
const SHOWN_VIOLATIONS = 40;

const options = clusterOptions(process.argv.slice(2), Math.random);
ensureServiceIsBuilt();
const begin = performance.now();
const seconds = () => Math.round((performance.now() - begin) / 1_000);
const say = (text: string) => console.log(`[${String(seconds()).padStart(4)} s] ${text}`);

const cluster = await Cluster.start(options);
const { traffic, sandbox, balancer } = cluster;
say(
  `two nodes on ${cluster.store.described}; ${options.pullRequests} pull requests, ${options.rate} a second; ` +
    `one node is killed every ${options.killEverySeconds} s; lease ${options.leaseSeconds} s; --seed ${options.seed}`,
);
const store = await openEventStore(cluster.store.address);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cluster.close().finally(() => process.exit(130)));
const over = new AbortController();
const killing = killUntil(over.signal);
try {
  const flowing = traffic.flow();
  const settled = await untilSettled(flowing);
  if (!settled) say('not everything came to an end in time');
  over.abort();
  await killing;
  const log = await untilFinished();
  report(log, violationsOf(cluster.observeWorld(), log));
} finally {
  over.abort();
  await store.close();
  await killing.catch(() => undefined);
  await cluster.close();
}

/** One kill after the other, until the signal aborts; where starting takes long, both nodes live for half of the interval. */
async function killUntil(signal: AbortSignal): Promise<void> {
  const every = options.killEverySeconds * 1_000;
  let due = performance.now() + every;
  while (!signal.aborted) {
    await pause(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await cluster.killOne();
    due = Math.max(due + every, performance.now() + every / 2);
  }
}

/** Answers whether all pull requests came to an end, and nothing goes on outside any more. */
async function untilSettled(flowing: Promise<void>): Promise<boolean> {
  let flows = true;
  void flowing.finally(() => (flows = false));
  let quiet = 0;
  let end = Infinity;
  let progress = '';
  let told = 0;
  while (quiet < 3 && performance.now() < end) {
    await Promise.race([pause(1_000), killing.then(() => pause(1_000))]);
    cluster.deliverAgain();
    traffic.takeLateTurns();
    const done = traffic.opened.filter((opened) => traffic.isSettled(opened)).length;
    const now = `${done} ${sandbox.copr.builds().length} ${sandbox.testingFarm.requests().length}`;
    if (flows || now !== progress) end = performance.now() + STANDSTILL_MS;
    progress = now;
    quiet = !flows && done === traffic.opened.length && nothingGoesOn() ? quiet + 1 : 0;
    if (performance.now() - told < PROGRESS_MS) continue;
    told = performance.now();
    say(
      `${done} of ${traffic.opened.length} pull requests settled, ${cluster.kills} kills, ` +
        `${cluster.takeovers} take-overs, ${balancer.acknowledged.length} deliveries acknowledged, ` +
        `${sandbox.copr.builds().length} builds, ${sandbox.testingFarm.requests().length} requests`,
    );
  }
  await flowing;
  return quiet >= 3;
}

/** Without the calls that the service makes: it asks what became of its builds for as long as it waits for them. */
function nothingGoesOn(): boolean {
  const { coprBuilds, requests } = cluster.observeWorld();
  const { webhooks, messages } = sandbox.couriers;
  return [...coprBuilds, ...requests].every((each) => each.over) && webhooks.underWay + messages.underWay === 0;
}

/** The log once nothing in it waits for anything, or what it is after the limit. */
async function untilFinished(): Promise<ObservedLog> {
  const end = performance.now() + STANDSTILL_MS;
  for (;;) {
    const log = await observeLog(store);
    if (unfinished(log).length === 0 || performance.now() > end) return log;
    await pause(1_000);
  }
}

function report(log: ObservedLog, violations: readonly string[]): void {
  const { acknowledged } = balancer;
  const from = (source: string) => acknowledged.filter((each) => each.source === source).length;
  const turns = (turn: string) => traffic.opened.filter((opened) => opened.turn === turn).length;
  console.log(`
pull requests   ${traffic.opened.length} (${turns('second-push')} pushed to again, ${turns('build-comment')} "build", ${turns('retest-comment')} "retest-failed")
kills           ${cluster.kills}, take-overs ${cluster.takeovers}
seconds         ${seconds()}
deliveries      ${acknowledged.length} acknowledged: ${from('github')} webhooks, ${from('fedora-messaging')} messages, ${from('testing-farm')} callbacks
                ${log.decisions.size} in the log, ${balancer.failed} answered with an error
builds          ${log.builds.size} in the log, ${sandbox.copr.builds().length} in Copr
requests        ${log.testRuns.size} in the log, ${sandbox.testingFarm.requests().length} at Testing Farm
events          ${log.events}
violations      ${violations.length}`);
  for (const violation of violations.slice(0, SHOWN_VIOLATIONS)) console.log(`  ${violation}`);
  if (violations.length > SHOWN_VIOLATIONS) console.log(`  … and ${violations.length - SHOWN_VIOLATIONS} more`);
  if (violations.length === 0) return;
  for (const { name, lines } of cluster.nodes)
    console.log(`\nLast lines of node ${name}:\n${lines.slice(-30).join('\n')}`);
  process.exitCode = 1;
}
