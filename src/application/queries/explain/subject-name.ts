import { parseProjectUrl, projectKey } from '../../../domain/forge/project-ref.js';

const PULL = /^(https?:\/\/\S+?)\/(?:pull|pulls|pull-request|issues|issue)\/(\d+)(?:[/?#]\S*)?$/i;
const MERGE_REQUEST = /^(https?:\/\/\S+?)(?:\/-)?\/merge_requests\/(\d+)(?:[/?#]\S*)?$/i;
const BRANCH = /^(https?:\/\/\S+?)(?:\/-)?\/(?:tree|src\/branch)\/(\S+)$/i;
const RELEASE = /^(https?:\/\/\S+?)(?:\/-)?\/releases(?:\/tag)?\/(\S+)$/i;

/** Which marks stand between the project and what follows. Deliveries number merge requests with `!`, runs with `#`. */
const PAGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [PULL, ['#']],
  [MERGE_REQUEST, ['#', '!']],
  [BRANCH, ['@']],
  [RELEASE, ['!']],
];

/** Keys of the subject that somebody means by a key, or by the address of a pull request, branch, release or repository. */
export function subjectsNamed(text: string): string[] {
  for (const [page, marks] of PAGES) {
    const [, base = '', rest = ''] = page.exec(text.trim()) ?? [];
    const project = parseProjectUrl(base);
    if (project) return marks.map((mark) => `${projectKey(project)}${mark}${rest}`);
  }
  const project = parseProjectUrl(text);
  return [project ? projectKey(project) : text];
}
