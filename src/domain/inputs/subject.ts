import { covers, type Coverage } from '../access/coverage.js';
import { forges } from '../forge/forge.js';
import { parseProjectUrl, projectKey, type ProjectRef } from '../forge/project-ref.js';
import { openEnvelope } from './bus/envelope.js';
import { gitlabProject } from './gitlab/project-identity.js';
import { numberAt, textAt, valueAt } from './payload.js';

/** A subject, and the project that it is of, where it is of one. */
interface Subject {
  readonly key: string;
  readonly project?: ProjectRef;
}

/**
 * What a delivery is about, as a key: deliveries with the same key are worked off in the order in which they came, and
 * others do not wait for each other. Cheap, and never throws; what it cannot tell is `source:event`, and so is what is not covered:
 * who may not speak for a project does not stand in its way.
 */
export function subjectOf(source: string, event: string, body: unknown, coverage?: Coverage): string {
  const subject = specificSubject(source, event, body);
  const isCovered = !subject?.project || !coverage || mayBeCovered(coverage, subject.project);
  return subject && isCovered ? subject.key : `${source}:${event}`;
}

function mayBeCovered(coverage: Coverage, { host, namespace, repo }: ProjectRef): boolean {
  return forges.some((forge) => covers(coverage, { of: 'project', forge, host, namespace, repo }));
}

function specificSubject(source: string, event: string, body: unknown): Subject | undefined {
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

function githubSubject(body: unknown): Subject | undefined {
  const account = textAt(body, 'installation', 'account', 'login');
  if (account !== undefined) return { key: `github.com/${account}` };
  const number =
    numberAt(body, 'pull_request', 'number') ??
    numberAt(body, 'issue', 'number') ??
    numberAt(body, 'check_run', 'pull_requests', 0, 'number') ??
    numberAt(body, 'check_suite', 'pull_requests', 0, 'number');
  return projectSubject(textAt(body, 'repository', 'html_url'), '#', number);
}

/** Merge requests and issues are numbered apart. */
function gitlabSubject(body: unknown): Subject | undefined {
  const project = gitlabProject(body);
  const isMergeRequest = textAt(body, 'object_kind') === 'merge_request';
  const mergeRequest =
    numberAt(body, 'merge_request', 'iid') ?? (isMergeRequest ? numberAt(body, 'object_attributes', 'iid') : undefined);
  if (mergeRequest !== undefined) return subjectIn(project, '!', mergeRequest);
  return subjectIn(project, '#', numberAt(body, 'issue', 'iid'));
}

function forgejoSubject(body: unknown): Subject | undefined {
  const url = textAt(body, 'repository', 'html_url') ?? textAt(body, 'run', 'repository', 'html_url');
  return projectSubject(url, '#', numberAt(body, 'pull_request', 'number') ?? numberAt(body, 'issue', 'number'));
}

function busSubject(event: string, message: unknown): Subject | undefined {
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

function projectSubject(url: string | undefined, mark = '#', number?: number): Subject | undefined {
  return subjectIn(url === undefined ? undefined : parseProjectUrl(url), mark, number);
}

function subjectIn(project: ProjectRef | undefined, mark: string, number: number | undefined): Subject | undefined {
  if (!project) return undefined;
  return { project, key: number === undefined ? projectKey(project) : `${projectKey(project)}${mark}${number}` };
}

function prefixed(prefix: string, value: unknown): Subject | undefined {
  return typeof value === 'string' || typeof value === 'number' ? { key: `${prefix}:${value}` } : undefined;
}
