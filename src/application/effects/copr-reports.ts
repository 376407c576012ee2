import { Injectable } from '@nestjs/common';
import { buildDecider, type BuildCommand } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { isFinal, type RequestedBuild } from '../../domain/build/build-state.js';
import { Clock } from '../ports/clock.js';
import { Copr, type CoprBuildStatus } from '../ports/copr.js';
import { Settings } from '../ports/settings.js';
import { Streams, type Cause } from '../streams/streams.js';

/** What Copr says of a build, by message or because it was asked, on its way into the build's stream. */
@Injectable()
export class CoprReports {
  constructor(
    private readonly copr: Copr,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** A message about the source build (`chroot` null) or about one chroot. */
  async started(stream: string, build: RequestedBuild, chroot: string | null, cause: Cause): Promise<void> {
    const at = this.now();
    if (chroot === null) await this.record(stream, { type: 'RecordSrpmStart', logUrl: this.srpmLog(build), at }, cause);
    else await this.record(stream, { type: 'RecordTargetStart', target: chroot, logUrl: null, at }, cause);
  }

  async ended(
    stream: string,
    build: RequestedBuild,
    chroot: string | null,
    succeeded: boolean,
    cause: Cause,
  ): Promise<void> {
    if (build.submission.phase !== 'submitted') return;
    const { coprBuildId } = build.submission;
    if (chroot === null) {
      const known = build.srpm.phase === 'succeeded' || build.srpm.phase === 'failed';
      if (known) return;
      const srpmUrl = succeeded ? ((await this.copr.getBuild(coprBuildId))?.srpmUrl ?? null) : null;
      await this.record(stream, { type: 'RecordSrpmEnd', succeeded, srpmUrl, at: this.now() }, cause);
      return;
    }
    const target = build.targets[chroot];
    if (!target || isFinal(target)) return;
    const packages = succeeded ? [...(await this.copr.builtPackages(coprBuildId, chroot))] : [];
    const command: BuildCommand = { type: 'RecordTargetEnd', target: chroot, succeeded, packages, at: this.now() };
    await this.record(stream, command, cause);
  }

  /** Everything that a look at the build in Copr tells; undefined: Copr does not know it. */
  async seen(stream: string, build: RequestedBuild, status: CoprBuildStatus | undefined, cause: Cause): Promise<void> {
    const open = Object.entries(build.targets).filter(([, target]) => !isFinal(target));
    if (!status) {
      for (const [target] of open)
        await this.record(
          stream,
          { type: 'RecordTargetLost', target, reason: 'Copr does not know the build any more', at: this.now() },
          cause,
        );
      return;
    }
    const source = status.source.state;
    if (source === 'running' || source === 'importing') await this.started(stream, build, null, cause);
    if (source === 'succeeded') await this.ended(stream, build, null, true, cause);
    if (source === 'failed' || source === 'canceled') await this.ended(stream, build, null, false, cause);
    for (const [chroot] of open) {
      const state = status.chroots[chroot]?.state;
      if (state === 'running' || state === 'starting') await this.started(stream, build, chroot, cause);
      if (state === 'succeeded' || state === 'forked') await this.ended(stream, build, chroot, true, cause);
      if (state === 'failed') await this.ended(stream, build, chroot, false, cause);
      if (state === 'canceled' || state === 'skipped' || state === 'unknown' || state === undefined) {
        if (state === undefined && status.state !== 'canceled' && source !== 'succeeded') continue;
        const reason = state === 'skipped' ? 'Copr skipped this chroot' : `${state ?? 'canceled'} in Copr`;
        await this.record(stream, { type: 'RecordTargetLost', target: chroot, reason, at: this.now() }, cause);
      }
    }
  }

  private srpmLog({ order, submission }: RequestedBuild): string | null {
    if (submission.phase !== 'submitted') return null;
    const id = String(submission.coprBuildId).padStart(8, '0');
    return `https://download.copr.fedorainfracloud.org/results/${order.owner}/${order.project}/srpm-builds/${id}/builder-live.log`;
  }

  private now(): string {
    return this.clock.now().toISOString();
  }

  private async record(stream: string, command: BuildCommand, cause: Cause): Promise<void> {
    await this.streams.handle(stream, buildEvents, buildDecider, command, cause);
  }
}
