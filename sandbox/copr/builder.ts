import type { Timeline } from '../timeline.js';
import { type CoprBuild, type CoprState, isFinal, SOURCE_CHROOT, type SourcePackage, type Task } from './state.js';

/** What a message on the bus says about one task. */
export interface TaskMessage {
  readonly topic: 'copr.build.start' | 'copr.build.end' | 'copr.chroot.start';
  readonly body: Readonly<Record<string, unknown>>;
}

/** How long things take, in simulated seconds. */
export interface Durations {
  readonly queue: number;
  readonly source: number;
  readonly import: number;
  readonly chroot: number;
}

/** A chroot (`srpm-builds` for the source) as a name, a pattern with `*`, or a condition. */
export type TaskMatcher = string | RegExp | ((build: CoprBuild, chroot: string) => boolean);

type Outcome = 'succeeded' | 'failed' | 'skipped';
interface Rule {
  readonly where: (build: CoprBuild, chroot: string) => boolean;
  readonly outcome: Outcome;
}

const now = () => Math.floor(Date.now() / 1000);

/** Runs builds: source first, then the chroots side by side, each as long as told and with the outcome told. */
export class Builder {
  durations: Durations = { queue: 5, source: 20, import: 5, chroot: 60 };
  #rules: Rule[] = [];

  constructor(
    private readonly timeline: Timeline,
    private readonly publish: (message: TaskMessage) => void,
    private readonly describeSource: (script: string) => Promise<SourcePackage>,
  ) {}

  /** Tasks that match end in this way, also those that run already; the answer takes it back. */
  decide(outcome: Outcome, matcher: TaskMatcher): () => void {
    const rule: Rule = { where: matching(matcher), outcome };
    this.#rules.unshift(rule);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== rule);
    };
  }

  start(build: CoprBuild): void {
    this.#later(build, build.source, this.durations.queue, 'starting', () => {
      build.source.state = 'running';
      this.#begin(build, build.source, SOURCE_CHROOT);
      this.timeline.after(this.durations.source, () => void this.#endSource(build));
    });
  }

  /** What runs ends with a message; what has not started ends without one. */
  cancel(build: CoprBuild): void {
    build.canceled = true;
    for (const [chroot, task] of [[SOURCE_CHROOT, build.source] as const, ...build.chroots]) {
      if (isFinal(task.state)) continue;
      const running = task.state === 'running';
      task.state = 'canceled';
      task.endedOn = now();
      if (running) this.publish(message('copr.build.end', build, chroot, 0));
    }
  }

  async #endSource(build: CoprBuild): Promise<void> {
    if (build.source.state !== 'running') return;
    if (this.#outcome(build, SOURCE_CHROOT) === 'failed') {
      this.#end(build, build.source, SOURCE_CHROOT, 'failed');
      for (const task of build.chroots.values()) Object.assign(task, { state: 'failed', endedOn: now() });
      return;
    }
    build.package = await this.describeSource(build.script);
    if (build.canceled) return;
    build.source.state = 'importing';
    this.timeline.after(this.durations.import, () => {
      if (build.source.state !== 'importing') return;
      this.#end(build, build.source, SOURCE_CHROOT, 'succeeded');
      for (const [chroot, task] of build.chroots) this.#startChroot(build, chroot, task);
    });
  }

  #startChroot(build: CoprBuild, chroot: string, task: Task): void {
    task.state = 'pending';
    this.#later(build, task, this.durations.queue, 'starting', () => {
      if (this.#outcome(build, chroot) === 'skipped') {
        Object.assign(task, { state: 'skipped', endedOn: now() });
        return;
      }
      task.state = 'running';
      this.#begin(build, task, chroot);
      this.timeline.after(this.durations.chroot, () => {
        if (task.state === 'running') this.#end(build, task, chroot, this.#outcome(build, chroot));
      });
    });
  }

  /** Half of the wait in the queue, half of it on a machine that is not ready yet. */
  #later(build: CoprBuild, task: Task, seconds: number, meanwhile: CoprState, action: () => void): void {
    this.timeline.after(seconds / 2, () => {
      if (isFinal(task.state) || build.canceled) return;
      task.state = meanwhile;
      this.timeline.after(seconds / 2, () => {
        if (!isFinal(task.state)) action();
      });
    });
  }

  #begin(build: CoprBuild, task: Task, chroot: string): void {
    task.startedOn = now();
    this.publish(message('copr.build.start', build, chroot, 3));
    if (chroot !== SOURCE_CHROOT) this.publish(message('copr.chroot.start', build, chroot, 3));
  }

  #end(build: CoprBuild, task: Task, chroot: string, state: CoprState): void {
    Object.assign(task, { state, endedOn: now() });
    this.publish(message('copr.build.end', build, chroot, state === 'succeeded' ? 1 : 0));
  }

  #outcome(build: CoprBuild, chroot: string): Outcome {
    return this.#rules.find(({ where }) => where(build, chroot))?.outcome ?? 'succeeded';
  }
}

function matching(matcher: TaskMatcher): Rule['where'] {
  if (typeof matcher === 'function') return matcher;
  if (matcher instanceof RegExp) return (_, chroot) => matcher.test(chroot);
  const pattern = new RegExp(
    `^${matcher
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
  return (_, chroot) => pattern.test(chroot);
}

/** Release part of a package in a chroot: `fedora-44-x86_64` → `fc44`. */
export function distTag(chroot: string): string {
  const [, family = '', version = ''] = /^(\w+)-(?:.*-)?([\w.]+)-\w+$/.exec(chroot) ?? [];
  if (family === 'fedora') return version === 'rawhide' ? 'fc45' : version === 'eln' ? 'eln' : `fc${version}`;
  return family === 'epel' || family === 'centos' ? `el${version}` : `${family}${version}`;
}

function message(topic: TaskMessage['topic'], build: CoprBuild, chroot: string, status: number): TaskMessage {
  const ofSource = chroot === SOURCE_CHROOT;
  const pkg = ofSource ? null : (build.package?.name ?? null);
  const version = ofSource || !build.package ? null : `${build.package.version}.${distTag(chroot)}`;
  const { owner, name } = build.project;
  const what = `${topic.slice('copr.'.length).replace('.', ' ')}: user:${build.submitter} copr:${name} build:${build.id} pkg:${pkg} version:${version} ip:127.0.0.1 pid:4711 status:${status}`;
  const worker = ofSource ? 'srpm' : 'rpm';
  const who = `backend.worker-${worker}_build_worker:${build.id}${ofSource ? '' : `-${chroot}`}`;
  return {
    topic,
    body: {
      build: build.id,
      chroot,
      owner,
      copr: name,
      user: build.submitter,
      pkg,
      version,
      status,
      what,
      ip: '127.0.0.1',
      who,
      pid: 4711,
    },
  };
}
