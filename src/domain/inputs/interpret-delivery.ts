import { claimText, covers, coverageText, vouchesForPeople, type Coverage } from '../access/coverage.js';
import { claimsOf } from './claims.js';
import type { Delivery, ServiceIdentity } from './delivery.js';
import { gitlabContradiction } from './gitlab/project-identity.js';
import { ignored, type Ignored } from './ignore-reasons.js';
import type { Input } from './input.js';
import { readDelivery } from './read-delivery.js';
import { coverageOfSource } from './source-coverage.js';

/**
 * What a delivery means for this service: an input to decide about, or why it leads to nothing. Never throws, and
 * needs nothing but its arguments: the same delivery means the same tomorrow.
 */
export function interpretDelivery(delivery: Delivery, service: ServiceIdentity): Input | Ignored {
  const read = readDelivery(delivery, service);
  if (read.kind === 'ignored') return read;
  const coverage = delivery.covers ?? coverageOfSource(delivery.source, service);
  return notCovered(delivery, read, coverage) ?? setAside(read) ?? withClaimedSource(read, coverage);
}

/** Marks a source repository that the delivery does not vouch for. */
function withClaimedSource(input: Input, coverage: Coverage): Input {
  if (input.kind !== 'pull-request' || !input.pullRequest.source || vouchesForPeople(coverage)) return input;
  const { host, namespace, repo } = input.pullRequest.source;
  const source = { of: 'project', forge: input.repository.forge, host, namespace, repo } as const;
  return covers(coverage, source) ? input : { ...input, pullRequest: { ...input.pullRequest, sourceIsClaimed: true } };
}

/** Why the delivery may not speak for what the input is about; undefined: it may. */
function notCovered(delivery: Delivery, input: Input, coverage: Coverage): Ignored | undefined {
  const claim = claimsOf(input).find((claimed) => !covers(coverage, claimed));
  if (claim) return ignored('project-not-covered', { claimed: claimText(claim), covered: coverageText(coverage) });
  const contradiction = delivery.source === 'gitlab' ? gitlabContradiction(delivery.body) : undefined;
  return contradiction && ignored('project-contradictory', { ...contradiction });
}

/** Inputs that are understood and lead to nothing all the same. */
export function setAside(input: Input): Ignored | undefined {
  switch (input.kind) {
    case 'comment': {
      const facts = { comment: input.comment.id, author: input.comment.author };
      if (input.comment.byBot) return ignored('comment-by-bot', facts);
      if (input.comment.edited) return ignored('comment-edited', facts);
      if (input.comment.parsed.kind !== 'no-command') return undefined;
      const [hidden] = input.comment.parsed.inert;
      return ignored('no-command', { ...facts, line: hidden?.line, within: hidden?.within });
    }
    case 'pull-request':
      if (input.change !== 'edited') return undefined;
      return ignored('nothing-to-build-changed', { action: input.action, pullRequest: input.pullRequest.number });
    case 'push':
      return input.isFork ? ignored('push-to-fork', { ref: input.ref }) : undefined;
    case 'foreign-ci':
      return ignored('foreign-ci-recorded', { system: input.system, status: input.status });
    case 'new-versions':
      if (input.announcedBy === 'the-new-hotness') return undefined;
      return ignored('updates-for-centos-not-supported', { package: input.package, versions: input.versions });
    default:
      return undefined;
  }
}
