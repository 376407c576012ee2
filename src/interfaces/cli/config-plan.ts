import { Option, type Command } from 'commander';
import { parseProjectKey, parseProjectUrl } from '../../domain/forge/project-ref.js';
import { excessOf } from '../../domain/planning/excess.js';
import { excessReport } from '../../domain/planning/excess-report.js';
import { plan, type JobDecision } from '../../domain/planning/plan.js';
import { skipReasons, type SkipReason } from '../../domain/planning/reasons.js';
import { assumedSituation, type Assumptions } from './assumed-situation.js';
import { describeVerdict, painter } from './config-report.js';
import { readConfig } from './config-source.js';

interface Options extends Assumptions {
  readonly project: string;
  readonly json?: boolean;
  readonly specFiles?: readonly string[];
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** Adds `config plan`: what the service would do with a configuration, by the planner that the service uses. */
export function registerConfigPlan(program: Command): void {
  const config = program.commands.find((command) => command.name() === 'config') ?? program.command('config');
  config
    .command('plan')
    .description('Show which jobs would run, and why the others would not.')
    .argument('<file>', 'packit.yaml')
    .addOption(
      new Option('--event <event>', 'what happens')
        .choices(['pull_request', 'commit', 'release'])
        .makeOptionMandatory(),
    )
    .option('--project <project>', 'repository, e.g. github.com/packit/ogr', 'github.com/example/project')
    .option('--branch <branch>', 'pushed branch, or target branch of the pull request', 'main')
    .option('--tag <tag>', 'tag of the release', 'v1.0')
    .option('--label <label>', 'label of the pull request; may be repeated', collect, [])
    .addOption(
      new Option('--command <command>', 'as if this was commented on the pull request').choices(['build', 'test']),
    )
    .addOption(new Option('--deployment <deployment>').choices(['prod', 'stg']).default('prod'))
    .option('--spec-files <names>', 'spec files in the root, by comma (default: those beside the file)', (list) =>
      list.split(','),
    )
    .option('--json', 'for machines')
    .action(planFile);
}

async function planFile(file: string, options: Options): Promise<void> {
  const project = parseProjectUrl(options.project) ?? parseProjectKey(options.project);
  if (!project) {
    console.error(`--project: expected a repository such as github.com/packit/ogr, found ${options.project}`);
    process.exitCode = 1;
    return;
  }
  const source = await readConfig(file, {
    repoName: project.repo,
    ...(options.specFiles && { rootSpecFiles: options.specFiles }),
  });
  const { loaded } = source;
  if (!loaded.valid) {
    process.exitCode = 1;
    if (options.json) console.log(JSON.stringify({ valid: false, message: loaded.message, errors: loaded.errors }));
    else console.error(describeVerdict(file, source, painter(process.stderr.isTTY)));
    return;
  }
  const situation = assumedSituation(options, project, loaded.config);
  const excess = excessOf(situation);
  if (excess) {
    process.exitCode = 1;
    if (options.json) console.log(JSON.stringify({ valid: true, ...excess, message: excessReport(excess) }));
    else console.error(excessReport(excess));
    return;
  }
  const decisions = plan(situation);
  if (options.json) console.log(JSON.stringify(decisions.map(asJson), null, 2));
  else for (const decision of decisions) console.log(asText(decision));
}

function asJson({ type, data }: JobDecision): object {
  const { job } = data.origin;
  if (type === 'JobPlanned')
    return { job, decision: 'planned', does: data.action.do, checks: data.checks, verdicts: data.verdicts };
  const reason = skipReasons[data.reason as SkipReason];
  return { job, decision: 'skipped', reason: data.reason, facts: data.facts, ...reason, verdicts: data.verdicts };
}

function asText({ type, data }: JobDecision): string {
  const { job } = data.origin;
  const name = `jobs[${job.index}] ${job.type} on ${job.trigger}${job.package ? ` for ${job.package}` : ''}`;
  const verdicts = data.verdicts.map(({ check, state, title }) => `    ${check}: ${state}, ${title}`);
  if (type === 'JobPlanned')
    return [`${name}: runs (${data.action.do})`, ...data.checks.map((check) => `    ${check}`), ...verdicts].join('\n');
  const { sentence, nextStep } = skipReasons[data.reason as SkipReason];
  return [
    `${name}: does not run (${data.reason})`,
    `    ${sentence} ${nextStep}`,
    `    ${JSON.stringify(data.facts)}`,
    ...verdicts,
  ].join('\n');
}
