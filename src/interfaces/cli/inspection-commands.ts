import type { Command } from 'commander';
import { z } from 'zod';
import type { AllowlistTerminal } from './allowlist-commands.js';
import { explanationLines, timelineLines, todoLines } from './inspection-text.js';
import { stateLines } from './state-text.js';
import { ServiceClient } from './service-client.js';

interface Options {
  readonly url?: string;
  readonly json?: boolean;
}

type Terminal = Pick<AllowlistTerminal, 'environment' | 'print'>;

/** `timeline`, `state`, `explain` and `todos list|release`: ask the running service over HTTP. */
export function addInspectionCommands(program: Command, terminal: Terminal): void {
  const print = (options: Options, answer: unknown, lines: (answer: unknown) => string[]) => {
    if (options.json) terminal.print(JSON.stringify(answer));
    else for (const line of lines(answer)) terminal.print(line);
  };
  const asking = (parent: Command, nameAndArguments: string, description: string) =>
    parent
      .command(nameAndArguments)
      .description(description)
      .option('--url <url>', 'where the service is; default: PUBLIC_URL, else http://HOST:PORT')
      .option('--json', 'print one JSON value');
  const service = ({ url }: Options) => ServiceClient.in(terminal.environment, url);

  asking(
    program,
    'timeline <id>',
    'Everything that happened around a stream, or a subject such as github.com/ns/repo#42',
  )
    .option('--at <moment>', 'an ISO 8601 time or a position of the log: nothing later')
    .action(async (id: string, options: Options & { at?: string }) => {
      print(options, await wholeTimeline(service(options), id, options.at), timelineLines);
    });
  asking(
    program,
    'state <id>',
    'How things stand around a stream or a subject: deliveries, runs, and what every check should say',
  )
    .option('--at <moment>', 'an ISO 8601 time or a position of the log: how they stood then')
    .action(async (id: string, options: Options & { at?: string }) => {
      const at = options.at === undefined ? '' : `?at=${encodeURIComponent(options.at)}`;
      const answer = await service(options).request('GET', `/api/pipelines/${encodeURIComponent(id)}/state${at}`);
      print(options, answer, stateLines);
    });
  asking(
    program,
    'explain <subject>',
    'Why jobs ran or did not: of a subject, a pull request by its address, a delivery or a run',
  )
    .option('--job <job>', 'only jobs with this type, identifier, package, check or target')
    .option('--at <moment>', 'an ISO 8601 time or a position of the log: as it was then')
    .action(async (subject: string, { job, at, ...options }: Options & { job?: string; at?: string }) => {
      const query = new URLSearchParams({
        subject,
        ...(job !== undefined && { job }),
        ...(at !== undefined && { at }),
      });
      print(options, await service(options).request('GET', `/api/explain?${query}`), explanationLines);
    });

  const todos = program.command('todos').description('What the service has still to do outside (needs ADMIN_TOKEN)');
  asking(todos, 'list', 'What is open, parked ones first')
    .option('--limit <number>', 'at most so many', '50')
    .action(async (options: Options & { limit: string }) => {
      const answer = await service(options).request('GET', `/api/todos?limit=${encodeURIComponent(options.limit)}`);
      print(options, answer, todoLines);
    });
  asking(todos, 'release [key]', 'Try again what was parked: one by its key, or --all')
    .option('--all', 'all that are parked')
    .action(async (key: string | undefined, options: Options & { all?: boolean }) => {
      if ((key === undefined) === !options.all) throw new Error('Expected either a key or --all.');
      const answer = await service(options).request('POST', '/api/todos/release', { key });
      print(options, answer, (value) => [`Released: ${Released.parse(value).released}`]);
    });
}

/** All pages of a timeline as one. */
async function wholeTimeline(service: ServiceClient, id: string, at: string | undefined): Promise<unknown> {
  const path = `/api/pipelines/${encodeURIComponent(id)}/events`;
  const events: unknown[] = [];
  for (let after: number | null = 0; after !== null;) {
    const query = new URLSearchParams({ ...(at !== undefined && { at }), after: String(after) });
    const page = TimelinePage.parse(await service.request('GET', `${path}?${query}`));
    events.push(...page.events);
    after = page.next;
  }
  return { id, events };
}

/** Services of before have one page only. */
const TimelinePage = z.object({
  events: z.array(z.unknown()),
  next: z
    .int()
    .nullish()
    .transform((next) => next ?? null),
});

const Released = z.object({ released: z.int() });
