import type { ProjectData, RunOrigin } from './planning/job.js';

/** Stands for the dashboard's address in texts of events; whoever publishes a text puts the address in. */
export const DASHBOARD = 'dashboard:';

const PLACEHOLDERS = ['commit_sha', 'packit_dashboard_url', 'external_dashboard_url', 'logs_url'] as const;
export type FailurePlaceholders = Readonly<Record<(typeof PLACEHOLDERS)[number], string | null>>;

/**
 * A user's failure message with its placeholders filled in; one without a value reads `{no entry for NAME}`. A message with any
 * other placeholder or a stray brace is left as it is. Doubled braces stand for themselves.
 */
export function renderFailureMessage(message: string, values: FailurePlaceholders): string {
  const parts: string[] = [];
  for (let at = 0; at < message.length;) {
    const open = message.slice(at).search(/[{}]/);
    if (open < 0) {
      parts.push(message.slice(at));
      break;
    }
    parts.push(message.slice(at, at + open));
    at += open;
    const brace = message[at]!;
    if (message[at + 1] === brace) {
      parts.push(brace);
      at += 2;
      continue;
    }
    const name = brace === '{' ? /^\{(\w+)\}/.exec(message.slice(at))?.[1] : undefined;
    const known = PLACEHOLDERS.find((placeholder) => placeholder === name);
    if (!known) return message;
    parts.push(values[known] ?? `{no entry for ${known}}`);
    at += known.length + 2;
  }
  return parts.join('');
}

/** How a comment of this purpose is kept from being repeated: `last` compares with our newest comment there. */
export function repetitionOf(purpose: string): 'none' | 'last' {
  return /^(failure|success|config|refusal)/.test(purpose) ? 'last' : 'none';
}

/** Where the comments of a run or a delivery go. */
export type CommentPlaceData =
  { readonly on: 'pull_request' | 'issue'; readonly number: number } | { readonly on: 'commit'; readonly sha: string };

/** A run comments on its pull request, or on its commit where there is none. */
export function placeOfRun({ subject, commitSha }: Pick<RunOrigin, 'subject' | 'commitSha'>): CommentPlaceData {
  return subject.kind === 'pull_request'
    ? { on: 'pull_request', number: subject.number }
    : { on: 'commit', sha: commitSha };
}

/** Lane of the comments at one place: they are written one after the other, so that repetitions are seen. */
export function commentLane(project: ProjectData, place: CommentPlaceData): string {
  const where = place.on === 'commit' ? place.sha : String(place.number);
  return `${project.host}/${project.namespace}/${project.repo}/${place.on}/${where}/comments`;
}
