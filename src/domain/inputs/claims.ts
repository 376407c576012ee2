import type { Claim } from '../access/coverage.js';
import { pullRequestsNamedIn } from '../comment-command/test-arguments.js';
import type { ProjectRef } from '../forge/project-ref.js';
import type { CommentInput, Input, Repository } from './input.js';

/** Everything that an input speaks for: each has to be vouched for before anything is done with the input. */
export function claimsOf(input: Input): readonly Claim[] {
  switch (input.kind) {
    case 'pull-request':
      return [...about(input.repository), ...forkOf(input.repository, input.pullRequest.source)];
    case 'comment':
      return [...about(input.repository), ...forkOf(input.repository, sourceOf(input)), ...namedIn(input)];
    case 'push':
    case 'release':
    case 'check-rerun':
    case 'check-suite-rerun':
    case 'foreign-ci':
      return about(input.repository);
    case 'installation':
      return [{ of: 'account', forge: 'github', host: input.account.host }];
    case 'copr-build':
    case 'koji-task':
    case 'open-scan-hub':
    case 'log-detective':
      return [{ of: 'result' }];
    case 'koji-build':
    case 'koji-tag':
      return [{ of: 'result' }, { of: 'package', host: input.project.host }];
    case 'new-versions':
      // The project of a CentOS package is one that this program derives: nobody claims it.
      return input.announcedBy === 'anitya'
        ? [{ of: 'result' }]
        : [{ of: 'result' }, { of: 'package', host: input.project.host }];
    case 'testing-farm-notification':
      return [{ of: 'test-request', request: input.requestId }];
  }
}

function about({ forge, project: { host, namespace, repo } }: Repository): Claim[] {
  return [{ of: 'project', forge, host, namespace, repo }];
}

function forkOf({ forge }: Repository, source: ProjectRef | undefined): Claim[] {
  return source ? [{ of: 'fork', forge, host: source.host }] : [];
}

function sourceOf(input: CommentInput): ProjectRef | undefined {
  return 'pullRequest' in input ? input.pullRequest.source : undefined;
}

/** Pull requests whose builds a command wants: they are named on GitHub only. */
function namedIn({ comment: { parsed } }: CommentInput): Claim[] {
  if (parsed.kind !== 'command' || parsed.command.name !== 'test') return [];
  const named = pullRequestsNamedIn(parsed.command.args.targets);
  return named.map(({ project: { host, namespace, repo } }) => ({
    of: 'project',
    forge: 'github',
    host,
    namespace,
    repo,
  }));
}
