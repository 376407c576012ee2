import { openEnvelope } from '../../domain/inputs/bus/envelope.js';
import { shortTopic } from '../../domain/inputs/bus/short-topic.js';
import type { PullRequestInput } from '../../domain/inputs/input.js';
import { textAt, valueAt } from '../../domain/inputs/payload.js';

/** What the original calls the action of a pull request. */
export function originalAction({ repository, change, action, pullRequest }: PullRequestInput): string {
  switch (repository.forge) {
    case 'gitlab':
      // Any action but these two counts as the state, so an approval looks like an opened merge request.
      if (action === 'reopen' || action === 'update') return action;
      return pullRequest.state === 'open' ? 'opened' : pullRequest.state;
    case 'github':
      return action;
    default:
      return change === 'synchronized' ? 'synchronize' : change;
  }
}

/** What a webhook of GitHub is about, in one word. */
export function gitHubKind(event: string, body: unknown): string {
  const action = textAt(body, 'action');
  const withAction = action === undefined ? event : `${event}.${action}`;
  switch (event) {
    case 'issue_comment':
      return valueAt(body, ['issue', 'pull_request']) ? 'pr_comment' : 'issue_comment';
    case 'commit_comment':
    case 'push':
    case 'ping':
      return event;
    case 'check_run':
      return action === 'rerequested' ? 'check_rerun' : withAction;
    case 'release':
      return action === 'published' ? 'release' : withAction;
    case 'installation':
      return action === 'created' ? 'installation' : withAction;
    default:
      return withAction;
  }
}

/** What a webhook of GitLab is about, in one word. */
export function gitLabKind(event: string, body: unknown): string {
  const object = textAt(body, 'object_kind') ?? event;
  if (object === 'note') {
    const on = ['merge_request', 'commit', 'issue', 'snippet'].find((name) => valueAt(body, [name]));
    return on === 'merge_request' ? 'pr_comment' : `${on ?? 'unknown'}_comment`;
  }
  if (object !== 'merge_request') return object;
  const attributes = valueAt(body, ['object_attributes']);
  return `merge_request.${textAt(attributes, 'action') ?? textAt(attributes, 'state') ?? 'unknown'}`;
}

const topics: Readonly<Record<string, readonly [source: string, kind: string]>> = {
  'copr.build.start': ['copr', 'copr_build_start'],
  'copr.build.end': ['copr', 'copr_build_end'],
  'buildsys.task.state.change': ['koji', 'koji_task_state'],
  'buildsys.build.state.change': ['koji', 'koji_build_state'],
  'buildsys.tag': ['koji', 'koji_build_tag'],
  'pagure.git.receive': ['pagure', 'distgit_push'],
  'pagure.pull-request.new': ['pagure', 'distgit_pr.opened'],
  'pagure.pull-request.updated': ['pagure', 'distgit_pr.synchronize'],
  'pagure.pull-request.rebased': ['pagure', 'distgit_pr.synchronize'],
  'pagure.pull-request.closed': ['pagure', 'distgit_pr.closed'],
  'pagure.pull-request.comment.added': ['pagure', 'distgit_pr_comment'],
  'pagure.pull-request.flag.added': ['pagure', 'distgit_pr_flag'],
  'pagure.pull-request.flag.updated': ['pagure', 'distgit_pr_flag'],
  'hotness.update.bug.file': ['anitya', 'new_hotness_update'],
  'org.release-monitoring.prod.anitya.project.version.update.v2': ['anitya', 'anitya_version_update'],
  'openscanhub.task.started': ['openscanhub', 'openscanhub_started'],
  'openscanhub.task.finished': ['openscanhub', 'openscanhub_finished'],
  'logdetective.analysis': ['logdetective', 'logdetective_result'],
};

/** Who sent a message over the bus, and what it is about in one word. */
export function busKind(event: string, message: unknown): { source: string; kind: string } {
  const { topic, payload } = openEnvelope(event, message);
  const entry = Object.hasOwn(topics, topic) ? topics[topic] : undefined;
  if (entry) return { source: entry[0], kind: entry[1] };
  if (topic.startsWith('forgejo.')) return { source: 'forgejo', kind: forgejoKind(topic, valueAt(payload, ['body'])) };
  return { source: topic.split('.')[0] || 'fedora-messaging', kind: 'unhandled_topic' };
}

/** What a webhook of Forgejo is about, in one word. */
export function forgejoKind(event: string, body: unknown): string {
  const name = shortTopic(event).replace(/^forgejo\./, '');
  if (name === 'issue_comment') return valueAt(body, ['is_pull']) === true ? 'pr_comment' : 'issue_comment';
  if (name.startsWith('action_run_')) return `action_run.${textAt(body, 'run', 'trigger_event') ?? 'unknown'}`;
  if (name !== 'pull_request') return name;
  const action = textAt(body, 'action');
  if (action === 'synchronized') return 'pull_request.synchronize';
  return action === 'opened' || action === 'reopened' ? `pull_request.${action}` : 'pull_request';
}
