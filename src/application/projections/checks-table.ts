import {
  isTerminal,
  outranks,
  whatStands,
  type CheckContribution,
  type CheckLink,
  type CheckState,
} from '../../domain/check/contribution.js';
import type { CheckEvent } from '../../domain/check/check.events.js';
import { DASHBOARD } from '../../domain/notifications.js';
import { tenantOf } from '../../domain/tenant.js';
import type { Todo } from '../../domain/todo.js';
import type { Ids } from '../ports/ids.js';
import type { TableRow } from '../ports/read-models.js';
import type { Settings } from '../ports/settings.js';

/** A check of a commit: what every run says about it, and what was published. */
export interface CheckRow {
  /** By stream of the run. */
  readonly contributions: ReadonlyMap<string, CheckContribution>;
  readonly published: PublishedState | null;
  /** Digest of what the forge refuses for good. */
  readonly refused: string | null;
}

/** The same as it stands in its table. */
export interface StoredCheck extends Pick<CheckRow, 'published' | 'refused'> {
  /** The streams that speak about it, in order of their names: what they say follows from their states. */
  readonly streams: readonly string[];
}

export interface PublishedState {
  readonly attempt: string;
  readonly checkId: string;
  readonly state: CheckState;
  readonly title: string;
  readonly digest: string;
  readonly at: string;
}

export const emptyCheck: CheckRow = { contributions: new Map(), published: null, refused: null };

/** What a check should say now, in the words that are sent. */
export interface WantedCheck {
  readonly attempt: string;
  readonly state: CheckState;
  readonly title: string;
  readonly url: string | null;
  readonly summary: string;
}

/** What links in a check start with, without a slash at the end. */
export type Addresses = Pick<Settings, 'dashboardUrl' | 'publicUrl'>;

/** Puts addresses into what the deciding run says. */
export function renderCheck(contribution: CheckContribution, { dashboardUrl, publicUrl }: Addresses): WantedCheck {
  const url = linkUrl(contribution.link, dashboardUrl);
  const why = explanationUrl(contribution, publicUrl);
  let rows = url === null ? '' : tableRow('Details', url);
  for (const name of Object.keys(contribution.links)) rows += tableRow(name, contribution.links[name]!);
  if (why !== null) rows += tableRow('Why, in detail', why);
  const table = rows && `| Name/Job | URL |\n| --- | --- |${rows}`;
  const { attempt, state, title, summary } = contribution;
  return { attempt, state, title, url, summary: summary && table ? `${summary}\n\n${table}` : summary || table };
}

function tableRow(name: string, link: string): string {
  return `\n| ${name} | ${link} |`;
}

/** Where the decision behind the check is explained: an attempt ends with the stream of its delivery. */
function explanationUrl({ attempt, name }: CheckContribution, publicUrl: string): string | null {
  const stream = attempt.slice(attempt.indexOf('/') + 1);
  if (!stream.startsWith('delivery-')) return null;
  return `${publicUrl}/api/explain?subject=${encodeURIComponent(stream)}&job=${encodeURIComponent(name)}`;
}

function linkUrl(link: CheckLink, dashboardUrl: string): string | null {
  if (link === null) return null;
  return 'url' in link
    ? link.url.replace(`${DASHBOARD}/`, `${dashboardUrl}/`)
    : `${dashboardUrl}/jobs/${link.kind}/${link.id}`;
}

/**
 * What decides, or undefined when no run speaks about the check any more. Of two contributions with the same attempt and stage, that of
 * the stream whose name comes first.
 */
export function decidingContribution({ contributions }: CheckRow): CheckContribution | undefined {
  let best: CheckContribution | undefined;
  let by = '';
  for (const [stream, contribution] of contributions) {
    const isBetter = !best || outranks(contribution, best) || (stream < by && !outranks(best, contribution));
    if (isBetter) [best, by] = [contribution, stream];
  }
  if (!best?.inconclusive || contributions.size === 1) return best;
  const byName = [...contributions.keys()].sort();
  return whatStands(
    best,
    byName.map((stream) => contributions.get(stream)!),
  );
}

/** The row with what one more stream says about the check. */
export function withContribution(row: CheckRow, stream: string, contribution: CheckContribution): CheckRow {
  return { ...row, contributions: new Map(row.contributions).set(stream, contribution) };
}

export function applyCheckEvent(row: CheckRow, event: CheckEvent): CheckRow {
  switch (event.type) {
    case 'CheckPublished': {
      const { attempt, checkId, state, title, digest, at } = event.data;
      return { ...row, published: { attempt, checkId, state, title, digest, at } };
    }
    case 'CheckPublicationRefused':
      return { ...row, refused: event.data.digest };
  }
}

/** What a check should say, and the digest that tells whether the forge says it. Undefined: no run speaks about it. */
export function wantedCheck(
  row: CheckRow,
  addresses: Addresses,
  ids: Ids,
): { readonly wanted: WantedCheck; readonly digest: string } | undefined {
  const deciding = decidingContribution(row);
  if (!deciding) return undefined;
  const wanted = renderCheck(deciding, addresses);
  return { wanted, digest: ids.digest(JSON.stringify(wanted)) };
}

/** Whether the forge still has to be told. */
export function isWanted(row: CheckRow, addresses: Addresses, ids: Ids): boolean {
  const digest = wantedCheck(row, addresses, ids)?.digest;
  return digest !== undefined && row.published?.digest !== digest && row.refused !== digest;
}

/** Name of the table of checks. */
export const CHECKS = 'checks';

/** The row of a check as it goes into its table. */
export function checkRow(key: string, row: CheckRow): TableRow {
  const deciding = decidingContribution(row);
  const open = deciding && !isTerminal(deciding.state) ? 1 : 0;
  const { project, commit, name } = checkParts(key);
  const { contributions, published, refused } = row;
  const stored: StoredCheck = { streams: [...contributions.keys()].sort(), published, refused };
  return { key, columns: { project, commit, name, attempt: deciding?.attempt ?? '', open }, row: stored };
}

/** Project, commit and name of a check's key. Names may contain `|`, the others never do. */
export function checkParts(key: string): { readonly project: string; readonly commit: string; readonly name: string } {
  const first = key.indexOf('|');
  const second = key.indexOf('|', first + 1);
  return { project: key.slice(0, first), commit: key.slice(first + 1, second), name: key.slice(second + 1) };
}

/** Up to so many unfinished checks of one commit, every change is shown at once. */
const FEW_CHECKS = 4;
/** Milliseconds between two changes of one check that both say "not finished yet". */
const SHORT_PAUSE = 300;
const PAUSE_PER_CHECK = 2_500;

/**
 * The publication that a check still wants, if any. The first word and results go out at once; progress in between is coalesced,
 * the more so the more checks of the commit are not finished, because the forge counts requests.
 */
export function publishTodo(
  key: string,
  row: CheckRow,
  wanted: WantedCheck | undefined,
  digest: string,
  openChecks: () => number,
): Todo<'publish-check'> | undefined {
  if (!wanted || row.published?.digest === digest || row.refused === digest) return undefined;
  const first = row.published?.attempt !== wanted.attempt;
  const result = isTerminal(wanted.state);
  const dueAt =
    first || result || !row.published
      ? null
      : new Date(Date.parse(row.published.at) + pauseBetween(openChecks())).toISOString();
  return {
    key: `publish-check/${key}`,
    type: 'publish-check',
    lane: `check/${key}`,
    tenant: tenantOf(checkParts(key).project),
    dueAt,
    priority: first ? 0 : result ? 2 : 4,
    data: { key, digest },
  };
}

function pauseBetween(openChecks: number): number {
  return openChecks <= FEW_CHECKS ? SHORT_PAUSE : openChecks * PAUSE_PER_CHECK;
}
