import { z } from 'zod';
import { parseProjectUrl, projectAt } from '../../forge/project-ref.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { id, maybe, readPayload, text, textAt } from '../payload.js';
import type { KojiBuildState } from '../result-input.js';

const task = z.object({
  id,
  new: text,
  old: maybe(z.string()),
  owner: text,
  info: z.object({
    state: maybe(z.number()),
    start_time: maybe(z.number()),
    completion_time: maybe(z.number()),
    children: maybe(
      z.array(z.object({ method: maybe(z.string()), arch: maybe(z.string()), id, state: maybe(z.number()) })),
    ),
  }),
});

const TASK_FAILED = 5;

/** `buildsys.task.state.change`: scratch builds that this service submitted. */
export function readKojiTask(body: unknown, { fasUser }: ServiceIdentity): Input | Ignored {
  return readPayload(task, body, ({ id, new: state, old, owner, info }) => {
    if (owner !== fasUser) return ignored('build-of-another-user', { user: owner, ours: fasUser, task: id });
    if (!info.state) return ignored('koji-task-not-begun', { task: id, state });
    return {
      kind: 'koji-task',
      taskId: id,
      state,
      previousState: old,
      owner,
      startedAt: info.start_time,
      completedAt: info.completion_time,
      architectures: (info.children ?? [])
        .filter(({ method }) => method === 'buildArch')
        .map((child) => ({ arch: child.arch ?? 'unknown', taskId: child.id, failed: child.state === TASK_FAILED })),
    };
  });
}

const buildStates: readonly KojiBuildState[] = ['BUILDING', 'COMPLETE', 'DELETED', 'FAILED', 'CANCELED'];
const buildState = z.int().min(0).max(4);
const numberOrText = maybe(z.union([z.string(), z.number()]).transform(String));

const build = z.object({
  build_id: id,
  task_id: maybe(id),
  owner: text,
  new: buildState,
  old: maybe(buildState),
  creation_time: numberOrText,
  completion_time: numberOrText,
  epoch: numberOrText,
  version: text,
  release: text,
  /** Source, build target, options. */
  request: z.tuple([text, text]).rest(z.unknown()),
});

/** `buildsys.build.state.change`: production builds of anybody, but not of release engineering. */
export function readKojiBuild(body: unknown): Input | Ignored {
  const user = textAt(body, 'owner');
  if (user === 'releng') return ignored('koji-build-by-releng', { user });
  const method = textAt(body, 'task', 'method');
  if (method !== undefined && method !== 'build') return ignored('koji-build-of-another-method', { method });
  return readPayload(build, body, (fields) => {
    const state = buildStates[fields.new]!;
    if (state === 'DELETED') return ignored('koji-build-deleted', { build: fields.build_id });
    const [source, target] = fields.request;
    const [, address = '', commitSha = ''] = /^(?:git\+)?([^#]+)#(.+)$/.exec(source) ?? [];
    const project = parseProjectUrl(address);
    if (!project) return ignored('payload-field-invalid', { field: 'request.0', problem: 'not a git address' });
    return {
      kind: 'koji-build',
      buildId: fields.build_id,
      taskId: fields.task_id,
      state,
      previousState: fields.old === undefined ? undefined : buildStates[fields.old],
      owner: fields.owner,
      project,
      commitSha,
      branch: target.replace(/-candidate$/, ''),
      package: project.repo,
      nvr: `${project.repo}-${fields.version}-${fields.release}`,
      epoch: fields.epoch,
      version: fields.version,
      release: fields.release,
      createdAt: fields.creation_time,
      completedAt: fields.completion_time,
    };
  });
}

const tag = z.object({
  build_id: id,
  tag: text,
  tag_id: id,
  name: text,
  version: text,
  release: text,
  epoch: numberOrText,
  owner: text,
});

/** `buildsys.tag`: only sidetags matter. */
export function readKojiTag(body: unknown, { distGitUrl }: ServiceIdentity): Input | Ignored {
  return readPayload(tag, body, (fields) => {
    if (!fields.tag.includes('-side-'))
      return ignored('koji-tag-no-sidetag', { tag: fields.tag, build: fields.build_id });
    const project = projectAt(distGitUrl, `rpms/${fields.name}`);
    if (!project) return ignored('payload-field-invalid', { field: 'name', problem: 'not the name of a package' });
    return {
      kind: 'koji-tag',
      buildId: fields.build_id,
      tag: fields.tag,
      tagId: fields.tag_id,
      project,
      package: fields.name,
      version: fields.version,
      release: fields.release,
      epoch: fields.epoch,
      owner: fields.owner,
    };
  });
}
