import type { AccessQuestion } from './access-facts.js';
import type { AccessReason, Gate } from './gate.js';

/** The person may merge, or is the author of the pull request. A person who is not known may nothing. */
export const permitted: Gate<AccessQuestion, AccessReason> = {
  name: 'permitted',
  closed({ access: { canMerge, isAuthor }, actor, subject }) {
    if (canMerge || (isAuthor && subject.kind === 'pull_request')) return undefined;
    return { reason: 'not-permitted', facts: { actor } };
  },
};

/** What runs in the internal Testing Farm is for people who may merge; asked for such jobs alone, and after all other gates. */
export const mayMerge: Gate<AccessQuestion, AccessReason> = {
  name: 'may-merge',
  closed: ({ access, actor }) =>
    access.canMerge ? undefined : { reason: 'internal-tests-not-permitted', facts: { actor } },
};
