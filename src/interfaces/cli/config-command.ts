import type { Command } from 'commander';
import { inspectPackageConfig } from '../../domain/package-config/inspection.js';
import { excessOf } from '../../domain/planning/excess.js';
import { excessReport } from '../../domain/planning/excess-report.js';
import type { PackageConfig } from '../../domain/package-config/package-config.js';
import { assumedSituation } from './assumed-situation.js';
import { describeVerdict, painter } from './config-report.js';
import { readConfig, type RepositoryOptions } from './config-source.js';

interface Options extends RepositoryOptions {
  readonly json?: boolean;
}

const namesOf = (list: string): string[] => list.split(',').filter((name) => name !== '');

function withRepositoryOptions(command: Command): Command {
  return command
    .option('--repo-name <name>', 'name of the repository, without namespace (default: the name of the folder)')
    .option('--config-file-path <path>', 'name of the configuration in the repository (default: that of the file)')
    .option('--root-spec-files <names>', 'spec files in the root, by comma (default: those beside the file)', namesOf);
}

function wantsColours(): boolean {
  if (process.env.NO_COLOR) return false;
  return process.stdout.isTTY || Boolean(process.env.FORCE_COLOR);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const EVENTS = ['pull_request', 'commit', 'release'] as const;

/** What the service would say instead of planning, each report once. */
function reportsOfExcess(config: PackageConfig): string[] {
  const project = {
    host: 'github.com',
    namespace: 'example',
    repo: 'project',
    url: 'https://github.com/example/project',
  };
  const reports = EVENTS.flatMap((event) => {
    const assumptions = { event, branch: 'main', tag: 'v1.0', label: [], deployment: 'prod' } as const;
    return excessOf(assumedSituation(assumptions, project, config)) ?? [];
  }).map(excessReport);
  return [...new Set(reports)];
}

async function validate(files: readonly string[], options: Options): Promise<void> {
  const verdicts: object[] = [];
  for (const file of files) {
    try {
      const source = await readConfig(file, options);
      const tooMuch = source.loaded.valid ? reportsOfExcess(source.loaded.config) : [];
      if (!source.loaded.valid || tooMuch.length > 0) process.exitCode = 1;
      if (options.json) {
        const { valid, message, errors, warnings } = inspectPackageConfig(source.loaded);
        const said = tooMuch.length > 0 ? tooMuch.join('\n\n') : message;
        verdicts.push({ file, valid: valid && tooMuch.length === 0, message: said, errors, warnings });
      } else if (tooMuch.length > 0) console.log(tooMuch.map((report) => `${file}: ${report}`).join('\n\n'));
      else console.log(describeVerdict(file, source, painter(wantsColours())));
    } catch (error) {
      process.exitCode = 1;
      if (options.json) verdicts.push({ file, valid: false, message: reasonOf(error), errors: [], warnings: [] });
      else console.error(`${file}: ${reasonOf(error)}`);
    }
  }
  if (options.json) console.log(JSON.stringify(verdicts));
}

async function inspect(file: string, options: Options): Promise<void> {
  try {
    const { loaded } = await readConfig(file, options);
    console.log(JSON.stringify(inspectPackageConfig(loaded), null, options.json ? undefined : 2));
  } catch (error) {
    process.exitCode = 1;
    console.error(`${file}: ${reasonOf(error)}`);
  }
}

/** Adds `config validate` and `config inspect`. */
export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('Look at package configurations (packit.yaml).');
  withRepositoryOptions(
    config
      .command('validate')
      .description('Say whether files are valid, and everything that is wrong with them; exits with 1 if one is not.')
      .argument('<files...>')
      .option('--json', 'print one JSON list'),
  ).action(validate);
  withRepositoryOptions(
    config
      .command('inspect')
      .description('Print what a file means: packages, jobs, what they override, and job views; or what is wrong.')
      .argument('<file>')
      .option('--json', 'print one JSON object in one line'),
  ).action(inspect);
}
