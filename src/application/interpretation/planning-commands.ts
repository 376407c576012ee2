import { Injectable } from '@nestjs/common';
import type { Command } from '../../domain/comment-command/command.js';
import { environmentOf, pullRequestsNamedIn } from '../../domain/comment-command/test-arguments.js';
import type { PlanningCommand } from '../../domain/planning/situation.js';
import { KnownRuns } from './known-runs.js';

/** Commands that plan jobs. */
const PLANNING = ['build', 'test', 'rebuild-failed', 'retest-failed'] as const;

/** Reads what a command asks of the planner, with the builds of the pull requests that it names. */
@Injectable()
export class PlanningCommands {
  constructor(private readonly runs: KnownRuns) {}

  /** Undefined: the command plans nothing, or nothing that this service knows yet. */
  async read({ family, name, args }: Command): Promise<PlanningCommand | undefined> {
    const known = PLANNING.find((candidate) => candidate === name);
    if (family !== 'packit' || !known) return undefined;
    const { set, remove } = environmentOf(args.env);
    const named = pullRequestsNamedIn(args.targets).map(async ({ project, number }) => ({
      name: `${project.namespace}/${project.repo}#${number}`,
      builds: await this.runs.newestSuccesses(project, number),
    }));
    return {
      name: known,
      package: args.package ?? null,
      identifier: args.identifier ?? null,
      labels: args.labels ?? null,
      env: { ...set, ...Object.fromEntries(remove.map((variable) => [variable, null])) },
      pullRequests: await Promise.all(named),
    };
  }
}
