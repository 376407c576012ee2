import type { AccessQuestion } from './access-facts.js';
import type { AccessReason, Gate } from './gate.js';
import { repositoryPath } from './repository-path.js';

/** Nobody waives a denial: of a person by name (`{host}/{login}` exactly), or of the host, the namespace or the repository. */
export const denied: Gate<AccessQuestion, AccessReason> = {
  name: 'denied',
  closed({ access: { deniedPerson, projectDenied }, project }) {
    if (deniedPerson !== null) return { reason: 'user-denied', facts: { actor: deniedPerson } };
    if (projectDenied) return { reason: 'project-denied', facts: { repository: repositoryPath(project) } };
    return undefined;
  },
};
