import type { BareRepository } from '../git/bare-repository.js';

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
}

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

/** An installation of the App on an account, for all its repositories. */
export interface Installation {
  readonly id: number;
  readonly account: Account;
  readonly createdAt: string;
  suspendedAt: string | null;
}

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  readonly parent?: Repository;
  readonly defaultBranch: string;
  readonly hasIssues: boolean;
  readonly git: BareRepository;
  readonly createdAt: string;
  readonly collaborators: Map<string, Permission>;
  readonly pullRequests: Map<number, PullRequest>;
  readonly issues: Map<number, Issue>;
  readonly comments: Comment[];
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  nextNumber: number;
}

/** Pull requests and issues share their numbers, comments and labels. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  updatedAt: string;
  closedAt: string | null;
}

export interface PullRequest extends Issue {
  readonly base: { readonly ref: string; sha: string };
  /** Without a repository: the fork is gone. */
  readonly head: { readonly ref: string; readonly owner: Account; repository: Repository | undefined; sha: string };
  mergedAt: string | null;
}

export interface Comment {
  readonly id: number;
  readonly author: Account;
  readonly createdAt: string;
  /** Number of the issue or pull request, or the commit it is on. */
  readonly on: { readonly number: number } | { readonly sha: string };
  readonly reactions: {
    readonly id: number;
    readonly author: Account;
    readonly content: string;
    readonly createdAt: string;
  }[];
  body: string;
  updatedAt: string;
}

export interface CheckOutput {
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: unknown[];
}

/** What a check run said at some time. */
export interface CheckState {
  readonly at: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string | null;
}

export interface CheckRun {
  readonly id: number;
  readonly suiteId: number;
  readonly headSha: string;
  readonly createdAt: string;
  name: string;
  status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
  conclusion: string | null;
  detailsUrl: string | null;
  externalId: string;
  startedAt: string | null;
  completedAt: string | null;
  readonly output: CheckOutput;
  /** Every state it was given, oldest first. */
  readonly history: CheckState[];
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly createdAt: string;
}

/** One entry of the App's webhook log. */
export interface HookDelivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly deliveredAt: string;
  readonly redelivery: boolean;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly body: Buffer;
  durationSeconds: number;
  /** 0 while under way, and when nobody answered. */
  statusCode: number;
  status: string;
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}
