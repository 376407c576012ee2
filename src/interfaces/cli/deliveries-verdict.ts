import type { IgnoreReason } from '../../domain/inputs/ignore-reasons.js';
import type { Input } from '../../domain/inputs/input.js';
import { valueAt } from '../../domain/inputs/payload.js';
import type { Assumptions } from './deliveries-assumptions.js';

/** Where a delivery ends that gets past the door. */
export interface Dropped {
  readonly stage: 'listener' | 'parser';
  readonly because: string;
}

const droppedByListener: ReadonlySet<IgnoreReason> = new Set<IgnoreReason>([
  'build-of-another-user',
  'koji-build-by-releng',
  'koji-build-of-another-method',
  'koji-tag-no-sidetag',
  'push-without-spec-file',
  'flag-on-foreign-pull-request',
  'no-centos-package',
]);

/** Where the original stops reading what this product ignores, too. */
export function stageOf(reason: IgnoreReason, overBus: boolean): Dropped['stage'] {
  return droppedByListener.has(reason) || (overBus && reason === 'event-not-supported') ? 'listener' : 'parser';
}

/** Inputs of this product that the original does not accept. */
export function droppedByOriginal(input: Input, body: unknown, assumed: Assumptions): Dropped | undefined {
  switch (input.kind) {
    case 'comment': {
      const { surface, repository, comment } = input;
      const filtersBots = repository.forge !== 'forgejo' && surface !== 'issue';
      if (comment.byBot && filtersBots) return parser("comment written by the service's own account");
      if (repository.forge === 'github' && surface === 'issue' && comment.edited)
        return parser("issue comments are handled only for action 'created'");
      return undefined;
    }
    case 'pull-request':
      return droppedPullRequest(input.repository.forge, input.change, input.pullRequest.state, body);
    case 'check-rerun': {
      const unknown =
        assumed.nothing_stored || (assumed.external_id !== undefined && assumed.external_id !== input.externalId);
      return unknown ? parser('no stored project event has this external_id') : undefined;
    }
    default:
      return undefined;
  }
}

function droppedPullRequest(forge: string, change: string, state: string, body: unknown): Dropped | undefined {
  const supported = ['opened', 'reopened', 'synchronized'].includes(change);
  if (forge === 'gitlab') return state === 'merged' ? parser("state is neither 'opened' nor 'closed'") : undefined;
  if (forge === 'forgejo') return supported ? undefined : parser('action not in opened, reopened, synchronized');
  if (forge === 'pagure' && change === 'closed')
    return valueAt(body, ['pullrequest', 'merged']) === true ||
      valueAt(body, ['body', 'pullrequest', 'merged']) === true
      ? parser('no parser exists for closed pull requests')
      : { stage: 'listener', because: 'the pull request was not merged' };
  return undefined;
}

function parser(because: string): Dropped {
  return { stage: 'parser', because };
}
