import { z } from 'zod';
import type { Call, HttpService } from '../http-service.js';
import { notFound, paged, refusal, validated } from './access.js';
import { requireCommit } from './content-routes.js';
import type { GitHubContext } from './context.js';
import { timestamp } from './registry.js';
import {
  commitComment,
  issue,
  issueComment,
  labels,
  pullRequest,
  pullRequestSimple,
  reaction,
} from './represent-conversation.js';
import { account } from './represent-repository.js';
import type { Comment, Issue, Repository } from './state.js';

const NewComment = z.looseObject({ body: z.string().min(1).max(65_536) });
const NewReaction = z.looseObject({
  content: z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']),
});
const NewIssue = z.looseObject({
  title: z.string().min(1).max(256),
  body: z.string().max(65_536).nullish(),
  labels: z.array(z.string()).optional(),
});
const ChangedIssue = z.looseObject({
  title: z.string().min(1).max(256).optional(),
  body: z.string().max(65_536).nullish(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
});
const NewLabels = z.looseObject({ labels: z.array(z.string()).min(1) });

/** Pull requests, issues, comments, reactions, labels, and who may do what. */
export function conversationRoutes(service: HttpService, { access, registry, announcements }: GitHubContext): void {
  const item = (repo: Repository, number: string | undefined): Issue => {
    const found = repo.pullRequests.get(Number(number)) ?? repo.issues.get(Number(number));
    if (!found) throw notFound();
    return found;
  };
  const pull = (repo: Repository, number: string | undefined) => {
    const found = repo.pullRequests.get(Number(number));
    if (!found) throw notFound();
    return found;
  };
  const comment = (repo: Repository, id: string | undefined, place: 'number' | 'sha') => {
    const found = repo.comments.find((candidate) => String(candidate.id) === id && place in candidate.on);
    if (!found) throw notFound();
    return found;
  };
  const onPull = (repo: Repository, { on }: Comment) => 'number' in on && repo.pullRequests.has(on.number);
  const describeIssue = (repo: Repository, found: Issue) =>
    issue(service.url, repo, found, repo.pullRequests.has(found.number));
  const describeComment = (repo: Repository, found: Comment) =>
    issueComment(service.url, repo, found, onPull(repo, found));
  const write = (repo: Repository, on: Comment['on'], body: string): Comment => {
    const written: Comment = {
      id: registry.nextId(),
      author: registry.bot,
      createdAt: timestamp(),
      updatedAt: timestamp(),
      on,
      body,
      reactions: [],
    };
    repo.comments.push(written);
    return written;
  };
  const react = (call: Call, found: Comment) => {
    const { content } = validated(call, 'Reaction', NewReaction);
    const there = found.reactions.find(
      (candidate) => candidate.content === content && candidate.author === registry.bot,
    );
    const given = there ?? { id: registry.nextId(), author: registry.bot, content, createdAt: timestamp() };
    if (!there) found.reactions.push(given);
    return { status: there ? 200 : 201, body: reaction(service.url, given) };
  };

  const R = '/repos/{owner}/{repo}';
  service.on('GET', `${R}/pulls`, (call) => {
    const repo = access.readable(call);
    const state = call.query.get('state') ?? 'open';
    const head = call.query.get('head');
    const found = [...repo.pullRequests.values()]
      .filter(
        (candidate) =>
          (state === 'all' || candidate.state === state) &&
          (!head || head === `${candidate.head.owner.login}:${candidate.head.ref}`),
      )
      .reverse();
    return paged(call, service.url, found, (page) => page.map((one) => pullRequestSimple(service.url, repo, one)));
  });
  service.on('GET', `${R}/pulls/{pull_number}`, (call) => {
    const repo = access.readable(call);
    return { status: 200, body: pullRequest(service.url, repo, pull(repo, call.params.pull_number)) };
  });

  service.on('GET', `${R}/issues/comments/{comment_id}`, (call) => {
    const repo = access.readable(call);
    return { status: 200, body: describeComment(repo, comment(repo, call.params.comment_id, 'number')) };
  });
  service.on('PATCH', `${R}/issues/comments/{comment_id}`, (call) => {
    const repo = access.writable(call);
    const found = comment(repo, call.params.comment_id, 'number');
    found.body = validated(call, 'IssueComment', NewComment).body;
    found.updatedAt = timestamp();
    return { status: 200, body: describeComment(repo, found) };
  });
  service.on('DELETE', `${R}/issues/comments/{comment_id}`, (call) => {
    const repo = access.writable(call);
    repo.comments.splice(repo.comments.indexOf(comment(repo, call.params.comment_id, 'number')), 1);
    return { status: 204 };
  });
  service.on('GET', `${R}/issues/comments/{comment_id}/reactions`, (call) => {
    const found = comment(access.readable(call), call.params.comment_id, 'number');
    return paged(
      call,
      service.url,
      found.reactions.map((given) => reaction(service.url, given)),
    );
  });
  service.on('POST', `${R}/issues/comments/{comment_id}/reactions`, (call) =>
    react(call, comment(access.writable(call), call.params.comment_id, 'number')),
  );
  service.on('GET', `${R}/issues/{issue_number}/comments`, (call) => {
    const repo = access.readable(call);
    const { number } = item(repo, call.params.issue_number);
    const since = call.query.get('since');
    const found = repo.comments.filter(
      ({ on, updatedAt }) => 'number' in on && on.number === number && (!since || updatedAt >= since),
    );
    return paged(call, service.url, found, (page) => page.map((one) => describeComment(repo, one)));
  });
  service.on('POST', `${R}/issues/{issue_number}/comments`, (call) => {
    const repo = access.writable(call);
    const { number } = item(repo, call.params.issue_number);
    const written = write(repo, { number }, validated(call, 'IssueComment', NewComment).body);
    announcements.commented(repo, item(repo, call.params.issue_number), written);
    return { status: 201, body: describeComment(repo, written) };
  });

  service.on('GET', `${R}/commits/{commit_sha}/comments`, (call) => {
    const repo = access.readable(call);
    const found = repo.comments.filter(({ on }) => 'sha' in on && on.sha === call.params.commit_sha);
    return paged(call, service.url, found, (page) => page.map((one) => commitComment(service.url, repo, one)));
  });
  service.on('POST', `${R}/commits/{commit_sha}/comments`, async (call) => {
    const repo = access.writable(call);
    const sha = call.params.commit_sha ?? '';
    await requireCommit(repo, sha);
    return {
      status: 201,
      body: commitComment(service.url, repo, write(repo, { sha }, validated(call, 'CommitComment', NewComment).body)),
    };
  });
  service.on('GET', `${R}/comments/{comment_id}`, (call) => {
    const repo = access.readable(call);
    return { status: 200, body: commitComment(service.url, repo, comment(repo, call.params.comment_id, 'sha')) };
  });
  service.on('POST', `${R}/comments/{comment_id}/reactions`, (call) =>
    react(call, comment(access.writable(call), call.params.comment_id, 'sha')),
  );

  service.on('GET', `${R}/issues`, (call) => {
    const repo = access.readable(call);
    const state = call.query.get('state') ?? 'open';
    const creator = call.query.get('creator');
    const wanted = call.query.get('labels')?.split(',') ?? [];
    const found = [...repo.issues.values(), ...repo.pullRequests.values()]
      .filter(
        (one) =>
          (state === 'all' || one.state === state) &&
          (!creator || one.author.login === creator) &&
          wanted.every((label) => one.labels.includes(label)),
      )
      .sort((a, b) => b.number - a.number);
    return paged(call, service.url, found, (page) => page.map((one) => describeIssue(repo, one)));
  });
  service.on('POST', `${R}/issues`, (call) => {
    const repo = access.writable(call);
    if (!repo.hasIssues) throw refusal(410, 'Issues has been disabled in this repository.');
    const { title, body, labels: names = [] } = validated(call, 'Issue', NewIssue);
    const number = repo.nextNumber++;
    const now = timestamp();
    const opened: Issue = {
      id: registry.nextId(),
      number,
      author: registry.bot,
      title,
      body: body ?? '',
      state: 'open',
      stateReason: null,
      labels: names,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
    };
    repo.issues.set(number, opened);
    return { status: 201, body: { ...describeIssue(repo, opened), closed_by: null } };
  });
  service.on('GET', `${R}/issues/{issue_number}`, (call) => {
    const repo = access.readable(call);
    return { status: 200, body: { ...describeIssue(repo, item(repo, call.params.issue_number)), closed_by: null } };
  });
  service.on('PATCH', `${R}/issues/{issue_number}`, (call) => {
    const repo = access.writable(call);
    const found = item(repo, call.params.issue_number);
    const change = validated(call, 'Issue', ChangedIssue);
    if (change.title !== undefined) found.title = change.title;
    if (change.body !== undefined) found.body = change.body ?? '';
    if (change.state !== undefined) {
      found.state = change.state;
      found.stateReason = change.state_reason ?? (change.state === 'closed' ? 'completed' : 'reopened');
      found.closedAt = change.state === 'closed' ? timestamp() : null;
    }
    found.updatedAt = timestamp();
    return { status: 200, body: { ...describeIssue(repo, found), closed_by: null } };
  });
  service.on('GET', `${R}/issues/{issue_number}/labels`, (call) => {
    const repo = access.readable(call);
    return paged(call, service.url, labels(service.url, repo, item(repo, call.params.issue_number).labels));
  });
  service.on('POST', `${R}/issues/{issue_number}/labels`, (call) => {
    const repo = access.writable(call);
    const found = item(repo, call.params.issue_number);
    found.labels = [...new Set([...found.labels, ...validated(call, 'Label', NewLabels).labels])];
    return { status: 200, body: labels(service.url, repo, found.labels) };
  });

  service.on('GET', `${R}/collaborators/{username}/permission`, (call) => {
    const repo = access.writable(call);
    const login = call.params.username ?? '';
    const found = registry.findAccount(login);
    if (!found) throw notFound();
    const role = registry.permission(repo, found.login);
    const permission = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
    return {
      status: 200,
      body: { permission, role_name: role, user: { ...account(service.url, found), role_name: role } },
    };
  });
}
