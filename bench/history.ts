import { buildDecider } from '../src/domain/build/build.js';
import { buildEvents } from '../src/domain/build/build.events.js';
import { testedBuild } from '../src/domain/build/tested-build.js';
import { checkDecider } from '../src/domain/check/check.js';
import { checkEvents, type CheckEvent } from '../src/domain/check/check.events.js';
import { checkKey } from '../src/domain/check/contribution.js';
import { deliveryDecider, partKey } from '../src/domain/delivery/delivery.js';
import { deliveryEvents, type DeliveryEvent } from '../src/domain/delivery/delivery.events.js';
import { shownRepositories } from '../src/domain/inputs/shown-repositories.js';
import { subjectOf } from '../src/domain/inputs/subject.js';
import { plan } from '../src/domain/planning/plan.js';
import type { Situation } from '../src/domain/planning/situation.js';
import { testRunDecider } from '../src/domain/test-run/test-run.js';
import { testRunEvents } from '../src/domain/test-run/test-run.events.js';
import { categoryOf, type NewEvent } from '../src/application/ports/event-store.js';
import {
  applyCheckEvent,
  decidingContribution,
  emptyCheck,
  withContribution,
  publishTodo,
  renderCheck,
  type CheckRow,
} from '../src/application/projections/checks-table.js';
import { streamModels } from '../src/application/projections/models.js';
import { Streams, type Cause } from '../src/application/streams/streams.js';
import { ShaIds } from '../src/infrastructure/ids/sha-ids.js';
import { ManualClock } from '../test/support/manual-clock.js';
import { MemoryEventStore } from '../test/support/memory-event-store.js';
import { validConfig } from '../test/support/situations.js';
import { CHROOTS, PACKIT_YAML } from './pull-request.js';
import { pullRequestSituation } from './situation.js';

export const DASHBOARD_URL = 'https://packit.example.org';
const SHARE_OF_FAILURES = 0.1;
const BODY_TEXT = 'It says why, and "how", at length.\r\n'.repeat(560);

const ids = new ShaIds();
const models = new Map(
  streamModels({ coprPollSeconds: 120, testingFarmPollSeconds: 120 }).map((model) => [
    model.definitions.category,
    model,
  ]),
);
const packageConfig = validConfig(PACKIT_YAML, {
  repoName: 'hello',
  configFilePath: '.packit.yaml',
  rootSpecFiles: ['hello.spec'],
});

export interface HistoryEvent {
  readonly stream: string;
  readonly event: NewEvent;
  /** What was published, if it is a publication: the text that its digest is of. */
  readonly published: string | undefined;
}

/** What is in the log about one pull request that was built and tested in six chroots, as the deciders decided it. */
export async function historyOfPullRequest(number: number, random: () => number): Promise<HistoryEvent[]> {
  const history = new PullRequestHistory(number, random);
  await history.run();
  return history.events;
}

class PullRequestHistory {
  private readonly store = new MemoryEventStore();
  private readonly clock: ManualClock;
  private readonly streams: Streams;
  private readonly project;
  private readonly commitSha: string;
  private readonly checks = new Map<string, CheckRow>();
  /** By id of the event. */
  private readonly published = new Map<string, string>();
  private messages = 0;
  private looked = 0;

  constructor(
    private readonly number: number,
    private readonly random: () => number,
  ) {
    this.clock = new ManualClock(new Date(Date.UTC(2026, 0, 5) + number * 60_000));
    this.streams = new Streams(this.store, ids, this.clock);
    const [namespace, repo] = [`group-${number % 300}`, `project-${number % 700}`];
    this.project = { host: 'github.com', namespace, repo, url: `https://github.com/${namespace}/${repo}` };
    this.commitSha = ids.digest(String(number)).slice(0, 40);
  }

  get events(): HistoryEvent[] {
    return this.store.log.map(({ stream, id, type, data, metadata }) => ({
      stream,
      event: { id, type, data, metadata },
      published: this.published.get(id),
    }));
  }

  async run(): Promise<void> {
    const delivery = await this.receive('github', 'pull_request', this.webhook());
    const jobs = plan(this.situation(delivery));
    const facts: DeliveryEvent = {
      type: 'FactsGathered',
      data: { kind: 'pull_request/event', facts: { situation: { commitSha: this.commitSha } }, at: this.now() },
    };
    await this.interpreted(delivery, [facts, ...jobs]);
    const planned = jobs.find(({ data }) => 'action' in data && data.action.do === 'build');
    if (planned?.type !== 'JobPlanned' || planned.data.action.do !== 'build') throw new Error('no build was planned');
    const { origin, action } = planned.data;
    const part = partKey(origin.job.index, origin.job.package, 'build');
    const build = `build-${ids.uuid(`${delivery}/${part}`)}`;
    const cause = this.cause(`request-build/${delivery}`, delivery);
    await this.handleBuild(
      build,
      { type: 'RequestBuild', origin, order: action.order, deployment: 'prod', at: this.now() },
      cause,
    );
    await this.handleDelivery(delivery, { type: 'RecordRun', part, run: build }, cause);
    const coprBuildId = 8_000_000 + this.number;
    const url = `https://copr.example.org/coprs/build/${coprBuildId}/`;
    await this.handleBuild(build, { type: 'RecordSubmission', coprBuildId, url, at: this.now() }, cause);
    await this.build(build, coprBuildId, delivery);
    await this.publish(true);
  }

  private async build(build: string, coprBuildId: number, correlation: string): Promise<void> {
    await this.copr(build, coprBuildId, 'srpm-builds', 'start', {
      type: 'RecordSrpmStart',
      logUrl: null,
      at: this.now(),
    });
    await this.copr(build, coprBuildId, 'srpm-builds', 'end', {
      type: 'RecordSrpmEnd',
      succeeded: true,
      srpmUrl: null,
      at: this.now(),
    });
    for (const target of CHROOTS)
      await this.copr(build, coprBuildId, target, 'start', {
        type: 'RecordTargetStart',
        target,
        logUrl: null,
        at: this.now(),
      });
    for (const target of CHROOTS) {
      const succeeded = this.random() > SHARE_OF_FAILURES;
      const arch = target.slice(target.lastIndexOf('-') + 1);
      const packages = ['hello', 'hello-devel'].map((name) => ({ name, epoch: 0, version: '1.2', release: '1', arch }));
      await this.copr(build, coprBuildId, target, 'end', {
        type: 'RecordTargetEnd',
        target,
        succeeded,
        packages,
        at: this.now(),
      });
      if (succeeded) await this.test(build, target, correlation);
    }
  }

  private async test(stream: string, chroot: string, correlation: string): Promise<void> {
    const { state: build } = await this.streams.load(stream, buildEvents, buildDecider);
    if (build.status === 'unknown') throw new Error(`${stream} is empty`);
    for (const order of build.order.tests.filter((candidate) => candidate.chroot === chroot)) {
      const run = `testRun-${ids.uuid(`${stream}/${order.key}`)}`;
      const cause = this.cause(`request-tests/${stream}/${order.key}`, correlation);
      const origin = { ...build.origin, job: { ...build.origin.job, type: 'tests', index: 1 } };
      const tested = testedBuild(stream, build, chroot) ?? null;
      const request = { origin, order, build: tested, additionalBuilds: [], deployment: build.deployment } as const;
      await this.handleTests(run, { type: 'RequestTests', ...request, additionalBuilds: [], at: this.now() }, cause);
      await this.handleBuild(stream, { type: 'HandOverTests', test: order.key, testRun: run }, cause);
      const requestId = ids.uuid(run);
      await this.handleTests(
        run,
        { type: 'RecordSubmission', requestId, installability: false, at: this.now() },
        cause,
      );
      for (const result of ['running', this.random() > SHARE_OF_FAILURES ? 'passed' : 'failed']) {
        const delivery = await this.receive('testing-farm', 'results', { request_id: requestId });
        const artifactsUrl = `https://artifacts.example.org/testing-farm/${requestId}`;
        const outcome = { type: 'RecordResult', result, artifactsUrl, summary: null, at: this.now() } as const;
        await this.handleTests(run, outcome, this.cause(`interpret-delivery/${delivery}`, delivery));
        await this.reported(delivery, `request ${requestId} is ${result}`, run);
      }
    }
  }

  /** A message of Copr, and what it says about the build. */
  private async copr(
    build: string,
    id: number,
    chroot: string,
    what: 'start' | 'end',
    command: Parameters<typeof buildDecider.decide>[0],
  ): Promise<void> {
    const topic = `org.fedoraproject.prod.copr.${what === 'start' ? 'chroot.start' : 'build.end'}`;
    const message = {
      build: id,
      chroot,
      copr: `packit-${this.project.repo}-${this.number}`,
      ip: '10.0.0.1',
      owner: 'packit',
      pid: 1234,
      pkg: 'hello',
      status: what === 'start' ? 3 : 1,
      user: 'packit',
      version: '1.2-1',
      what: `build ${what}: user:packit copr:packit-${this.project.repo}-${this.number} build:${id} pkg:hello version:1.2-1 ip:10.0.0.1 pid:1234`,
      who: 'backend.worker-rpm_build_worker:8234-1',
    };
    const delivery = await this.receive('fedora-messaging', topic, message);
    await this.handleBuild(build, command, this.cause(`interpret-delivery/${delivery}`, delivery));
    await this.reported(delivery, `${chroot} of Copr build ${id}: ${what}`, build);
  }

  private async receive(source: string, event: string, body: unknown): Promise<string> {
    this.clock.advance(5_000);
    const stream = `delivery-${source}-${ids.uuid(`${this.number}/${(this.messages += 1)}`)}`;
    const data = {
      source,
      event,
      subject: subjectOf(source, event, body),
      body: { text: JSON.stringify(body) },
      at: this.now(),
      repositories: shownRepositories(source, event, body),
    };
    await this.streams.create(stream, deliveryEvents, [{ type: 'DeliveryReceived', data }], this.cause(stream, stream));
    return stream;
  }

  private async reported(delivery: string, meaning: string, run: string): Promise<void> {
    await this.interpreted(delivery, [
      { type: 'DeliveryInterpreted', data: { meaning, streams: [run], at: this.now() } },
    ]);
  }

  private async interpreted(delivery: string, events: readonly DeliveryEvent[]): Promise<void> {
    const cause = this.cause(`interpret-delivery/${delivery}`, delivery);
    await this.handleDelivery(delivery, { type: 'RecordInterpretation', events }, cause);
    await this.publish(false);
  }

  private async handleDelivery(stream: string, command: Parameters<typeof deliveryDecider.decide>[0], cause: Cause) {
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, command, cause);
  }

  private async handleBuild(stream: string, command: Parameters<typeof buildDecider.decide>[0], cause: Cause) {
    await this.streams.handle(stream, buildEvents, buildDecider, command, cause);
  }

  private async handleTests(stream: string, command: Parameters<typeof testRunDecider.decide>[0], cause: Cause) {
    await this.streams.handle(stream, testRunEvents, testRunDecider, command, cause);
  }

  /** Publishes what the checks want now, as the projector and the publisher would. */
  private async publish(everything: boolean): Promise<void> {
    this.foldNewEvents();
    for (const [key, row] of this.checks) {
      const deciding = decidingContribution(row);
      if (!deciding) continue;
      const wanted = renderCheck(deciding, { dashboardUrl: DASHBOARD_URL, publicUrl: DASHBOARD_URL });
      const text = JSON.stringify(wanted);
      const digest = ids.digest(text);
      const todo = publishTodo(key, row, wanted, digest, () => this.checks.size);
      if (!todo || (!everything && todo.dueAt !== null && todo.dueAt > this.now())) continue;
      const { project, commitSha, name, attempt, state, title } = deciding;
      const checkId = row.published?.checkId ?? String(this.number * 100 + this.checks.size);
      const data = { project, commitSha, name, attempt, checkId, state, title, digest, at: this.now() };
      const cause = this.cause(`${todo.key}/${digest}`, attempt);
      const { events } = await this.streams.handle(
        `check-${key}`,
        checkEvents,
        checkDecider,
        { type: 'RecordPublication', data },
        cause,
      );
      for (const event of events as readonly CheckEvent[]) this.checks.set(key, applyCheckEvent(row, event));
      this.published.set(this.store.log.at(-1)!.id, text);
    }
  }

  private foldNewEvents(): void {
    const touched = new Set(this.store.log.slice(this.looked).map(({ stream }) => stream));
    this.looked = this.store.log.length;
    for (const stream of touched) {
      const model = models.get(categoryOf(stream));
      if (!model) continue;
      const recorded = this.store.streams.get(stream) ?? [];
      const state = recorded.reduce<unknown>((now, event) => model.evolve(now, event), model.initialState);
      for (const contribution of model.checksOf(stream, state)) {
        const key = checkKey(contribution);
        this.checks.set(key, withContribution(this.checks.get(key) ?? emptyCheck, stream, contribution));
      }
    }
  }

  private cause(id: string, correlationId: string): Cause {
    return { id, correlationId };
  }

  private now(): string {
    return this.clock.now().toISOString();
  }

  private webhook(): unknown {
    const { project, number, commitSha } = this;
    const repository = {
      html_url: project.url,
      name: project.repo,
      private: false,
      owner: { login: project.namespace },
    };
    const head = { sha: commitSha, ref: 'change', repo: repository };
    return {
      action: 'opened',
      number,
      pull_request: { number, state: 'open', head, base: { ref: 'main', repo: repository }, body: BODY_TEXT },
      repository,
      sender: { login: 'somebody' },
    };
  }

  private situation(delivery: string): Situation {
    const { project, number, commitSha } = this;
    const subject = {
      kind: 'pull_request',
      number,
      author: 'somebody',
      source: project,
      sourceBranch: 'change',
      targetBranch: 'main',
    } as const;
    return pullRequestSituation(packageConfig, {
      delivery,
      attempt: `${this.now()}/${delivery}`,
      project,
      subject,
      commitSha,
    });
  }
}
