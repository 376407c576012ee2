import { z } from 'zod';
import type { HttpService } from '../http-service.js';
import { notFound, paged, refusal, validated } from './access.js';
import { requireCommit } from './content-routes.js';
import type { GitHubContext } from './context.js';
import { timestamp } from './registry.js';
import { checkRun, commitStatus } from './represent-checks.js';
import { repository } from './represent-repository.js';
import type { CheckRun, CommitStatus, Repository } from './state.js';
import { fullName } from './state.js';

const DateTime = z.iso.datetime({ offset: true });
const WebAddress = z.string().regex(/^https?:\/\/\S+$/i, 'must use either http or https');
const Annotation = z.looseObject({
  path: z.string().min(1),
  start_line: z.int(),
  end_line: z.int(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string().min(1),
});
const Output = z.looseObject({
  title: z.string().min(1),
  summary: z.string().max(65_535),
  text: z.string().max(65_535).nullish(),
  annotations: z.array(Annotation).max(50).optional(),
});
const Action = z.strictObject({
  label: z.string().max(20),
  description: z.string().max(40),
  identifier: z.string().max(20),
});
const fields = {
  details_url: WebAddress.optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  started_at: DateTime.optional(),
  conclusion: z
    .enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'])
    .optional(),
  completed_at: DateTime.optional(),
  actions: z.array(Action).max(3).optional(),
};
const concluded = ({ status, conclusion }: { status?: string; conclusion?: string }) =>
  status !== 'completed' || conclusion !== undefined;
const CONCLUSION_MISSING = { message: 'is required when status is completed', path: ['conclusion'] };
const NewCheck = z
  .looseObject({ ...fields, name: z.string().min(1), head_sha: z.string().min(1), output: Output.optional() })
  .refine(concluded, CONCLUSION_MISSING);
const ChangedCheck = z
  .looseObject({
    ...fields,
    name: z.string().min(1).optional(),
    output: Output.extend({ title: z.string().optional() }).optional(),
  })
  .refine(concluded, CONCLUSION_MISSING);
const NewStatus = z.looseObject({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: WebAddress.nullish(),
  description: z.string().max(140).nullish(),
  context: z.string().min(1).optional(),
});
type Change = z.infer<typeof ChangedCheck>;

/** Of several runs of one name the newest counts; GitHub keeps at most so many of one name. */
const SAME_NAME_LIMIT = 1000;

/** Check runs and commit statuses. */
export function checkRoutes(
  service: HttpService,
  context: GitHubContext,
  changed: (repo: Repository, check: CheckRun) => void,
): void {
  const { access, registry, application } = context;
  const R = '/repos/{owner}/{repo}';
  const describe = (repo: Repository, check: CheckRun) => checkRun(service.url, repo, application, check);
  const checkOf = (repo: Repository, id: string | undefined) => {
    const check = repo.checkRuns.find((candidate) => String(candidate.id) === id);
    if (!check) throw notFound();
    return check;
  };

  service.on('POST', `${R}/check-runs`, async (call) => {
    const repo = access.writable(call);
    const { name, head_sha: headSha, ...change } = validated(call, 'CheckRun', NewCheck);
    await requireCommit(repo, headSha);
    const suiteId = repo.checkRuns.find((other) => other.headSha === headSha)?.suiteId ?? registry.nextId();
    const check: CheckRun = {
      id: registry.nextId(),
      suiteId,
      name,
      headSha,
      status: 'queued',
      conclusion: null,
      detailsUrl: null,
      externalId: '',
      createdAt: timestamp(),
      startedAt: timestamp(),
      completedAt: null,
      output: { title: null, summary: null, text: null, annotations: [] },
      history: [],
    };
    applyChange(check, change);
    repo.checkRuns.push(check);
    const same = repo.checkRuns.filter((other) => other.name === name && other.suiteId === suiteId);
    if (same.length > SAME_NAME_LIMIT && same[0]) repo.checkRuns.splice(repo.checkRuns.indexOf(same[0]), 1);
    changed(repo, check);
    return { status: 201, body: describe(repo, check) };
  });
  service.on('PATCH', `${R}/check-runs/{check_run_id}`, (call) => {
    const repo = access.writable(call);
    const check = checkOf(repo, call.params.check_run_id);
    applyChange(check, validated(call, 'CheckRun', ChangedCheck));
    changed(repo, check);
    return { status: 200, body: describe(repo, check) };
  });
  service.on('GET', `${R}/check-runs/{check_run_id}`, (call) => {
    const repo = access.readable(call);
    return { status: 200, body: describe(repo, checkOf(repo, call.params.check_run_id)) };
  });
  service.on('GET', `${R}/commits/{ref}/check-runs`, async (call) => {
    const repo = access.readable(call);
    const sha = await repo.git.resolve(call.params.ref ?? '');
    if (!sha) throw refusal(422, `No commit found for SHA: ${call.params.ref}`);
    const { query } = call;
    const name = query.get('check_name');
    const status = query.get('status');
    const appId = query.get('app_id');
    let found = repo.checkRuns.filter(
      (check) =>
        check.headSha === sha && (!name || check.name === name) && (!appId || appId === String(application.id)),
    );
    if (query.get('filter') !== 'all') found = [...new Map(found.map((check) => [check.name, check])).values()];
    found = found.filter((check) => !status || check.status === status).reverse();
    return paged(call, service.url, found, (page) => ({
      total_count: found.length,
      check_runs: page.map((check) => describe(repo, check)),
    }));
  });

  const statusesOf = async (repo: Repository, ref: string | undefined) => {
    const sha = await repo.git.resolve(ref ?? '');
    if (!sha) throw refusal(422, `No commit found for SHA: ${ref}`);
    return { sha, found: repo.statuses.filter((status) => status.sha === sha).reverse() };
  };
  const describeStatus = (repo: Repository) => (status: CommitStatus) =>
    commitStatus(service.url, repo, registry.bot, status);
  service.on('POST', `${R}/statuses/{sha}`, async (call) => {
    const repo = access.writable(call);
    const sha = call.params.sha ?? '';
    await requireCommit(repo, sha);
    const {
      state,
      description,
      target_url: targetUrl,
      context: name = 'default',
    } = validated(call, 'Status', NewStatus);
    if (repo.statuses.filter((other) => other.sha === sha && other.context === name).length >= 1000) {
      throw refusal(422, 'Validation Failed', 'This SHA and context has reached the maximum number of statuses.');
    }
    const status: CommitStatus = {
      id: registry.nextId(),
      sha,
      state,
      description: description ?? null,
      targetUrl: targetUrl ?? null,
      context: name,
      createdAt: timestamp(),
    };
    repo.statuses.push(status);
    return { status: 201, body: describeStatus(repo)(status) };
  });
  service.on('GET', `${R}/commits/{ref}/statuses`, async (call) => {
    const repo = access.readable(call);
    const { found } = await statusesOf(repo, call.params.ref);
    return paged(call, service.url, found, (page) => page.map(describeStatus(repo)));
  });
  service.on('GET', `${R}/commits/{ref}/status`, async (call) => {
    const repo = access.readable(call);
    const { sha, found } = await statusesOf(repo, call.params.ref);
    const newest = [...new Map([...found].reverse().map((status) => [status.context, status])).values()];
    const states = new Set(newest.map(({ state }) => state));
    const state =
      states.has('failure') || states.has('error')
        ? 'failure'
        : states.size === 1 && states.has('success')
          ? 'success'
          : 'pending';
    const url = `${service.url}/repos/${fullName(repo)}/commits/${sha}`;
    const statuses = newest.map(describeStatus(repo));
    return {
      status: 200,
      body: {
        state,
        statuses,
        sha,
        total_count: newest.length,
        repository: repository(service.url, repo),
        commit_url: url,
        url: `${url}/status`,
      },
    };
  });
}

function applyChange(check: CheckRun, change: Change): void {
  if (change.name !== undefined) check.name = change.name;
  if (change.details_url !== undefined) check.detailsUrl = change.details_url;
  if (change.external_id !== undefined) check.externalId = change.external_id;
  if (change.started_at !== undefined) check.startedAt = change.started_at;
  if (change.output) {
    const { title, summary, text, annotations = [] } = change.output;
    Object.assign(check.output, { title: title ?? check.output.title, summary, text: text ?? null });
    check.output.annotations.push(...annotations);
  }
  if (change.conclusion !== undefined) {
    check.status = 'completed';
    check.conclusion = change.conclusion;
    check.completedAt = change.completed_at ?? timestamp();
  } else if (change.status !== undefined) {
    check.status = change.status;
    check.conclusion = null;
    check.completedAt = null;
  }
  const { status, conclusion, output } = check;
  check.history.push({ at: new Date().toISOString(), status, conclusion, title: output.title });
}
