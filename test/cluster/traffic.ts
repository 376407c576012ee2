import { setTimeout as pause } from 'node:timers/promises';
import type { FaultyCall } from '../../sandbox/faults.js';
import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import { seededRandom, type Random } from '../../sandbox/random.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { CONFIG, SPEC } from '../e2e/pipelines.js';
import { ENDINGS, playEndings, type Ending } from '../support/pull-request-endings.js';
import type { ClusterOptions } from './options.js';

/** Pull requests of one installation: more of them would meet GitHub's limits for it. */
const PER_REPOSITORY = 5;
const PUSH_WITHIN_MS = 12_000;
const COMMENT_WITHIN_MS = 15_000;

/** What somebody does to a pull request after it was opened. */
export type Turn = 'none' | 'second-push' | 'build-comment' | 'retest-comment';

export interface OpenedPullRequest {
  readonly repository: Repository;
  readonly pull: PullRequest;
  readonly ending: Ending;
  readonly turn: Turn;
  /** Commits of its branch, oldest first. */
  readonly commits: string[];
  /** The turn has been taken. */
  turned: boolean;
}

/** Pull requests that flow in at a steady rate, some of which are pushed to again or commented on. */
export class Traffic {
  readonly opened: OpenedPullRequest[] = [];
  private readonly random: Random;
  private readonly turns: Promise<void>[] = [];
  private readonly projects = new Map<string, string>();

  constructor(
    private readonly sandbox: Sandbox,
    private readonly options: ClusterOptions,
  ) {
    this.random = seededRandom(options.seed + 1);
    playEndings(sandbox, (project) => this.projects.get(project) ?? '');
  }

  /** Namespaces of the repositories. */
  get owners(): string[] {
    const { pullRequests } = this.options;
    return Array.from({ length: Math.ceil(pullRequests / PER_REPOSITORY) }, (_, index) => `group-${index}`);
  }

  /** Resolves when all pull requests are there and every turn but the last word of reviewers has been taken. */
  async flow(): Promise<void> {
    const repositories: Repository[] = [];
    for (const owner of this.owners)
      repositories.push(
        await this.sandbox.github.createRepository(`${owner}/hello`, { 'packit.yaml': CONFIG, ...SPEC }),
      );
    const begin = performance.now();
    for (let index = 0; index < this.options.pullRequests; index += 1) {
      await pause(Math.max(0, begin + (index * 1_000) / this.options.rate - performance.now()));
      await this.open(repositories[index % repositories.length]!, index);
    }
    await Promise.all(this.turns);
  }

  isSettled({ repository, pull, ending, turned }: OpenedPullRequest): boolean {
    const checks = this.sandbox.github.checks(repository, pull.head.sha);
    return turned && Object.keys(ending.expected).every((name) => checks.get(name)?.status === 'completed');
  }

  /** Comments of people who wait for the outcome before they ask for more. */
  takeLateTurns(): void {
    for (const opened of this.opened) {
      if (opened.turn !== 'retest-comment' || opened.turned) continue;
      if (!this.isSettled({ ...opened, turned: true })) continue;
      opened.turned = true;
      this.comment(opened, '/packit retest-failed');
    }
  }

  private async open(repository: Repository, index: number): Promise<void> {
    const ending = ENDINGS[index % ENDINGS.length]!;
    const turn = turnOf(index, ending);
    const branch = `${ending.branch}-${index}`;
    this.projects.set(`${repository.owner.login}-hello-${repository.nextNumber}`, branch);
    if (turn === 'second-push') this.loseAnswer(`${repository.owner.login}-hello-${repository.nextNumber}`);
    const pull = await this.sandbox.github.openPullRequest(repository, {
      author: repository.owner.login,
      title: `Change ${index}`,
      branch,
      from: repository,
      files: { 'README.md': `Change ${index}\n` },
    });
    const commits = [pull.head.sha];
    const opened = { repository, pull, ending, turn, commits, turned: turn === 'none' };
    this.opened.push(opened);
    if (turn === 'second-push') this.turns.push(this.pushAgain(opened));
    if (turn === 'build-comment') this.turns.push(this.askForBuild(opened));
  }

  /** A submission is accepted, and its answer gets lost: what is superseded meanwhile must not go on unseen. */
  private loseAnswer(project: string): void {
    const { copr, testingFarm } = this.sandbox;
    const { service, submission } =
      this.random() < 0.5
        ? { service: copr.service, submission: 'POST /api_3/build/create/custom' }
        : { service: testingFarm.service, submission: 'POST /v0.1/requests' };
    const where = ({ route, raw }: FaultyCall) => route === submission && raw.includes(`${project}"`);
    service.faults.next({ kind: 'lost-answer' }, { where });
  }

  private async pushAgain(opened: OpenedPullRequest): Promise<void> {
    await pause(this.random() * PUSH_WITHIN_MS);
    const files = { 'README.md': `Second thoughts about ${opened.pull.title}\n` };
    opened.commits.push(await this.sandbox.github.pushCommit(opened.repository, opened.pull, files));
    opened.turned = true;
  }

  private async askForBuild(opened: OpenedPullRequest): Promise<void> {
    await pause(this.random() * COMMENT_WITHIN_MS);
    this.comment(opened, '/packit build');
    opened.turned = true;
  }

  private comment({ repository, pull }: OpenedPullRequest, text: string): void {
    this.sandbox.github.comment(repository, pull, repository.owner.login, text);
  }
}

function turnOf(index: number, { branch }: Ending): Turn {
  if (index % 7 === 2) return 'second-push';
  if (index % 7 === 4) return 'build-comment';
  return branch === 'red-tests' ? 'retest-comment' : 'none';
}
