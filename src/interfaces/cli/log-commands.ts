import type { Command } from 'commander';
import { changeText } from '../../application/replay/change-text.js';
import { copyLog } from '../../application/replay/copy-log.js';
import { decideAgain, type DecideAgainTools } from '../../application/replay/decide-again.js';
import { printedCheckpoint } from '../../application/replay/signed-checkpoint.js';
import { verifyLog } from '../../application/replay/verify-log.js';
import type { EventStore } from '../../application/ports/event-store.js';
import { masked } from '../../domain/scrub/masked.js';
import { readEarlier, writeCheckpoint, type CheckpointTools } from './checkpoint-commands.js';
import { verificationLines } from './verification-text.js';
import { Progress } from './progress.js';

/** What commands on the log need: opened by the composition root. */
export interface LogTools extends CheckpointTools {
  /** Opens a log that is there. */
  open(address: string): Promise<EventStore>;
  /** Opens a store, and makes it where it is not there. */
  create(address: string): Promise<EventStore>;
  /** What decisions are made again with, on this store's own texts. */
  deciding(store: EventStore): DecideAgainTools;
  /** Milliseconds after which the store of this address lets deliveries go; undefined: never. */
  deliveriesKept(address: string): Promise<number | undefined>;
}

interface VerifyCommand extends StoreOption {
  readonly against?: string;
  readonly publicKey?: string;
  readonly checkpointOut?: string;
  readonly sign?: string;
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
    .option('--against <file>', 'an earlier checkpoint, or its short form: what it knew must be there')
    .option('--public-key <file>', 'the key that the earlier checkpoint must be signed with (PEM)')
    .option('--checkpoint-out <file>', 'write what the log is now, and FILE.heads.gz beside it')
    .option('--sign <file>', 'sign it with this Ed25519 key (PEM)')
    .action((options: VerifyCommand) => verify(tools, options));

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

async function verify(tools: LogTools, options: VerifyCommand): Promise<void> {
  const { checkpointOut, sign, json } = options;
  if (sign !== undefined && checkpointOut === undefined) throw new Error('--sign: expected --checkpoint-out as well.');
  const earlier = options.against ? await readEarlier(options.against, options.publicKey, tools) : undefined;
  if (earlier?.verdict.verdict === 'tampered' || earlier?.verdict.verdict === 'wrong-key') {
    process.exitCode = 1;
    if (json) return print({ against: earlier.verdict });
    return console.log(
      `${options.against}: ${earlier.verdict.verdict}: ${earlier.verdict.why}. The log was not looked at.`,
    );
  }
  const store = await tools.open(options.store);
  const progress = new Progress();
  try {
    const head = await store.head();
    const kept = await tools.deliveriesKept(options.store);
    const verified = await verifyLog(store, tools.ids, {
      ...(earlier && { against: earlier }),
      ...(kept !== undefined && { expiredBefore: Date.now() - kept }),
      onProgress: ({ events, position }) => progress.tell(`${events} events, ${share(position, head)} of the log`),
    });
    progress.end();
    const { broken, moreBroken, cutOff, otherCategories, checkpoint } = verified;
    if (broken.length + moreBroken + otherCategories.length > 0 || cutOff) process.exitCode = 1;
    const written = checkpointOut ? await writeCheckpoint(checkpointOut, sign, verified, tools) : undefined;
    if (json) {
      const { heads: _heads, ...told } = verified;
      return print({
        ...told,
        digest: checkpoint.digest,
        ...(earlier && { against: earlier.verdict }),
        ...(written && { checkpoint: written }),
      });
    }
    for (const line of verificationLines(verified, earlier)) console.log(line);
    if (written) console.log(`\n${printedCheckpoint(written)}`);
  } finally {
    progress.end();
    await store.close();
  }
}

async function again(
  tools: LogTools,
  delivery: string | undefined,
  options: StoreOption & { since?: string },
): Promise<void> {
  const store = await tools.open(options.store);
  const progress = new Progress();
  try {
    const head = await store.head();
    const result = await decideAgain(store, tools.deciding(store), {
      ...(delivery && { delivery }),
      ...(options.since && { since: options.since }),
      onProgress: ({ decisions, position }) =>
        progress.tell(`${decisions} decisions, ${share(position, head)} of the log`),
    });
    progress.end();
    if (result.changed.length + result.failed.length > 0) process.exitCode = 1;
    if (options.json) return print(masked(result));
    for (const change of masked(result.changed) as typeof result.changed) console.log(changeText(change));
    for (const { delivery: stream, error } of result.failed)
      console.log(`${stream}: cannot be decided again: ${error}`);
    const { decisions, deliveries, changed, byKind, notAgain } = result;
    const kinds = Object.entries(byKind).map(([kind, count]) => `${kind} ${count}`);
    console.log(
      `${decisions} decisions of ${deliveries} deliveries (${kinds.join(', ')}), ${changed.length} would be another one today`,
    );
    const left = notAgain.reduce((sum, { count }) => sum + count, 0);
    if (left > 0) console.log(`${left} decisions were not decided again:`);
    for (const { why, count } of notAgain) console.log(`${String(count).padStart(8)}  ${why}`);
  } finally {
    progress.end();
    await store.close();
  }
}

function share(position: number, head: number): string {
  return `${head === 0 ? 100 : Math.floor((100 * position) / head)} %`;
}

async function copy(tools: LogTools, { from, to, json }: { from: string; to: string; json?: boolean }): Promise<void> {
  const source = await tools.open(from);
  const target = await tools.create(to);
  const progress = new Progress();
  try {
    const done = await copyLog(source, target, ({ copied, skipped }) =>
      progress.tell(`${copied} copied, ${skipped} were there`),
    );
    progress.tell('comparing');
    const onProgress = ({ events }: { events: number }) => progress.tell(`comparing: ${events} events`);
    const [one, other] = [
      await verifyLog(source, tools.ids, { onProgress }),
      await verifyLog(target, tools.ids, { onProgress }),
    ];
    progress.end();
    const same = one.checkpoint.digest === other.checkpoint.digest;
    if (!same || other.broken.length > 0) process.exitCode = 1;
    if (json) return print({ ...done, same, events: other.events });
    console.log(
      `${done.copied} events copied, ${done.skipped} were there already; the logs are ${same ? 'the same' : 'NOT the same'}`,
    );
  } finally {
    progress.end();
    await Promise.all([source.close(), target.close()]);
  }
}

function print(value: unknown): void {
  console.log(JSON.stringify(value));
}
