import { Streams } from '../../../src/application/streams/streams.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import { checkDecider } from '../../../src/domain/check/check.js';
import { checkEvents } from '../../../src/domain/check/check.events.js';
import { checkKey } from '../../../src/domain/check/contribution.js';
import { deliveryDecider, type DeliveryCommand } from '../../../src/domain/delivery/delivery.js';
import { deliveryEvents, type DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import { testRunDecider, type TestRunCommand } from '../../../src/domain/test-run/test-run.js';
import { testRunEvents } from '../../../src/domain/test-run/test-run.events.js';
import { aBuildOrder, anOrigin, aTestedBuild, aTestOrder, HELLO, minute, PROJECT } from '../../support/runs.js';

const CHROOTS = ['fedora-43-x86_64', 'fedora-44-x86_64', 'epel-9-x86_64'];
const at = minute(1);

/** Writes two pipelines of one pull request, a superseded one and its successor, interleaved as they would be. */
export async function aPipelineLog(streams: Streams): Promise<void> {
  const pipelines = [new Pipeline(streams, 1), new Pipeline(streams, 2)] as const;
  const [older, newer] = pipelines;
  await older.planned();
  await older.publish('rpm-build:fedora-43-x86_64', 'pending');
  await older.build({ type: 'RecordSubmission', coprBuildId: 1, url: 'https://copr.example/1', at });
  await newer.planned();
  await older.build({ type: 'RecordSrpmStart', logUrl: null, at });
  await newer.delivery({ type: 'RecordSupersession', runs: ['build-1'], at });
  await older.build({ type: 'Supersede', reason: 'superseded by 2222222', at });
  await newer.build({ type: 'RecordSubmission', coprBuildId: 2, url: 'https://copr.example/2', at });
  await older.build({ type: 'RecordCoprCancellation', at });
  await newer.build({ type: 'RecordSrpmEnd', succeeded: true, srpmUrl: null, at });
  await newer.publish('rpm-build:fedora-43-x86_64', 'running');
  for (const target of CHROOTS) {
    await newer.build({ type: 'RecordTargetStart', target, logUrl: null, at });
    await older.build({ type: 'RecordTargetEnd', target, succeeded: false, packages: [], at });
    const succeeded = target !== 'epel-9-x86_64';
    await newer.build({ type: 'RecordTargetEnd', target, succeeded, packages: succeeded ? [HELLO] : [], at });
    if (succeeded) await newer.tested(target);
    await newer.refuse(`rpm-build:${target}`);
  }
}

class Pipeline {
  private readonly origin;
  private readonly streamOfDelivery: string;

  constructor(
    private readonly streams: Streams,
    private readonly number: number,
  ) {
    this.streamOfDelivery = `delivery-github-${number}`;
    this.origin = anOrigin({
      delivery: this.streamOfDelivery,
      attempt: `${minute(number)}/${this.streamOfDelivery}`,
      commitSha: String(number).repeat(40),
    });
  }

  private cause(what: string) {
    return { id: `${what}/${crypto.randomUUID()}`, correlationId: this.streamOfDelivery };
  }

  async planned(): Promise<void> {
    const { origin, streamOfDelivery: stream } = this;
    const body = { text: '{}' };
    const received: DeliveryEvent = {
      type: 'DeliveryReceived',
      data: { source: 'github', event: 'pull_request', subject: 'github.com/packit-service/packit#342', body, at },
    };
    await this.streams.create(stream, deliveryEvents, [received], this.cause('receive'));
    const order = aBuildOrder(CHROOTS);
    const checks = order.targets.map(({ check }) => check);
    const { job: _job, ...request } = origin;
    const place = { on: 'pull_request', number: 342 } as const;
    await this.delivery({
      type: 'RecordInterpretation',
      events: [
        { type: 'FactsGathered', data: { kind: 'pull_request/event', facts: {}, at } },
        { type: 'SupersessionRequested', data: request },
        { type: 'JobPlanned', data: { origin, checks, verdicts: [], action: { do: 'build', order } } },
        { type: 'PlaceFound', data: { project: PROJECT, subject: null, place } },
        { type: 'CommentRequested', data: { purpose: 'config', body: 'Hello' } },
      ],
    });
    await this.build({ type: 'RequestBuild', origin, order, deployment: 'prod', at });
    await this.delivery({ type: 'RecordRun', part: '1//build', run: `build-${this.number}` });
    await this.delivery({ type: 'RecordComment', purpose: 'config', commentId: '7' });
  }

  async tested(chroot: string): Promise<void> {
    const order = aTestOrder(chroot);
    const testRun = `testRun-${this.number}-${chroot}`;
    const tell = (command: TestRunCommand) =>
      this.streams.handle(testRun, testRunEvents, testRunDecider, command, this.cause('test'));
    const build = aTestedBuild(chroot, { stream: `build-${this.number}` });
    const requested = { origin: this.origin, order, build, additionalBuilds: [], deployment: 'prod', at } as const;
    await tell({ type: 'RequestTests', ...requested, additionalBuilds: [] });
    await this.build({ type: 'HandOverTests', test: order.key, testRun });
    await tell({ type: 'RecordSubmission', requestId: `tf-${this.number}-${chroot}`, installability: false, at });
    const report = { artifactsUrl: null, summary: null, at };
    await tell({ type: 'RecordResult', result: 'running', ...report });
    await tell({ type: 'RecordResult', result: 'failed', ...report });
  }

  async build(command: BuildCommand): Promise<void> {
    const stream = `build-${this.number}`;
    await this.streams.handle(stream, buildEvents, buildDecider, command, this.cause('build'));
  }

  async delivery(command: DeliveryCommand): Promise<void> {
    await this.streams.handle(this.streamOfDelivery, deliveryEvents, deliveryDecider, command, this.cause('interpret'));
  }

  async publish(name: string, state: 'pending' | 'running'): Promise<void> {
    const { project, commitSha, attempt } = this.origin;
    const data = { project, commitSha, name, attempt, checkId: '1', state, title: 'x', digest: `${state}!`, at };
    await this.check(name, { type: 'RecordPublication', data });
  }

  async refuse(name: string): Promise<void> {
    const { project, commitSha, attempt } = this.origin;
    const data = { project, commitSha, name, attempt, error: 'no', digest: 'refused', at };
    await this.check(name, { type: 'RecordRefusal', data });
  }

  private async check(name: string, command: Parameters<typeof checkDecider.decide>[0]): Promise<void> {
    const { project, commitSha } = this.origin;
    const stream = `check-${checkKey({ project, commitSha, name })}`;
    await this.streams.handle(stream, checkEvents, checkDecider, command, this.cause('publish'));
  }
}
