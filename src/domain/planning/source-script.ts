import type { ProjectData, SubjectData } from './job.js';

interface SourceScript {
  readonly project: ProjectData;
  readonly subject: SubjectData;
  readonly commitSha: string;
  /** Only in a monorepo. */
  readonly packageName: string | null;
  readonly mergePullRequest: boolean;
  readonly updateRelease: boolean;
  readonly releaseSuffix: string | null;
  /** Place of the job among those of its package. */
  readonly jobConfigIndex: number;
}

/**
 * The script that makes the SRPM inside Copr: it runs the `packit` tool on the repository. Copr takes at most 4,096 characters.
 * Whatever comes from people is quoted for the shell.
 */
export function sourceScript(source: SourceScript): string {
  const { project, packageName } = source;
  const command = [
    'packit -d prepare-sources',
    ...(packageName === null ? [] : [`-p ${word(packageName)}`]),
    '--result-dir "$resultdir"',
    ...reference(source),
    `--job-config-index ${source.jobConfigIndex}`,
    ...(source.updateRelease && source.subject.kind !== 'release' ? [] : ['--no-update-release']),
    ...(source.releaseSuffix ? [`--release-suffix ${quoted(source.releaseSuffix)}`] : []),
    `--merged-ref ${quoted(mergedRef(source))}`,
    '--no-create-symlinks',
    word(project.url),
  ].join(' ');
  return [
    '#!/bin/sh',
    '',
    'git config --global user.email "hello@packit.dev"',
    'git config --global user.name "Packit"',
    'resultdir=$PWD',
    command,
    '',
  ].join('\n');
}

function reference({ subject, mergePullRequest }: SourceScript): string[] {
  switch (subject.kind) {
    case 'pull_request':
      return mergePullRequest
        ? [`--pr-id ${subject.number}`, '--merge-pr', `--target-branch ${word(subject.targetBranch)}`]
        : [`--pr-id ${subject.number}`, '--no-merge-pr'];
    case 'branch':
      return [`--ref ${word(subject.branch)}`];
    case 'release':
      return [`--ref ${word(subject.tag)}`];
  }
}

function mergedRef({ subject, commitSha }: SourceScript): string {
  switch (subject.kind) {
    case 'pull_request':
      return subject.targetBranch;
    case 'branch':
      return commitSha;
    case 'release':
      return subject.tag;
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
/** Bare where the shell takes it as it is. */
const word = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) && !text.startsWith('-') ? text : quoted(text));
