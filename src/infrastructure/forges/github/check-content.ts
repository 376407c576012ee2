import type { CheckContent, CheckState } from '../../../application/ports/forge.js';

const LONGEST_SUMMARY = 65_535;
const LONGEST_COMMENT = 65_536;
const LONGEST_DESCRIPTION = 140;
const CUT_NOTE = '\n\n… (cut: GitHub takes no longer text)';

type Conclusion = 'success' | 'failure' | 'neutral' | 'cancelled';
type CheckRunState =
  { readonly status: 'queued' | 'in_progress' } | { readonly status: 'completed'; readonly conclusion: Conclusion };

const checkRunStates: Record<CheckState, CheckRunState> = {
  pending: { status: 'queued' },
  running: { status: 'in_progress' },
  success: { status: 'completed', conclusion: 'success' },
  failure: { status: 'completed', conclusion: 'failure' },
  error: { status: 'completed', conclusion: 'failure' },
  neutral: { status: 'completed', conclusion: 'neutral' },
  canceled: { status: 'completed', conclusion: 'cancelled' },
};

const commitStates: Record<CheckState, 'pending' | 'success' | 'failure' | 'error'> = {
  pending: 'pending',
  running: 'pending',
  success: 'success',
  failure: 'failure',
  error: 'error',
  neutral: 'error',
  canceled: 'error',
};

/** A check as a check run says it. Title and summary are always there: GitHub wants both or none. */
export function checkRunOf(check: CheckContent) {
  return {
    name: check.name,
    head_sha: check.commitSha,
    external_id: check.externalId,
    details_url: linkOf(check),
    ...checkRunStates[check.state],
    output: { title: check.title.trim() ? check.title : check.name, summary: cut(check.summary, LONGEST_SUMMARY) },
  };
}

/** A check as a commit status says it. */
export function commitStatusOf(check: CheckContent) {
  return {
    state: commitStates[check.state],
    context: check.name,
    description: [...check.title].slice(0, LONGEST_DESCRIPTION).join(''),
    target_url: linkOf(check),
  };
}

/** A check as a comment on the commit says it; undefined while there is no result that a person waits for. */
export function commentOf(check: CheckContent): string | undefined {
  if (check.state === 'pending' || check.state === 'running') return undefined;
  const facts = [`name: ${check.name}`, `state: ${check.state}`, `url: ${linkOf(check) ?? 'not provided'}`];
  return cutComment(`${facts.map((fact) => `- ${fact}`).join('\n')}\n\n${check.title}`);
}

/** A comment or the text of an issue, cut to what GitHub takes. */
export function cutComment(body: string): string {
  return cut(body, LONGEST_COMMENT);
}

function linkOf({ detailsUrl }: CheckContent): string | undefined {
  return detailsUrl && /^https?:\/\/./i.test(detailsUrl) ? detailsUrl : undefined;
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const head = text.slice(0, longest - CUT_NOTE.length);
  return (/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head) + CUT_NOTE;
}
