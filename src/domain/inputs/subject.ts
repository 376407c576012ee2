import { parseProjectUrl, projectKey } from '../forge/project-ref.js';
import { openEnvelope } from './bus/envelope.js';
import { numberAt, textAt, valueAt } from './payload.js';

/**
 * What a delivery is about, as a key: deliveries with the same key are worked off in the order in which they came, and
 * others do not wait for each other. Cheap, and never throws; what it cannot tell is `source:event`.
 */
export function subjectOf(source: string, event: string, body: unknown): string {
  return specificSubject(source, event, body) ?? `${source}:${event}`;
}

function specificSubject(source: string, event: string, body: unknown): string | undefined {
  switch (source) {
    case 'github':
      return githubSubject(body);
    case 'gitlab':
      return gitlabSubject(body);
    case 'testing-farm':
      return prefixed('testing-farm', valueAt(body, ['request_id']));
    case 'forgejo':
      return forgejoSubject(valueAt(body, ['repository']) === undefined ? valueAt(body, ['body']) : body);
    default:
      return busSubject(event, body);
  }
}

function githubSubject(body: unknown): string | undefined {
  const account = textAt(body, 'installation', 'account', 'login');
  if (account !== undefined) return `github.com/${account}`;
  const number =
    numberAt(body, 'pull_request', 'number') ??
    numberAt(body, 'issue', 'number') ??
    numberAt(body, 'check_run', 'pull_requests', 0, 'number') ??
    numberAt(body, 'check_suite', 'pull_requests', 0, 'number');
  return projectSubject(textAt(body, 'repository', 'html_url'), '#', number);
}

/** Merge requests and issues are numbered apart. */
function gitlabSubject(body: unknown): string | undefined {
  const url = textAt(body, 'project', 'web_url');
  const isMergeRequest = textAt(body, 'object_kind') === 'merge_request';
  const mergeRequest =
    numberAt(body, 'merge_request', 'iid') ?? (isMergeRequest ? numberAt(body, 'object_attributes', 'iid') : undefined);
  if (mergeRequest !== undefined) return projectSubject(url, '!', mergeRequest);
  return projectSubject(url, '#', numberAt(body, 'issue', 'iid'));
}

function forgejoSubject(body: unknown): string | undefined {
  const url = textAt(body, 'repository', 'html_url') ?? textAt(body, 'run', 'repository', 'html_url');
  return projectSubject(url, '#', numberAt(body, 'pull_request', 'number') ?? numberAt(body, 'issue', 'number'));
}

function busSubject(event: string, message: unknown): string | undefined {
  const { topic, payload } = openEnvelope(event, message);
  const [system = ''] = topic.split('.');
  switch (system) {
    case 'copr':
      return prefixed('copr', valueAt(payload, ['build']));
    case 'buildsys':
      if (topic.startsWith('buildsys.task.')) return prefixed('koji-task', valueAt(payload, ['id']));
      return prefixed('koji-build', valueAt(payload, ['build_id']));
    case 'pagure':
      return (
        projectSubject(
          textAt(payload, 'pullrequest', 'project', 'full_url'),
          '#',
          numberAt(payload, 'pullrequest', 'id'),
        ) ?? projectSubject(textAt(payload, 'repo', 'full_url'))
      );
    case 'forgejo':
      return forgejoSubject(valueAt(payload, ['body']));
    case 'hotness':
      return prefixed('package', valueAt(payload, ['package']));
    case 'openscanhub':
      return prefixed('openscanhub', valueAt(payload, ['task_id']));
    case 'logdetective':
      return prefixed('log-detective', valueAt(payload, ['log_detective_analysis_id']));
    default:
      return undefined;
  }
}

function projectSubject(url: string | undefined, mark = '#', number?: number): string | undefined {
  const project = url === undefined ? undefined : parseProjectUrl(url);
  if (!project) return undefined;
  return number === undefined ? projectKey(project) : `${projectKey(project)}${mark}${number}`;
}

function prefixed(prefix: string, value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? `${prefix}:${value}` : undefined;
}
