import { clipped } from '../comment-command/clipped.js';
import { markdownTable } from '../comment-command/markdown-table.js';
import { isNamed } from '../planning/named-job.js';
import type { IgnoredExplanation, JobExplanation } from './explain.js';

/** Jobs that a reply lists: of so many the longest table still fits into a comment. */
const MOST_JOBS = 40;
/** Characters of a name that is repeated to whoever wrote it. */
const LONGEST_NAME = 100;

interface Asked {
  readonly commitSha: string;
  /** Job, target or check that the comment names; null: all jobs. */
  readonly about: string | null;
  readonly commandPrefix: string;
}

/** The reply to `explain`: for each configured job whether it ran, and the rule that decided. */
export function explanationReply(
  jobs: readonly JobExplanation[],
  ignored: IgnoredExplanation | null,
  { commitSha, about, commandPrefix }: Asked,
): string {
  const commit = commitSha.slice(0, 7);
  const shown = about === null ? jobs : jobs.filter((job) => isAbout(job, about));
  if (jobs.length === 0) {
    if (ignored) return `Nothing ran for ${commit} (\`${ignored.rule}\`): ${ignored.sentence} ${ignored.nextStep}`;
    return `Nothing has been decided for ${commit} yet. Comment \`${commandPrefix} build\` to run its jobs.`;
  }
  if (shown.length === 0)
    return `No job, target or check of this configuration is called \`${clipped((about ?? '').replaceAll('`', ''), LONGEST_NAME)}\`. Without a name, \`${commandPrefix} explain\` lists all jobs.`;
  const rows = shown.map((job) => [
    titleOf(job),
    job.ran ? 'yes' : 'no',
    `\`${job.rule}\``,
    job.sentence,
    job.nextStep.replaceAll('`/packit ', `\`${commandPrefix} `),
    factsText(job.facts),
  ]);
  return [
    `What was decided for ${commit}:`,
    markdownTable(['Job', 'Ran', 'Rule', 'Why', 'Next step', 'What the rule looked at'], rows, MOST_JOBS),
  ].join('\n\n');
}

function isAbout({ job, checks }: JobExplanation, about: string): boolean {
  if (isNamed(job, about)) return true;
  return checks.some((check) => check === about || check.split(':').includes(about));
}

function titleOf({ job }: JobExplanation): string {
  const names = [job.identifier, job.package].filter((name, at, all) => name !== null && all.indexOf(name) === at);
  const suffix = names.length > 0 ? ` (${names.join(', ')})` : '';
  return `#${job.index + 1} \`${job.type}\` on \`${job.trigger}\`${suffix}`;
}

function factsText(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: \`${inline(value)}\``)
    .join(', ');
}

function inline(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.replaceAll('`', "'").slice(0, 200);
}
