import type { Acknowledged } from './load-balancer.js';
import { unfinished, type ObservedLog } from './observation.js';

/** What stood outside at the end: on the forge, in Copr, at Testing Farm. */
export interface ObservedWorld {
  readonly pullRequests: readonly {
    readonly name: string;
    readonly expected: Readonly<Record<string, string>>;
    /** Name of each check of the head commit → its conclusion, or what it is doing. */
    readonly found: Readonly<Record<string, string>>;
    /** Checks of earlier commits that are not over. */
    readonly openBefore: readonly string[];
  }[];
  /** `run` is the stream that the submission names. */
  readonly coprBuilds: readonly { readonly id: number; readonly run: string; readonly over: boolean }[];
  readonly requests: readonly { readonly id: string; readonly run: string; readonly over: boolean }[];
  readonly acknowledged: readonly Acknowledged[];
}

/** Everything that should not be, a line each. Things are compared by what they are, never by how many there are. */
export function violationsOf(world: ObservedWorld, log: ObservedLog): string[] {
  return [
    ...world.pullRequests.flatMap(checkViolations),
    ...twice('Copr has builds', world.coprBuilds),
    ...twice('Testing Farm has requests', world.requests),
    ...strangers(world, log),
    ...lostDeliveries(world, log),
    ...unfinished(log).map((stream) => `${stream}: nothing came of it, or it is not over`),
  ];
}

function checkViolations({ name, expected, found, openBefore }: ObservedWorld['pullRequests'][number]): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return [
    ...names
      .filter((check) => expected[check] !== found[check])
      .map(
        (check) => `${name}: ${check}: expected ${expected[check] ?? 'no such check'}, found ${found[check] ?? 'none'}`,
      ),
    ...openBefore.map((check) => `${name}: ${check} of an earlier commit is not over`),
  ];
}

function twice(what: string, submitted: readonly { readonly id: number | string; readonly run: string }[]): string[] {
  const byRun = new Map<string, (number | string)[]>();
  for (const { id, run } of submitted) byRun.set(run, [...(byRun.get(run) ?? []), id]);
  return [...byRun].filter(([, ids]) => ids.length > 1).map(([run, ids]) => `${what} ${ids.join(', ')} for ${run}`);
}

/** What is outside and not in the log, the other way round, and what goes on although nobody waits for it. */
function strangers({ coprBuilds, requests }: ObservedWorld, { builds, testRuns }: ObservedLog): string[] {
  const recordedBuilds = new Map<string, number | string>();
  for (const [run, build] of builds)
    if (build.status === 'requested' && build.submission.phase === 'submitted')
      recordedBuilds.set(run, build.submission.coprBuildId);
  const recordedRequests = new Map<string, number | string>();
  for (const [run, tests] of testRuns)
    if (tests.status === 'requested' && tests.submission.phase === 'submitted')
      recordedRequests.set(run, tests.submission.requestId);
  return [
    ...unlike('Copr build', coprBuilds, recordedBuilds),
    ...unlike('Testing Farm request', requests, recordedRequests),
  ];
}

function unlike(
  what: string,
  outside: readonly { readonly id: number | string; readonly run: string; readonly over: boolean }[],
  recorded: ReadonlyMap<string, number | string>,
): string[] {
  const there = new Set(outside.map(({ id }) => id));
  return [
    ...outside
      .filter(({ id, run }) => recorded.get(run) !== id)
      .map(({ id, run }) => `${what} ${id} of ${run} is not in the log`),
    ...outside.filter(({ over }) => !over).map(({ id, run }) => `${what} ${id} of ${run} is not over`),
    ...[...recorded]
      .filter(([, id]) => !there.has(id))
      .map(([run, id]) => `${what} ${id} of ${run} is only in the log`),
  ];
}

function lostDeliveries({ acknowledged }: ObservedWorld, { decisions, callbacks }: ObservedLog): string[] {
  const lost = new Set<string>();
  const calledBack = new Map<string, number>();
  for (const { source, id } of acknowledged) {
    if (source === 'testing-farm') calledBack.set(id, (calledBack.get(id) ?? 0) + 1);
    else if (!decisions.has(`delivery-${source}-${id}`)) lost.add(`delivery-${source}-${id}`);
  }
  const fewer = [...calledBack].filter(([request, count]) => (callbacks.get(request) ?? 0) < count);
  return [
    ...[...lost].map((stream) => `${stream} was acknowledged and is not in the log`),
    ...fewer.map(
      ([request, count]) =>
        `Testing Farm called back ${count} times about ${request}, all acknowledged, and ${callbacks.get(request) ?? 0} are in the log`,
    ),
  ];
}
