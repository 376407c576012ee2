import fc from 'fast-check';
import type { EventStore } from '../../../src/application/ports/event-store.js';
import { Decisions } from '../../../src/application/interpretation/decisions.js';
import { Blobs } from '../../../src/application/streams/blobs.js';
import { Streams, type Cause } from '../../../src/application/streams/streams.js';
import { namespaceEvents } from '../../../src/domain/allowlist/allowlist.events.js';
import { buildEvents, type BuildEvent } from '../../../src/domain/build/build.events.js';
import { checkEvents } from '../../../src/domain/check/check.events.js';
import { GATES } from '../../../src/domain/access/gates.js';
import { deliveryEvents, type DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import type { EventDefinitions, EventOf } from '../../../src/domain/event.js';
import { loadPackageConfig } from '../../../src/domain/package-config/load-package-config.js';
import type { Situation } from '../../../src/domain/planning/situation.js';
import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';
import { testRunEvents } from '../../../src/domain/test-run/test-run.events.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { ManualClock } from '../../support/manual-clock.js';
import { addresses, passwords, privateKeys, tokens } from '../../support/planted-secrets.js';
import { PROJECT } from '../../support/runs.js';
import { situationOf } from '../../support/situations.js';

export const GUID = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
export const SUBJECT = 'github.com/packit-service/packit#342';
export const OTHER_SUBJECT = 'github.com/packit-service/packit#343';
export const NAMESPACE = 'namespace-github.com/packit-service';
export const REPORTS = [
  'delivery-fedora-messaging-srpm',
  'delivery-fedora-messaging-failed',
  'delivery-testing-farm-1',
];
const CONTEXT = { repoName: 'packit', configFilePath: '.packit.yaml', rootSpecFiles: ['packit.spec'] };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A log with secrets and addresses in every place where a stranger or an operator could put some, and another pipeline beside it. */
export class PlantedHistory {
  readonly secrets: string[] = [];
  private readonly ids = new ShaIds();
  private readonly clock = new ManualClock(new Date('2026-01-05T12:00:00.000Z'));
  private readonly streams: Streams;
  private readonly blobs: Blobs;
  private readonly decisions: Decisions;
  private planted = 0;

  constructor(
    store: EventStore,
    private readonly seed: number,
  ) {
    this.streams = new Streams(store, this.ids, this.clock);
    this.blobs = new Blobs(this.streams, store, this.ids);
    this.decisions = new Decisions(this.blobs, this.ids, this.clock, GATES);
  }

  async write(): Promise<void> {
    await this.installation();
    await this.pullRequest(342, '528b803be6f93e19ca4130bf4976f2800a3004c4', `delivery-github-${GUID}`, '1');
    await this.pullRequest(343, '0123456789abcdef0123456789abcdef01234567', 'delivery-github-another', '2');
  }

  private plant<Value extends string>(arbitrary: fc.Arbitrary<Value>): Value {
    const [secret] = fc.sample(arbitrary, { seed: this.seed + (this.planted += 1), numRuns: 1 });
    this.secrets.push(secret!);
    return secret!;
  }

  private get token() {
    return this.plant(tokens);
  }
  private get password() {
    return this.plant(passwords.map((password) => password.replaceAll(/[:"'&?#/ ]/g, '_')));
  }
  private get address() {
    return this.plant(addresses);
  }
  private get key() {
    return this.plant(privateKeys);
  }

  private async installation(): Promise<void> {
    const delivery = 'delivery-github-installation';
    const namespace = 'github.com/packit-service';
    await this.receive(delivery, 'github', 'installation', namespace, {
      action: 'created',
      installation: { id: 7, account: { login: 'packit-service', email: this.address }, access_token: this.password },
      requester: { email: this.address, token: this.token },
      repositories: [{ full_name: 'packit-service/packit', description: `see ${this.token}` }],
    });
    const cause = { id: `interpret-delivery/${delivery}`, correlationId: delivery };
    const by = 'installer';
    await this.record(NAMESPACE, namespaceEvents, cause, [
      {
        type: 'InstallationRegistered',
        data: {
          namespace,
          by,
          at: this.now(),
          delivery,
          installationId: 7,
          accountType: 'Organization',
          repositories: ['packit-service/packit'],
          installedAt: null,
        },
      },
      { type: 'ApprovalRequested', data: { namespace, by, at: this.now() } },
      {
        type: 'ApprovalIssueNotOpened',
        data: { namespace, reason: `HTTP 403 for Authorization: token ${this.token}`, at: this.now() },
      },
      {
        type: 'NamespaceApproved',
        data: { namespace, by: this.address, at: this.now(), how: 'manually', fasAccount: null },
      },
    ]);
    const meaning = `Organization packit-service waits, says ${this.address}.`;
    await this.record(delivery, deliveryEvents, cause, [
      { type: 'DeliveryInterpreted', data: { meaning, streams: [NAMESPACE], at: this.now() } },
    ]);
  }

  private async pullRequest(number: number, commitSha: string, delivery: string, suffix: string): Promise<void> {
    const subject = `github.com/packit-service/packit#${number}`;
    await this.receive(delivery, 'github', 'pull_request', subject, {
      action: 'opened',
      number,
      pull_request: {
        number,
        head: { sha: commitSha },
        body: `Fixes it.\n\n${'It is long. '.repeat(30_000)}\n\nToken: ${this.token}\n\n${this.key}\n`,
      },
      commits: [
        {
          author: { name: 'Some Body', email: this.address },
          message: `Fix\n\nSigned-off-by: Some Body <${this.address}>\nCo-authored-by: B <${this.address}>`,
        },
      ],
      pusher: { email: this.address },
      clone_url: `https://user:${encodeURIComponent(this.password)}@github.com/packit-service/packit.git`,
      hook: encodeURIComponent(`https://me:${this.password}@example.org/?token=${this.token}`),
      userinfo: base64(`user:${this.password}`),
    });
    const run = { delivery, number, commitSha, suffix };
    const jobs = await this.decide(delivery, run, { kind: 'event' });
    const planned = jobs.find(({ type, data }) => type === 'JobPlanned' && data.action.do === 'build');
    if (planned?.type !== 'JobPlanned' || planned.data.action.do !== 'build') throw new Error('no build is planned');
    const { origin, action } = planned.data;
    const [build, testRun] = [`build-${suffix}`, `testRun-${suffix}`];
    const cause = { id: `request-build/${delivery}/0//build`, correlationId: delivery };
    await this.record(delivery, deliveryEvents, cause, [
      { type: 'RunStarted', data: { part: '0//build', run: build } },
    ]);
    await this.build(build, cause, { origin, order: action.order, deployment: 'prod', at: this.now() });
    await this.tests(build, testRun, delivery, { origin, order: action.order });
    await this.comment(run);
    await this.publish(run, action.order.targets[0]!.check);
  }

  private async decide(
    delivery: string,
    { number, commitSha }: { number: number; commitSha: string },
    occasion: Situation['occasion'],
  ) {
    const text = this.configuration();
    const loaded = loadPackageConfig(text, CONTEXT);
    if (!loaded.valid) throw new Error(loaded.message);
    const subject = {
      kind: 'pull_request',
      number,
      author: 'dora',
      source: null,
      sourceBranch: 'x',
      targetBranch: 'main',
    } as const;
    const attempt = `${this.now()}/${delivery}`;
    const situation = situationOf(loaded.config, { delivery, attempt, subject, commitSha, occasion, actor: 'dora' });
    const releases = { source: 'bundled', at: this.now(), text: JSON.stringify(bundledReleases.releases) };
    const cause = { id: `interpret-delivery/${delivery}`, correlationId: delivery };
    const found = { found: true, path: '.packit.yaml', text, rootSpecFiles: ['packit.spec'], loaded } as const;
    const made = await this.decisions.make({ situation, releases }, found, cause);
    if ('excess' in made) throw new Error(`${delivery}: ${made.excess.reason}`);
    const { facts, jobs } = made;
    await this.record(delivery, deliveryEvents, cause, [facts, ...jobs]);
    return jobs;
  }

  private configuration(): string {
    return [
      `# Questions to ${this.address}; the hook's token: ${this.token}`,
      'specfile_path: packit.spec',
      'actions:',
      `  post-upstream-clone: ["curl -u me:${this.password} https://example.org", "export DEPLOY_TOKEN=${this.password}"]`,
      'notifications:',
      `  failure_comment: {message: "Ask ${this.address}, key ${this.token}"}`,
      'jobs:',
      '  - job: copr_build',
      '    trigger: pull_request',
      `    targets: [fedora-43-x86_64, fedora-44-x86_64]`,
      `    additional_repos: ["https://u:${this.password}@example.org/repo"]`,
      '  - job: tests',
      '    trigger: pull_request',
      `    targets: [fedora-44-x86_64]`,
      '    env:',
      `      API_TOKEN: "${this.password}"`,
      '      SIGNING_KEY: |',
      ...this.key.split('\n').map((line) => `        ${line}`),
      `      CONTACT: ${this.address}`,
      '    tf_extra_params:',
      `      environments: [{secrets: {A: "${this.password}"}, tmt: {context: {by: "${this.address}"}}}]`,
      '',
    ].join('\n');
  }

  private async build(
    stream: string,
    cause: Cause,
    requested: Extract<BuildEvent, { type: 'BuildRequested' }>['data'],
  ) {
    const { chroots } = { chroots: requested.order.targets.map(({ chroot }) => chroot) };
    const id = 8_000_000 + Number(requested.origin.delivery.length);
    await this.record(stream, buildEvents, cause, [
      { type: 'BuildRequested', data: requested },
      {
        type: 'BuildSubmissionPostponed',
        data: {
          outage: 'copr',
          error: `POST https://login:${this.password}@copr.example.org: HTTP 500 {"token": "${this.password}"}`,
          tries: 1,
          delaySeconds: 60,
          retryAt: this.now(),
          at: this.now(),
        },
      },
      {
        type: 'BuildSubmitted',
        data: { coprBuildId: id, url: `https://copr.example.org/build/${id}?sig=${this.password}`, at: this.now() },
      },
    ]);
    const suffix = stream === 'build-1' ? '' : '-2';
    await this.report(`delivery-fedora-messaging-srpm${suffix}`, stream, 'fedora-messaging', {
      build: id,
      chroot: 'srpm-builds',
      what: `build end: user:packit who:${this.address} password=${this.password}`,
      env: { COPR_LOGIN: this.password, text: `login = x\ntoken = ${this.password}` },
    });
    await this.record(stream, buildEvents, cause, [
      { type: 'SrpmBuildSucceeded', data: { srpmUrl: null, at: this.now() } },
    ]);
    await this.report(`delivery-fedora-messaging-failed${suffix}`, stream, 'fedora-messaging', {
      build: id,
      chroot: chroots[0],
      log: base64(`error: cannot log in with ${this.token}`),
    });
    const packages = [{ name: 'packit', epoch: 0, version: '1.0', release: '1', arch: 'noarch' }];
    await this.record(
      stream,
      buildEvents,
      { ...cause, id: `interpret-delivery/delivery-fedora-messaging-failed${suffix}` },
      [
        { type: 'BuildFailed', data: { target: chroots[0]!, at: this.now() } },
        { type: 'BuildSucceeded', data: { target: chroots[1]!, packages, at: this.now() } },
        {
          type: 'CommentRequested',
          data: { purpose: 'failure/1', body: `Ask ${this.address}: it failed with ${this.token}` },
        },
        {
          type: 'CommentSkipped',
          data: { purpose: 'failure/1', reason: `HTTP 401: Bearer ${this.token} is not valid` },
        },
      ],
    );
  }

  private async tests(
    build: string,
    stream: string,
    delivery: string,
    { origin, order }: Pick<Extract<BuildEvent, { type: 'BuildRequested' }>['data'], 'origin' | 'order'>,
  ): Promise<void> {
    const [test] = order.tests;
    const suffix = stream === 'testRun-1' ? '1' : '2';
    const cause = { id: `request-tests/${build}/${test!.key}`, correlationId: delivery };
    await this.record(stream, testRunEvents, cause, [
      {
        type: 'TestsRequested',
        data: { origin, order: test!, build: null, additionalBuilds: [], deployment: 'prod', at: this.now() },
      },
      {
        type: 'TestsSubmissionPostponed',
        data: {
          error: `Testing Farm: api_key=${this.password} is not valid`,
          tries: 1,
          delaySeconds: 60,
          retryAt: this.now(),
          at: this.now(),
        },
      },
      { type: 'TestsSubmitted', data: { requestId: this.ids.uuid(stream), installability: false, at: this.now() } },
    ]);
    await this.record(build, buildEvents, cause, [
      { type: 'TestsHandedOver', data: { test: test!.key, testRun: stream } },
    ]);
    const reporter = `delivery-testing-farm-${suffix}`;
    await this.report(reporter, stream, 'testing-farm', { request_id: this.ids.uuid(stream), token: this.password });
    await this.record(stream, testRunEvents, { id: `interpret-delivery/${reporter}`, correlationId: reporter }, [
      {
        type: 'TestsFailed',
        data: {
          at: this.now(),
          artifactsUrl: `https://reader:${this.password}@artifacts.example.org/${suffix}`,
          summary: `1 failed, mail ${this.address}, ${this.token}`,
        },
      },
    ]);
  }

  private async comment({ number, commitSha, suffix }: { number: number; commitSha: string; suffix: string }) {
    const delivery = `delivery-github-comment-${suffix}`;
    const [variable, where] = [this.password, `${this.now()}`];
    await this.receive(delivery, 'github', 'issue_comment', `github.com/packit-service/packit#${number}`, {
      comment: {
        body: `/packit test --env API_TOKEN=${variable}\n\nReported-by: <${this.address}>\n${this.key}`,
        created_at: where,
      },
    });
    const command = {
      name: 'test',
      package: null,
      identifier: null,
      labels: null,
      env: { API_TOKEN: variable },
      pullRequests: [],
    } as const;
    await this.decide(delivery, { number, commitSha }, { kind: 'command', command });
    const ignored = `delivery-github-late-${suffix}`;
    await this.receive(ignored, 'github', 'issue_comment', `github.com/packit-service/packit#${number}`, {
      a: this.address,
    });
    await this.record(ignored, deliveryEvents, { id: `interpret-delivery/${ignored}`, correlationId: ignored }, [
      {
        type: 'DeliveryIgnored',
        data: {
          reason: 'refused-outside',
          facts: {
            service: 'github.com',
            error: `HTTP 401: ghs was ${this.token}`,
            headers: { authorization: `Basic ${base64(`x:${this.password}`)}` },
          },
          at: this.now(),
        },
      },
    ]);
  }

  private async publish({ delivery, commitSha }: { delivery: string; commitSha: string }, name: string): Promise<void> {
    const stream = `check-github.com/packit-service/packit|${commitSha}|${name}`;
    const check = {
      project: PROJECT,
      commitSha,
      name,
      attempt: `${this.now()}/${delivery}`,
      digest: this.ids.digest(name),
      at: this.now(),
    };
    await this.record(stream, checkEvents, { id: `publish-check/${name}`, correlationId: delivery }, [
      {
        type: 'CheckPublished',
        data: { ...check, checkId: '1', state: 'failure', title: `Failed, ask ${this.address}` },
      },
      { type: 'CheckPublicationRefused', data: { ...check, error: `422 for ${this.token}` } },
    ]);
  }

  private async report(delivery: string, run: string, source: string, body: unknown): Promise<void> {
    await this.receive(delivery, source, 'report', `${source}:report`, body);
    await this.record(delivery, deliveryEvents, { id: `interpret-delivery/${delivery}`, correlationId: delivery }, [
      { type: 'DeliveryInterpreted', data: { meaning: 'it ended', streams: [run], at: this.now() } },
    ]);
  }

  private async receive(stream: string, source: string, event: string, subject: string, body: unknown): Promise<void> {
    const text = JSON.stringify(body);
    const cause = { id: `${stream}/receipt`, correlationId: stream };
    const kept = text.length < 200_000 ? { text } : { blob: await this.blobs.put(text, cause) };
    const received: DeliveryEvent = {
      type: 'DeliveryReceived',
      data: { source, event, subject, body: kept, at: this.now() },
    };
    await this.record(stream, deliveryEvents, cause, [received]);
  }

  private async record<Definitions extends EventDefinitions>(
    stream: string,
    definitions: Definitions,
    cause: Cause,
    events: readonly EventOf<Definitions>[],
  ): Promise<void> {
    const asTold = { initialState: null, decide: () => events, evolve: () => null };
    await this.streams.handle(stream, definitions, asTold, null, cause);
    this.clock.advance(1_000);
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}
