import type { Command } from 'commander';
import { eventsUntil } from '../../application/past/past-events.js';
import type { EventStore } from '../../application/ports/event-store.js';
import { findStreams } from '../../application/replay/find-streams.js';
import { replay, type ReplayStep } from '../../application/replay/replay-streams.js';
import { stateAt, type LinkAddresses, type StateAt } from '../../application/replay/state-at.js';
import { readMoment } from './moment.js';
import { Progress } from './progress.js';
import { stateLines, stepLines } from './replay-text.js';

/** What the command needs: opened by the composition root. */
export interface ReplayTools {
  open(address: string): Promise<EventStore>;
  addresses(): LinkAddresses;
}

interface Options {
  readonly store: string;
  readonly until?: string;
  readonly at?: string;
  readonly pipeline?: boolean;
  readonly json?: boolean;
}

/** Adds `replay`: what happened in a log, event by event, without the service. */
export function registerReplay(program: Command, tools: ReplayTools): void {
  program
    .command('replay')
    .description(
      'Print what happened, event by event, and what each event changed; read from the log, not from the service.',
    )
    .argument('<id>', 'a stream, the id of a delivery, or a subject such as github.com/ns/repo#42')
    .option('--until <moment>', 'an ISO 8601 time or a position of the log: nothing later')
    .option('--at <moment>', 'only the states at that moment, with what every check should say then')
    .option('--pipeline', 'not only this stream: everything that was done for the same commit')
    .option('--store <address>', 'event store', process.env.EVENT_STORE ?? 'sqlite:data/events.db')
    .option('--json', 'one JSON object a line: event, changes and state; one object with --at')
    .action((id: string, options: Options) => run(tools, id, options));
}

async function run(tools: ReplayTools, id: string, options: Options): Promise<void> {
  const at = options.at === undefined ? undefined : readMoment('--at', options.at);
  const until = at || options.until === undefined ? undefined : readMoment('--until', options.until);
  const then = at && { at, addresses: tools.addresses() };
  const progress = new Progress();
  const store = await tools.open(options.store);
  try {
    const family = options.pipeline === true || then !== undefined;
    const streams = await findStreams(store, id, {
      family,
      onProgress: (events) => progress.tell(`${events} events looked through`),
    });
    const onProgress = (read: number) => progress.tell(`${read} of ${streams.length} streams read`);
    const state = then && (await stateAt(store, streams, then, onProgress));
    const events = state ? [] : await eventsUntil(store, streams, until, onProgress);
    progress.end();
    if ((state?.streams ?? events).length === 0 && !options.json)
      console.error(`Nothing had happened in these ${streams.length} streams by then.`);
    if (state) printState(state, options);
    else for (const step of replay(events)) printStep(step, options);
  } finally {
    progress.end();
    await store.close();
  }
}

function printStep(step: ReplayStep, { json = false }: Options): void {
  for (const line of json ? [JSON.stringify(step)] : stepLines(step)) console.log(line);
}

function printState(state: StateAt, { json = false }: Options): void {
  if (json) console.log(JSON.stringify(state));
  else for (const line of stateLines(state)) console.log(line);
}
