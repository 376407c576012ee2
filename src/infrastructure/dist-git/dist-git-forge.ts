import type { DownstreamPullRequest } from '../../domain/sync-release/sync-order.js';

/** A package in dist-git: `rpms`, `hello`. */
export interface PackageRef {
  readonly namespace: string;
  readonly name: string;
}

/** A pull request of ours that is open. */
export interface OpenPullRequest extends Pick<DownstreamPullRequest, 'number' | 'url'> {
  readonly title: string;
  readonly description: string;
}

export interface PullRequestText {
  readonly title: string;
  readonly description: string;
}

/** The forge that dist-git runs on, as far as bringing a release there needs it. Pagure or Forgejo. */
export interface DistGitForge {
  readonly kind: 'pagure' | 'forgejo';
  /** Our account. */
  readonly account: string;
  /** Undefined: there is no such package. */
  defaultBranch(ref: PackageRef): Promise<string | undefined>;
  /** Creates our fork where it is missing; answers where it is pushed to over ssh, as the forge says. */
  ensureFork(ref: PackageRef): Promise<{ readonly created: boolean; readonly sshUrl?: string }>;
  /** Lets those push to our fork who may push to the package. */
  syncPermissions(ref: PackageRef): Promise<void>;
  findOpen(ref: PackageRef, sourceBranch: string, targetBranch: string): Promise<OpenPullRequest | undefined>;
  open(ref: PackageRef, sourceBranch: string, targetBranch: string, text: PullRequestText): Promise<OpenPullRequest>;
  update(ref: PackageRef, number: number, text: PullRequestText): Promise<void>;
}
