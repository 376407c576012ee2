import type { ReplayStep } from '../../application/replay/replay-streams.js';
import type { CheckAt, StateAt } from '../../application/replay/state-at.js';
import type { StateChange } from '../../application/replay/state-diff.js';
import { brief } from './inspection-text.js';

/** Changes of one event that are printed; `--json` has the whole state. */
const MOST_CHANGES = 30;
const LONGEST_VALUE = 120;

/** An event, and below it what it changed in the state of its stream. */
export function stepLines({ event, known, changes }: ReplayStep): string[] {
  const { stream, revision, position, type, at, data } = event;
  const shown = changes.slice(0, MOST_CHANGES).map(changeLine);
  const more = changes.length - shown.length;
  return [
    `${String(position).padStart(8)}  ${at}  ${type}  ${brief(data as Readonly<Record<string, unknown>>)}`.trimEnd(),
    `          ${stream}@${revision}`,
    ...shown.map((line) => `            ${line}`),
    ...(more > 0 ? [`            … and ${more} more: --json has the whole state`] : []),
    ...(known ? [] : ['            this program does not know such events: the state stays as it was']),
  ];
}

function changeLine({ path, before, after }: StateChange): string {
  if (before === undefined) return `+ ${path}: ${short(after)}`;
  if (after === undefined) return `- ${path}: ${short(before)}`;
  return `~ ${path}: ${short(before)} → ${short(after)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** The states of streams, then what every check should say, commit by commit. */
export function stateLines({ streams, checks }: StateAt): string[] {
  const commits = new Set(checks.map(commitOf));
  return [
    ...streams.flatMap(({ stream, revision, state }) => [
      `${stream}@${revision}`,
      ...JSON.stringify(state, undefined, 2)
        .split('\n')
        .map((line) => `  ${line}`),
    ]),
    ...[...commits].flatMap((commit) => [
      `Checks of ${commit}:`,
      ...checks.filter((check) => commitOf(check) === commit).map(checkLine),
    ]),
  ];
}

const commitOf = ({ project, commit }: CheckAt): string => `${project} at ${commit.slice(0, 12)}`;

function checkLine({ name, wanted, published }: CheckAt): string {
  const says = wanted ? `${wanted.state}: ${wanted.title}` : 'nothing: no run speaks about it';
  const shown = published ? `${published.state}: ${published.title}` : 'nothing';
  return `  ${name}  ${says}${shown === says ? '' : `  (published: ${shown})`}`;
}
