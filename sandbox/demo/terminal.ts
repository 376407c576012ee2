import type { CheckRun } from '../github/state.js';

const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const painted = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
const green = painted(32);
const red = painted(31);
const yellow = painted(33);
const grey = painted(90);
export const bold = painted(1);

const begin = Date.now();
const clock = () => grey(`${((Date.now() - begin) / 1000).toFixed(1).padStart(5)} s`);

/** What happens next, as a heading. */
export function heading(text: string): void {
  console.log(`\n${bold(text)}`);
}

export function line(text: string): void {
  console.log(`${clock()}  ${text}`);
}

export function detail(text: string): void {
  console.log(grey(text));
}

/** One move of one check. */
export function checkLine(check: CheckRun, width: number): void {
  line(`${marked(check)} ${check.name.padEnd(width)}  ${check.output.title ?? ''}`);
}

function marked({ status, conclusion }: Pick<CheckRun, 'status' | 'conclusion'>): string {
  if (status === 'queued') return grey('queued ');
  if (status === 'in_progress') return yellow('running');
  if (conclusion === 'success') return green('success');
  return conclusion === 'neutral' ? grey('neutral') : red((conclusion ?? 'unknown').padEnd(7));
}

export function success(text: string): void {
  console.log(`\n${green(text)}`);
}

export function failure(text: string): void {
  console.error(`\n${red(text)}`);
}
