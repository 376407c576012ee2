import { Injectable } from '@nestjs/common';
import type { PullRequestInput } from '../../domain/inputs/input.js';
import { Forges } from '../ports/forge.js';

/** Pull requests of which only the holder of a project's token says where they come from. */
@Injectable()
export class ClaimedPullRequests {
  constructor(private readonly forges: Forges) {}

  /**
   * The input with author, branches and source repository as the forge shows them: checks are written to a source, and authors are
   * asked for less. Undefined: the forge knows no such pull request.
   */
  async confirmed(input: PullRequestInput): Promise<PullRequestInput | undefined> {
    const { repository, pullRequest } = input;
    const forge = pullRequest.sourceIsClaimed ? this.forges.forHost(repository.project.host) : undefined;
    if (!forge) return input;
    const shown = await forge.pullRequest(repository.project, pullRequest.number);
    if (!shown) return undefined;
    const { author, headRef: sourceBranch, baseRef: targetBranch, source } = shown;
    return {
      ...input,
      pullRequest: { ...pullRequest, author, sourceBranch, targetBranch, source, sourceOwner: source?.namespace },
    };
  }
}
