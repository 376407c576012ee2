import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { copyLog } from '../../application/replay/copy-log.js';
import { decideAgain, type ChangedDecision } from '../../application/replay/decide-again.js';
import { verifyLog, type LogCheckpoint } from '../../application/replay/verify-log.js';
import type { RecordedSituations } from '../../application/replay/recorded-situations.js';
import type { EventStore } from '../../application/ports/event-store.js';
import type { Ids } from '../../application/ports/ids.js';

/** What commands on the log need: opened by the composition root. */
export interface LogTools {
  readonly ids: Ids;
  open(address: string): Promise<EventStore>;
  situations(store: EventStore): RecordedSituations;
}

interface StoreOption {
  readonly store: string;
  readonly json?: boolean;
}

/** Adds the commands that read a log without the service: `verify`, `decide-again`, `events copy`. */
export function registerLogCommands(program: Command, tools: LogTools): void {
  const withStore = (command: Command) =>
    command
      .option('--store <address>', 'event store', process.env.EVENT_STORE ?? 'sqlite:data/events.db')
      .option('--json', 'for machines');

  withStore(program.command('verify'))
    .description('Check the chain of digests of every stream; name what was changed, removed or put in.')
    .option('--against <file>', 'an earlier checkpoint: what it knew must be there')
    .option('--write-checkpoint <file>', 'write what the log is now')
    .action((options: StoreOption & { against?: string; writeCheckpoint?: string }) => verify(tools, options));

  withStore(program.command('decide-again'))
    .description("Run today's planner on the facts of past decisions and show what it would decide in another way.")
    .argument('[delivery]', 'stream of one delivery; default: all')
    .option('--since <time>', 'only decisions made then or later, ISO 8601')
    .action((delivery: string | undefined, options: StoreOption & { since?: string }) =>
      again(tools, delivery, options),
    );

  program
    .command('events')
    .description('Work with whole logs.')
    .command('copy')
    .description('Copy a log into another store; go on where an earlier copy was broken off; compare at the end.')
    .requiredOption('--from <address>', 'event store to read')
    .requiredOption('--to <address>', 'event store to write')
    .option('--json', 'for machines')
    .action((options: { from: string; to: string; json?: boolean }) => copy(tools, options));
}

async function verify(
  tools: LogTools,
  options: StoreOption & { against?: string; writeCheckpoint?: string },
): Promise<void> {
  const store = await tools.open(options.store);
  try {
    const against = options.against
      ? (JSON.parse(await readFile(options.against, 'utf8')) as LogCheckpoint)
      : undefined;
    const { events, streams, broken, checkpoint } = await verifyLog(store, tools.ids, {
      ...(against && { against }),
      onProgress: (count) => progress(`${count} events`),
    });
    if (options.writeCheckpoint) await writeFile(options.writeCheckpoint, `${JSON.stringify(checkpoint)}\n`);
    if (broken.length > 0) process.exitCode = 1;
    if (options.json) return print({ events, streams, broken, digest: checkpoint.digest });
    for (const { stream, revision, why } of broken) console.log(`${stream}@${revision}: ${why}`);
    console.log(`${events} events in ${streams} streams, ${broken.length} broken places, digest ${checkpoint.digest}`);
  } finally {
    await store.close();
  }
}

async function again(
  tools: LogTools,
  delivery: string | undefined,
  options: StoreOption & { since?: string },
): Promise<void> {
  const store = await tools.open(options.store);
  try {
    const result = await decideAgain(store, tools.situations(store), {
      ...(delivery && { delivery }),
      ...(options.since && { since: options.since }),
      onProgress: ({ decisions }) => progress(`${decisions} decisions`),
    });
    if (result.changed.length + result.failed.length > 0) process.exitCode = 1;
    if (options.json) return print(result);
    for (const change of result.changed) console.log(describe(change));
    for (const { delivery: stream, error } of result.failed)
      console.log(`${stream}: cannot be decided again: ${error}`);
    const { decisions, deliveries, changed } = result;
    console.log(`${decisions} decisions of ${deliveries} deliveries, ${changed.length} would be another one today`);
  } finally {
    await store.close();
  }
}

function describe({ delivery, job, then, now }: ChangedDecision): string {
  const short = (decision: ChangedDecision['then']) =>
    !decision
      ? 'no job'
      : decision.type === 'JobSkipped'
        ? `skipped (${decision.data.reason})`
        : `planned (${decision.data.action.do})`;
  return `${delivery} job ${job}: then ${short(then)}, now ${short(now)}`;
}

async function copy(tools: LogTools, { from, to, json }: { from: string; to: string; json?: boolean }): Promise<void> {
  const source = await tools.open(from);
  const target = await tools.open(to);
  try {
    const done = await copyLog(source, target, ({ copied, skipped }) =>
      progress(`${copied} copied, ${skipped} were there`),
    );
    progress('comparing');
    const [one, other] = [await verifyLog(source, tools.ids), await verifyLog(target, tools.ids)];
    const same = one.checkpoint.digest === other.checkpoint.digest;
    if (!same || other.broken.length > 0) process.exitCode = 1;
    if (json) return print({ ...done, same, events: other.events });
    console.log(
      `${done.copied} events copied, ${done.skipped} were there already; the logs are ${same ? 'the same' : 'NOT the same'}`,
    );
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\u001b[K`);
}

function print(value: unknown): void {
  console.log(JSON.stringify(value));
}
