import { Injectable } from '@nestjs/common';
import { targetId } from '../../domain/build/build-comments.js';
import type { RequestedBuild } from '../../domain/build/build-state.js';
import { testedBuild } from '../../domain/build/tested-build.js';
import { DASHBOARD } from '../../domain/notifications.js';
import type { ProjectRef } from '../../domain/forge/project-ref.js';
import { pullRequestKey, subjectKey, type ProjectData, type SubjectData } from '../../domain/planning/job.js';
import type { KnownBuild, KnownTest } from '../../domain/planning/situation.js';
import type { TestedBuild } from '../../domain/test-run/test-order.js';
import type { RequestedTestRun } from '../../domain/test-run/test-run-state.js';
import { CurrentStates, type FoundStream } from '../projections/current-states.js';

/** What is known of earlier builds and tests of a commit. */
@Injectable()
export class KnownRuns {
  constructor(private readonly states: CurrentStates) {}

  async builds(project: ProjectData, subject: SubjectData, commit: string): Promise<KnownBuild[]> {
    return (await this.runs('build', project, subject, commit)).map(({ stream, state }) => {
      const build = state as RequestedBuild;
      return {
        stream,
        attempt: build.origin.attempt,
        coprProject: `${build.order.owner}/${build.plannedProject}`,
        identifier: build.origin.job.identifier,
        package: build.origin.job.package,
        targets: Object.fromEntries(
          Object.entries(build.targets).map(([chroot, { phase }]) => [
            chroot,
            {
              phase: phaseOf(build, phase),
              url: `${DASHBOARD}/jobs/copr/${targetId(build, chroot)}`,
              tested: testedBuild(stream, build, chroot) ?? null,
            },
          ]),
        ),
      };
    });
  }

  /** Of any commit of a pull request: the newest build that succeeded, for each chroot and identifier. */
  async newestSuccesses(project: ProjectRef, number: number): Promise<TestedBuild[]> {
    const builds = await this.states.find('build', {
      where: { subject: pullRequestKey(project, number) },
      orderBy: ['-attempt'],
    });
    const newest = new Map<string, TestedBuild>();
    for (const { stream, state } of builds) {
      const build = state as RequestedBuild;
      for (const chroot of Object.keys(build.targets)) {
        const which = `${chroot}/${build.origin.job.identifier ?? ''}`;
        const tested = testedBuild(stream, build, chroot);
        if (tested && !newest.has(which)) newest.set(which, tested);
      }
    }
    return [...newest.values()];
  }

  async tests(project: ProjectData, subject: SubjectData, commit: string): Promise<KnownTest[]> {
    return (await this.runs('testRun', project, subject, commit)).map(({ state }) => {
      const run = state as RequestedTestRun;
      const { order, origin } = run;
      return { attempt: origin.attempt, check: order.check, order: order.key, result: resultOf(run) };
    });
  }

  private runs(category: string, project: ProjectData, subject: SubjectData, commit: string): Promise<FoundStream[]> {
    return this.states.find(category, { where: { subject: subjectKey(project, subject), commit } });
  }
}

/** A chroot of a build that never got to Copr is not on its way, whatever its own state says. */
function phaseOf(build: RequestedBuild, phase: RequestedBuild['targets'][string]['phase']) {
  if (phase !== 'waiting') return phase;
  if (build.submission.phase === 'failed') return 'errored';
  return build.srpm.phase === 'failed' ? 'failed' : phase;
}

/** Tests that were not taken have failed too, unless nobody is to blame. */
function resultOf({ submission, result }: RequestedTestRun): string {
  return submission.phase === 'refused' && submission.state !== 'neutral' ? 'errored' : result.phase;
}
