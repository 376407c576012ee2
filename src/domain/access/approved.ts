import type { AccessQuestion } from './access-facts.js';
import type { AccessReason, Gate } from './gate.js';
import { repositoryPath } from './repository-path.js';

/** The nearest decided entry of the allowlist above the repository approves it. */
export const approved: Gate<AccessQuestion, AccessReason> = {
  name: 'approved',
  closed({ access, project }) {
    if (access.approved) return undefined;
    const facts = { repository: repositoryPath(project), approvalIssue: access.approvalIssue };
    return { reason: 'namespace-not-allowed', facts };
  },
};
