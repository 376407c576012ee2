import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import type { World } from '../support/world.js';

/** One pull request of a repository of its own, and what is said about it. */
export class Conversation {
  private constructor(
    private readonly world: World,
    readonly repository: Repository,
    readonly pull: PullRequest,
  ) {}

  /** Dora opens a pull request in a new repository of acme's. */
  static async about(world: World, name: string, files: Readonly<Record<string, string>>): Promise<Conversation> {
    const { github } = world.sandbox;
    const repository = await github.createRepository(`acme/${name}`, files);
    const change = { title: 'A change', branch: 'change', files: { 'new-file': 'x' } };
    return new Conversation(world, repository, await github.openPullRequest(repository, { author: 'dora', ...change }));
  }

  /** The builds of this repository in Copr, oldest first. */
  get builds() {
    const { name } = this.repository;
    return this.world.sandbox.copr.builds().filter(({ project }) => project.name.startsWith(`acme-${name}-`));
  }

  /** Waits until checks of the pull request say this. */
  async says(...expected: readonly (readonly [check: string, text: string])[]): Promise<void> {
    const found = () => this.world.checks(this.repository, this.pull);
    const wanted = Object.fromEntries(expected);
    await this.world.until(
      () => `${JSON.stringify(wanted)}, found ${JSON.stringify(found())}`,
      () => expected.every(([check, text]) => found()[check] === text),
    );
  }

  /** Somebody comments on the pull request: the one answer to it. */
  async answerTo(author: string, text: string): Promise<string> {
    const { github } = this.world.sandbox;
    const before = github.comments(this.repository, this.pull).length;
    github.comment(this.repository, this.pull, author, text);
    const answer = await this.world.until(
      `an answer to ${text}`,
      () => github.comments(this.repository, this.pull)[before + 1],
    );
    return answer.body;
  }
}
