import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { isOver, type RequestedBuild } from '../../domain/build/build-state.js';
import type { CoprRefusal } from '../../domain/build/copr-refusal.js';
import { isToldByComment, refusalTitle } from '../../domain/build/copr-refusal-texts.js';
import {
  coprProjectDecider,
  teller,
  type CoprPermission,
  type CoprProjectCommand,
} from '../../domain/copr-project/copr-project.js';
import { coprProjectEvents } from '../../domain/copr-project/copr-project.events.js';
import { subjectKey } from '../../domain/planning/job.js';
import { Clock } from '../ports/clock.js';
import { Copr, type HeldPermissions } from '../ports/copr.js';
import { PermanentFailure } from '../ports/failure.js';
import { Log } from '../ports/log.js';
import { coprProjectStream } from '../streams/copr-project-stream.js';
import { Streams, type Cause } from '../streams/streams.js';

/** What follows from a refusal of Copr: a permission is asked for once, people are told once, and the build has failed. */
@Injectable()
export class CoprRefusals {
  constructor(
    private readonly copr: Copr,
    private readonly streams: Streams,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Repeated after a crash, it asks and tells no second time. */
  async settle(stream: string, found: CoprRefusal, cause: Cause): Promise<void> {
    const { state: build } = await this.streams.load(stream, buildEvents, buildDecider);
    if (build.status === 'unknown' || isOver(build)) return;
    const refusal = await this.withRequest(stream, build, found, cause);
    const tells = isToldByComment(refusal) && (await this.tells(stream, build, refusal, cause));
    const command = {
      type: 'FailSubmission',
      error: refusalTitle(refusal, build),
      refusal,
      tells,
      at: this.now(),
    } as const;
    await this.streams.handle(stream, buildEvents, buildDecider, command, cause);
  }

  /** A build was let in: refusals before it are over, and what was asked for has been given. */
  async over(stream: string, { order }: RequestedBuild, permissions: HeldPermissions, cause: Cause): Promise<void> {
    const { owner, project } = order;
    await this.record(owner, project, { type: 'RecordAdmission', permissions, run: stream, at: this.now() }, cause);
  }

  private async withRequest(
    stream: string,
    { order }: RequestedBuild,
    refusal: CoprRefusal,
    cause: Cause,
  ): Promise<CoprRefusal> {
    const permission = wantedPermission(refusal);
    if (permission === undefined) return refusal;
    const { owner, project } = order;
    const name = coprProjectStream(owner, project);
    const { state } = await this.streams.load(name, coprProjectEvents, coprProjectDecider);
    if (!state.requested.includes(permission)) {
      try {
        await this.copr.requestPermission(owner, project, permission);
      } catch (error) {
        if (!(error instanceof PermanentFailure)) throw error;
        this.log.warn('Copr does not take a request for a permission', {
          owner,
          project,
          permission,
          error: error.message,
        });
        return refusal;
      }
      const at = this.now();
      await this.record(
        owner,
        project,
        { type: 'RecordPermissionRequest', owner, project, permission, run: stream, at },
        cause,
      );
    }
    return { ...refusal, requested: true } as CoprRefusal;
  }

  /** Whether it is this build that tells the people of its pull request, branch or release. */
  private async tells(
    stream: string,
    { order, origin }: RequestedBuild,
    { code }: CoprRefusal,
    cause: Cause,
  ): Promise<boolean> {
    const { owner, project } = order;
    const subject = subjectKey(origin.project, origin.subject);
    const command = { type: 'TellRefusal', owner, project, code, subject, run: stream, at: this.now() } as const;
    const { state } = await this.record(owner, project, command, cause);
    return teller(state, code, subject) === stream;
  }

  private record(owner: string, project: string, command: CoprProjectCommand, cause: Cause) {
    const stream = coprProjectStream(owner, project);
    return this.streams.handle(stream, coprProjectEvents, coprProjectDecider, command, cause);
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

function wantedPermission({ code }: CoprRefusal): CoprPermission | undefined {
  if (code === 'builder-missing') return 'builder';
  return code === 'admin-missing' ? 'admin' : undefined;
}
