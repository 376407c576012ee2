import { parseProjectUrl } from '../../domain/forge/project-ref.js';
import { shortRef } from '../../domain/inputs/git-refs.js';
import { numberAt, textAt, valueAt } from '../../domain/inputs/payload.js';
import { known, projectView, type View } from './deliveries-view.js';

/** What can be told about a webhook of GitHub that leads to nothing. */
export function gitHubFacts(event: string, body: unknown): View {
  if (event === 'ping') return {};
  const actor = textAt(body, 'sender', 'login');
  const url = textAt(body, 'repository', 'html_url');
  const project = url === undefined ? undefined : parseProjectUrl(url);
  if (!project) return known({ actor, namespace: textAt(body, 'installation', 'account', 'login') });
  const issue = numberAt(body, 'issue', 'number');
  const onPullRequest = Boolean(valueAt(body, ['issue', 'pull_request']));
  return known({
    ...projectView(project),
    namespace: textAt(body, 'repository', 'owner', 'login') ?? textAt(body, 'repository', 'owner', 'name'),
    repo: textAt(body, 'repository', 'name'),
    pr_id: numberAt(body, 'pull_request', 'number') ?? (onPullRequest ? issue : undefined),
    issue_id: onPullRequest ? undefined : issue,
    comment: textAt(body, 'comment', 'body'),
    tag: textAt(body, 'release', 'tag_name'),
    actor,
  });
}

/** What can be told about a webhook of GitLab that leads to nothing. */
export function gitLabFacts(body: unknown): View {
  const url = textAt(body, 'project', 'web_url');
  const project = url === undefined ? undefined : parseProjectUrl(url);
  const kind = textAt(body, 'object_kind');
  const ref = textAt(body, 'ref');
  const name = ref === undefined ? undefined : (shortRef(ref)?.ref ?? ref);
  const isNote = kind === 'note';
  return known({
    ...(project ? projectView(project) : {}),
    pr_id:
      numberAt(body, 'merge_request', 'iid') ??
      (kind === 'merge_request' ? numberAt(body, 'object_attributes', 'iid') : undefined),
    issue_id: isNote ? numberAt(body, 'issue', 'iid') : undefined,
    comment: isNote ? textAt(body, 'object_attributes', 'note') : undefined,
    actor: isNote ? textAt(body, 'user', 'username') : undefined,
    git_ref: kind === 'push' ? name : undefined,
    tag: kind === 'push' ? undefined : name,
  });
}
