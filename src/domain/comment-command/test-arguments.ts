import { projectAt, type ProjectRef } from '../forge/project-ref.js';

/** A pull request whose builds a test run takes in addition. */
export interface PullRequestRef {
  readonly project: ProjectRef;
  readonly number: number;
}

const SHORT = /^([\w.-]+\/[\w.-]+)#(\d{1,15})$/;
const ADDRESS = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/pull\/(\d{1,15})\/?$/;

/** The pull requests among the words of `test`: `namespace/repo#N` or their address, on github.com only. */
export function pullRequestsNamedIn(targets: readonly string[] = []): readonly PullRequestRef[] {
  return targets.flatMap((word) => {
    const [, path, number] = SHORT.exec(word) ?? ADDRESS.exec(word) ?? [];
    const project = path === undefined ? undefined : projectAt('https://github.com', path);
    return project ? [{ project, number: Number(number) }] : [];
  });
}

/** What `--env` asks for: variables to set, variables to remove (`NAME=`), and words without `=`, which say nothing. */
export interface EnvironmentChange {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  readonly ignored: readonly string[];
}

/** Reads the values of `--env` in order: of two about one variable the later one counts. */
export function environmentOf(env: readonly string[] = []): EnvironmentChange {
  const values = new Map<string, string>();
  const ignored: string[] = [];
  for (const word of env) {
    const equals = word.indexOf('=');
    if (equals < 1) ignored.push(word);
    else values.set(word.slice(0, equals), word.slice(equals + 1));
  }
  const entries = [...values];
  return {
    set: Object.fromEntries(entries.filter(([, value]) => value !== '')),
    remove: entries.filter(([, value]) => value === '').map(([name]) => name),
    ignored,
  };
}
