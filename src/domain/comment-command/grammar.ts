import type { CommandArguments } from './command-arguments.js';
import type { Surface } from './surface.js';

/** How an option's value is kept: as text, split at commas, collected over repetitions, or only noted. */
type Reading = 'text' | 'list' | 'repeated' | 'switch';

export interface OptionSpec {
  /** All spellings, the full one first. */
  readonly flags: readonly string[];
  readonly as: keyof CommandArguments;
  readonly reads: Reading;
  readonly placeholder?: string;
  readonly choices?: readonly string[];
  readonly about: string;
}

export interface PositionalSpec {
  readonly as: keyof CommandArguments;
  readonly reads: 'text' | 'repeated';
  readonly placeholder: string;
  readonly choices?: readonly string[];
  /** Every remaining word is taken as it is, even one that looks like an option. */
  readonly verbatim?: true;
}

export interface CommandSpec {
  readonly name: string;
  /** The words that call it, the one that `help` shows first in front. */
  readonly words: readonly string[];
  /** Its lines in `help`; a command without any is not shown. */
  readonly help: readonly string[];
  readonly surfaces: readonly Surface[];
  /** Syntax anywhere but on GitHub is an error. */
  readonly onlyOnGitHub?: true;
  readonly positional?: PositionalSpec;
  readonly options?: readonly OptionSpec[];
}

const commit: OptionSpec = {
  flags: ['--commit'],
  as: 'commit',
  reads: 'text',
  placeholder: 'BRANCH',
  about: 'on a commit: run the jobs that a push to this branch triggers',
};
const release: OptionSpec = {
  flags: ['--release'],
  as: 'release',
  reads: 'text',
  placeholder: 'TAG',
  about: 'on a commit: run the jobs that this release triggers',
};

/** The one option that stands before the command. */
export const packageOption: OptionSpec = {
  flags: ['--package'],
  as: 'package',
  reads: 'text',
  placeholder: 'PACKAGE',
  about: 'specific package from monorepo to run job for',
};

const pullRequest = ['pull-request'] as const;
const distGit = ['dist-git-pull-request'] as const;
const inKoji = ['build package(s) in Koji', '(the latest commit of this PR will be targeted, not HEAD)'];

/** Every command that a comment can give, in the order of `help`. The parser, `help` and the documentation read this. */
export const grammar = [
  {
    name: 'help',
    words: ['help'],
    help: ['show this help message'],
    surfaces: ['pull-request', 'issue', 'dist-git-pull-request'],
  },
  {
    name: 'build',
    words: ['copr-build', 'build'],
    help: ['build package(s) in Copr'],
    surfaces: ['pull-request', 'commit'],
    options: [commit, release],
  },
  {
    name: 'rebuild-failed',
    words: ['rebuild-failed'],
    help: ['re-build failed builds in Copr'],
    surfaces: pullRequest,
  },
  { name: 'upstream-koji-build', words: ['upstream-koji-build'], help: inKoji, surfaces: pullRequest },
  {
    name: 'test',
    words: ['test'],
    help: ['run tests in Testing Farm'],
    surfaces: ['pull-request', 'commit'],
    positional: { as: 'targets', reads: 'repeated', placeholder: 'NAMESPACE/REPO#PR' },
    options: [
      commit,
      release,
      {
        flags: ['--identifier', '--id', '-i'],
        as: 'identifier',
        reads: 'text',
        placeholder: 'ID',
        about: 'only jobs with this identifier',
      },
      {
        flags: ['--labels'],
        as: 'labels',
        reads: 'list',
        placeholder: 'LABEL,…',
        about: 'only jobs with one of these labels',
      },
      {
        flags: ['--env'],
        as: 'env',
        reads: 'repeated',
        placeholder: 'NAME=VALUE',
        about: 'set an environment variable of the run, or remove it (NAME=)',
      },
    ],
  },
  {
    name: 'retest-failed',
    words: ['retest-failed'],
    help: ['re-run failed tests in Testing Farm'],
    surfaces: pullRequest,
  },
  { name: 'vm-image-build', words: ['vm-image-build'], help: ['trigger VM image build'], surfaces: pullRequest },
  {
    name: 'propose-downstream',
    words: ['propose-downstream'],
    help: ['trigger propose-downstream job'],
    surfaces: ['issue'],
  },
  {
    name: 'pull-from-upstream',
    words: ['pull-from-upstream'],
    help: ['trigger pull-from-upstream job'],
    surfaces: distGit,
    options: [
      {
        flags: ['--resolve-bug'],
        as: 'resolveBug',
        reads: 'list',
        placeholder: 'BUG,…',
        about: 'bugs that the update resolves',
      },
      {
        flags: ['--with-pr-config'],
        as: 'withPrConfig',
        reads: 'switch',
        about: 'take the configuration from this pull request',
      },
      { flags: ['--version'], as: 'version', reads: 'text', placeholder: 'VERSION', about: 'the version to update to' },
    ],
  },
  { name: 'koji-build', words: ['koji-build'], help: inKoji, surfaces: ['dist-git-pull-request', 'issue'] },
  {
    name: 'koji-tag',
    words: ['koji-tag'],
    help: ['tag Koji build to the common sidetag'],
    surfaces: distGit,
    options: [
      { flags: ['--all-branches'], as: 'allBranches', reads: 'switch', about: 'for every branch that is configured' },
    ],
  },
  {
    name: 'create-update',
    words: ['create-update'],
    help: ['trigger Bodhi update job'],
    surfaces: ['dist-git-pull-request', 'issue'],
  },
  {
    name: 'cancel',
    words: ['cancel'],
    help: ['cancel what is queued or running here', '(of all jobs, or of the one that is named)'],
    surfaces: pullRequest,
    positional: { as: 'subject', reads: 'text', placeholder: 'JOB' },
  },
  {
    name: 'explain',
    words: ['explain'],
    help: ['say why each job ran or did not', '(of all jobs, or of the job or target that is named)'],
    surfaces: pullRequest,
    positional: { as: 'subject', reads: 'text', placeholder: 'JOB|TARGET' },
  },
  { name: 'status', words: ['status'], help: ['say what is queued, running and done'], surfaces: pullRequest },
  {
    name: 'verify-fas',
    words: ['verify-fas'],
    help: [],
    surfaces: ['issue'],
    onlyOnGitHub: true,
    positional: { as: 'accounts', reads: 'repeated', placeholder: 'FAS_ACCOUNT', verbatim: true },
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof grammar)[number]['name'];

const fedoraCiTarget: OptionSpec = {
  flags: ['--target'],
  as: 'target',
  reads: 'text',
  placeholder: 'TARGET',
  choices: ['eln', 'rawhide'],
  about: 'only for ELN, or only for the branch of the pull request',
};
const fedoraCiTests = ['installability', 'rpminspect', 'rpmlint', 'rmdepcheck', 'license-validate', 'custom'];

/** The commands of Fedora CI, on dist-git pull requests. */
export const fedoraCiGrammar = [
  { name: 'help', words: ['help'], help: ['show this help message'], surfaces: distGit },
  {
    name: 'test',
    words: ['test'],
    help: ['run tests in Testing Farm'],
    surfaces: distGit,
    positional: { as: 'test', reads: 'text', placeholder: 'TEST', choices: fedoraCiTests },
    options: [fedoraCiTarget],
  },
  {
    name: 'scratch-build',
    words: ['scratch-build'],
    help: ['build package in Koji'],
    surfaces: distGit,
    options: [fedoraCiTarget],
  },
] as const satisfies readonly CommandSpec[];

export type FedoraCiCommandName = (typeof fedoraCiGrammar)[number]['name'];

/** What the table says of a command. */
export function specOf(name: CommandName): CommandSpec {
  return grammar.find((spec) => spec.name === name)!;
}

/** Whether a command means something where the comment stands. */
export function isForSurface(name: CommandName, surface: Surface): boolean {
  return specOf(name).surfaces.includes(surface);
}
