import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { serviceIdentity } from '../../domain/inputs/delivery.js';
import { textAt } from '../../domain/inputs/payload.js';
import { parseAssumptions } from './deliveries-assumptions.js';
import { reportDelivery, sourceNamed } from './deliveries-report.js';

interface InterpretOptions {
  readonly source: string;
  readonly event?: string;
  readonly deployment: 'prod' | 'stg';
  readonly prefix?: string;
  readonly testingFarmToken?: string;
  readonly assume?: string;
  readonly json?: boolean;
}

/** Adds `deliveries interpret`: what a payload in a file means, without sending it to a service. */
export function registerDeliveries(program: Command): void {
  const deliveries =
    program.commands.find((command) => command.name() === 'deliveries') ?? program.command('deliveries');
  deliveries.description('Look into webhooks, bus messages and callbacks.');
  deliveries
    .command('interpret')
    .description('Say what a delivery means: read the payload in FILE ("-": standard input).')
    .argument('<file>', 'the JSON body of the delivery')
    .requiredOption('--source <source>', 'github, gitlab, forgejo, pagure, fedora-messaging, testing-farm')
    .option('--event <event>', 'the event header of a webhook, or the topic of a message')
    .addOption(new Option('--deployment <deployment>', 'who listens').choices(['prod', 'stg']).default('prod'))
    .option('--prefix <prefix>', 'the prefix of comment commands; default: that of the deployment')
    .addOption(
      new Option('--testing-farm-token <token>', 'what callbacks of Testing Farm must carry').env(
        'TESTING_FARM_WEBHOOK_TOKEN',
      ),
    )
    .option('--assume <json>', 'what is stored already, e.g. {"external_id":"7","type":"pr","pr_id":42}')
    .option('--json', 'print one JSON object')
    .action(async (file: string, options: InterpretOptions) => {
      const report = { file: basename(file), ...(await interpretFile(file, options)) };
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${describe(report)}\n`);
    });
}

async function interpretFile(file: string, options: InterpretOptions): Promise<Record<string, unknown>> {
  const source = sourceNamed(options.source);
  if (!source) throw new Error(`--source ${options.source}: expected one of the sources that --help lists`);
  const body: unknown = JSON.parse(await readFile(file === '-' ? '/dev/stdin' : file, 'utf8'));
  const service = serviceIdentity(options.deployment, options.prefix ? { commandPrefix: options.prefix } : {});
  const assumed = { testing_farm_secret: options.testingFarmToken, ...parseAssumptions(options.assume) };
  const event = options.event ?? textAt(body, 'topic') ?? '';
  return { ...reportDelivery({ source, event, body }, service, assumed) };
}

function describe(report: Record<string, unknown>): string {
  const { source, kind, fields, command, input, ignored } = report;
  const outcome = (ignored ?? { input: (input as { kind: string } | undefined)?.kind }) as object;
  const lines = { source, kind, command, ...(fields as object), ...outcome };
  return Object.entries(lines)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
