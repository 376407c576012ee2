import { createHash } from 'node:crypto';
import type { Cause } from '../../../src/application/streams/streams.js';
import { Streams } from '../../../src/application/streams/streams.js';
import type { EffectContext } from '../../../src/application/effects/effect.js';
import { Clock } from '../../../src/application/ports/clock.js';
import { Distributions } from '../../../src/application/ports/distributions.js';
import type { BodhiRelease } from '../../../src/domain/targets/release-table.js';
import type { Forge, ForgeProject } from '../../../src/application/ports/forge.js';
import { Forges } from '../../../src/application/ports/forge.js';
import { Ids } from '../../../src/application/ports/ids.js';
import {
  TestingFarm,
  type Ranch,
  type TestingFarmAnswer,
  type TestingFarmRequest,
  type TestingFarmSubmission,
} from '../../../src/application/ports/testing-farm.js';
import { testRunDecider, type TestRunCommand } from '../../../src/domain/test-run/test-run.js';
import { testRunEvents } from '../../../src/domain/test-run/test-run.events.js';
import type { RequestedTestRun } from '../../../src/domain/test-run/test-run-state.js';
import type { PendingEffect } from '../../../src/domain/todo.js';
import type { TestOrder } from '../../../src/domain/test-run/test-order.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';
import { anOrigin, aTestedBuild, aTestOrder, minute } from '../../support/runs.js';
import { RememberingLog } from '../running-core.js';

export const STREAM = 'testRun-1';
const cause: Cause = { id: 'cause', correlationId: 'delivery-1' };

class StillClock extends Clock {
  time = minute(0);
  now(): Date {
    return new Date(this.time);
  }
  async sleep(): Promise<void> {}
}

class HashIds extends Ids {
  uuid(text: string): string {
    return this.digest(text).slice(0, 32);
  }
  digest(content: string | Uint8Array): string {
    return createHash('sha256').update(content).digest('hex');
  }
}

/** A Testing Farm that keeps requests; it throws `failure` while there is one. */
export class KeepingTestingFarm extends TestingFarm {
  readonly submissions: TestingFarmSubmission[] = [];
  readonly requests = new Map<string, TestingFarmRequest>();
  readonly cancelled: string[] = [];
  failure: Error | undefined;
  composesFailure: Error | undefined;
  refusal: unknown;

  async composes(): Promise<readonly string[]> {
    if (this.composesFailure) throw this.composesFailure;
    return ['Fedora-Rawhide', 'Fedora-4[2-3]'];
  }

  async submit(submission: TestingFarmSubmission): Promise<TestingFarmAnswer> {
    this.submissions.push(submission);
    if (this.failure) throw this.failure;
    if (this.refusal !== undefined) return { outcome: 'refused', errors: this.refusal };
    const requestId = `tf-${this.submissions.length}`;
    this.report(requestId, 'new', null);
    return { outcome: 'accepted', requestId };
  }

  async findRequest({ key }: Pick<TestingFarmSubmission, 'key'>): Promise<string | undefined> {
    if (this.failure) throw this.failure;
    const made = this.submissions.findIndex((submission) => submission.key === key);
    return made < 0 ? undefined : `tf-${made + 1}`;
  }

  async getRequest(requestId: string): Promise<TestingFarmRequest | undefined> {
    if (this.failure) throw this.failure;
    return this.requests.get(requestId);
  }

  async cancel(requestId: string, _ranch: Ranch): Promise<void> {
    if (this.failure) throw this.failure;
    this.cancelled.push(requestId);
  }

  report(requestId: string, state: string, overall: string | null, summary: string | null = null): void {
    const artifactsUrl = 'https://artifacts.example.org/run';
    this.requests.set(requestId, { requestId, state, overall, summary, artifactsUrl, testUrl: null });
  }
}

/** A forge of which only files and branches are known. */
class FilesForge {
  readonly files = new Set<string>(['packit-service/packit:.fmf/version']);
  readonly branches = new Map<string, string>([['master', 'deadbeef']]);
  failure: Error | undefined;

  async fileExists({ namespace, repo }: ForgeProject, path: string): Promise<boolean> {
    if (this.failure) throw this.failure;
    return this.files.has(`${namespace}/${repo}:${path}`);
  }

  async branchHead(_project: ForgeProject, branch: string): Promise<string | undefined> {
    return this.branches.get(branch);
  }
}

class OneForge extends Forges {
  constructor(private readonly forge: FilesForge) {
    super();
  }
  forHost(host: string): Forge | undefined {
    return host === 'github.com' ? (this.forge as unknown as Forge) : undefined;
  }
}

class FixedDistributions extends Distributions {
  async releases() {
    const release = (version: string, branch: string, state: string): BodhiRelease => ({
      name: `F${version}`,
      long_name: `Fedora ${version}`,
      version,
      branch,
      id_prefix: 'FEDORA',
      state,
    });
    const releases = [
      release('43', 'f43', 'current'),
      release('44', 'f44', 'pending'),
      release('45', 'rawhide', 'pending'),
    ];
    return { releases, source: 'bundled' as const, at: minute(0) };
  }
}

/** One test run, and everything its effects talk to. */
export class TestRunWorld {
  readonly store = new MemoryEventStore();
  readonly clock = new StillClock();
  readonly ids = new HashIds();
  readonly streams = new Streams(this.store, this.ids, this.clock);
  readonly testingFarm = new KeepingTestingFarm();
  readonly forge = new FilesForge();
  readonly forges = new OneForge(this.forge);
  readonly distributions = new FixedDistributions();
  readonly log = new RememberingLog();
  readonly context: EffectContext = { stream: STREAM, cause, tries: 0, mayExist: false };

  static async requested(order: TestOrder = aTestOrder(), host = 'github.com'): Promise<TestRunWorld> {
    const world = new TestRunWorld();
    const origin = anOrigin();
    await world.tell({
      type: 'RequestTests',
      origin: { ...origin, project: { ...origin.project, host } },
      order,
      build: order.skipBuild ? null : aTestedBuild(),
      additionalBuilds: [],
      deployment: 'prod',
      at: minute(0),
    });
    return world;
  }

  async tell(command: TestRunCommand): Promise<void> {
    await this.streams.handle(STREAM, testRunEvents, testRunDecider, command, cause);
  }

  async run(): Promise<RequestedTestRun> {
    const { state } = await this.streams.load(STREAM, testRunEvents, testRunDecider);
    if (state.status === 'unknown') throw new Error('no such test run');
    return state;
  }

  types(): string[] {
    return this.store.log.map(({ type }) => type);
  }
}

/** Effects ask the state of the stream, not the todo. */
export const todo = {
  key: 'k',
  type: 't',
  lane: 'l',
  dueAt: null,
  priority: 1,
  data: null,
} as unknown as PendingEffect<never, never>;
