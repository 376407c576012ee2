import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoprClaims } from '../../../src/application/effects/copr-claims.js';
import { CoprRefusals } from '../../../src/application/effects/copr-refusals.js';
import { SubmitBuild } from '../../../src/application/effects/submit-build.js';
import { Copr } from '../../../src/application/ports/copr.js';
import type { EventStore } from '../../../src/application/ports/event-store.js';
import { CurrentStates } from '../../../src/application/projections/current-states.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { Projector } from '../../../src/application/projections/projector.js';
import { Allowlist, namespaceStream } from '../../../src/application/queries/allowlist/allowlist.js';
import { Streams } from '../../../src/application/streams/streams.js';
import { namespaceDecider } from '../../../src/domain/allowlist/namespace.js';
import { namespaceEvents } from '../../../src/domain/allowlist/allowlist.events.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import type { BuildOrder } from '../../../src/domain/build/build-order.js';
import { checksOfBuild } from '../../../src/domain/build/build-checks.js';
import type { RequestedBuild } from '../../../src/domain/build/build-state.js';
import type { ProjectData, RunOrigin, SubjectData } from '../../../src/domain/planning/job.js';
import { todoOf } from '../../../src/domain/todo.js';
import { CoprClient } from '../../../src/infrastructure/copr/copr-client.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';
import { everybodyAllowed } from '../../support/everybody-allowed.js';
import { coprAccount, CoprServer } from '../../support/copr-server.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';
import { aBuildOrder, anOrigin, minute, PULL_REQUEST } from '../../support/runs.js';
import { RememberingLog } from '../running-core.js';

export const F43 = 'fedora-43-x86_64';
export const RAWHIDE = 'fedora-rawhide-x86_64';
const cause = (id: string) => ({ id, correlationId: 'delivery-1' });

/** The repository `namespace/repo`. */
export const repositoryAt = (path: string, host = 'github.com'): ProjectData => {
  const [repo = '', ...groups] = path.split('/').reverse();
  const namespace = groups.reverse().join('/');
  return { host, namespace, repo, url: `https://${host}/${path}` };
};

export const pullRequest = (number: number) => ({ ...PULL_REQUEST, number }) as SubjectData;

/** A log with its read models, the real Copr client, and a Copr that keeps projects. */
export class SubmissionWorld {
  readonly ids = new ShaIds();
  readonly clock = new ManualClock(new Date(minute(30)));
  readonly log = new RememberingLog();
  private readonly folder = mkdtempSync(join(tmpdir(), 'submissions-'));
  private readonly readModels = new SqliteReadModels(join(this.folder, 'read-models.db'));
  private readonly states: CurrentStates;
  private readonly projector: Projector;
  private attempts = 0;

  private constructor(
    readonly store: MemoryEventStore,
    readonly server: CoprServer,
  ) {
    const polls = { coprPollSeconds: 60, testingFarmPollSeconds: 60 };
    const settings = { dashboardUrl: 'https://d.example' } as ConstructorParameters<typeof Projector>[4];
    this.states = new CurrentStates(streamModels(polls), store, this.readModels);
    this.projector = new Projector(this.states, store, this.readModels, this.ids, settings, this.log, this.clock);
    this.projector.open();
  }

  static async open(): Promise<SubmissionWorld> {
    return new SubmissionWorld(new MemoryEventStore(), await new CoprServer().start());
  }

  async close(): Promise<void> {
    this.readModels.close();
    rmSync(this.folder, { recursive: true });
    await this.server.stop();
  }

  streamsOn(store: EventStore = this.store): Streams {
    return new Streams(store, this.ids, this.clock);
  }

  get copr(): Copr {
    return new CoprClient({
      baseUrl: this.server.url,
      publicUrl: 'https://copr.example',
      ...coprAccount,
      clock: this.clock,
      timeoutMs: 1_000,
    });
  }

  async allow(namespace: string, status: 'approved_manually' | 'denied' = 'approved_manually'): Promise<void> {
    const command = { type: 'SetStatus', namespace, by: 'admin', at: minute(0), status } as const;
    const stream = namespaceStream(namespace);
    await this.streamsOn().handle(
      stream,
      namespaceEvents,
      namespaceDecider,
      command,
      cause(`allow ${namespace} ${status}`),
    );
  }

  /** A build is requested; answers its stream. */
  async request(
    project: ProjectData,
    subject: SubjectData,
    order: Partial<BuildOrder> = {},
    job: Partial<RunOrigin['job']> = {},
  ): Promise<string> {
    const delivery = `delivery-github-${(this.attempts += 1)}`;
    const stream = `build-${this.ids.uuid(delivery)}`;
    const attempt = `${minute(this.attempts)}/${delivery}`;
    const type = 'copr_build';
    const origin = anOrigin({ delivery, attempt, project, subject, job: { ...anOrigin().job, type, ...job } });
    const command = {
      type: 'RequestBuild',
      origin,
      order: aBuildOrder([F43], order),
      deployment: 'prod',
      at: minute(this.attempts),
    } as const;
    await this.tell(stream, command);
    return stream;
  }

  async tell(stream: string, command: BuildCommand): Promise<void> {
    await this.streamsOn().handle(stream, buildEvents, buildDecider, command, cause(`${stream}/${command.type}`));
    await this.project();
  }

  /** The effect as a node performs it; `store` may fail, `copr` may do something else. */
  async submit(
    stream: string,
    { store = this.store, copr = this.copr }: { store?: EventStore; copr?: Copr } = {},
  ): Promise<void> {
    const streams = this.streamsOn(store);
    const claims = new CoprClaims(streams, this.states, new Allowlist(streams), this.ids, this.clock);
    const refusals = new CoprRefusals(copr, streams, this.clock, this.log);
    const effect = new SubmitBuild(copr, claims, refusals, everybodyAllowed, streams, this.clock, this.log);
    const todo = todoOf('submit-build', stream, { tenant: 'forge.example/somebody', lane: stream }, null);
    try {
      await effect.perform(todo, { stream, cause: cause(todo.key), tries: 0, mayExist: false });
    } finally {
      await this.project();
    }
  }

  /** Requests and submits; answers `owner/project` that the build went to, or the title of its check. */
  async build(...given: Parameters<SubmissionWorld['request']>): Promise<string> {
    const stream = await this.request(...given);
    await this.submit(stream);
    return this.outcome(stream);
  }

  async outcome(stream: string): Promise<string> {
    const build = await this.state(stream);
    const { submission } = build;
    if (submission.phase !== 'submitted') return checksOfBuild(build)[0]!.title;
    const { body } = this.server.builds.find(({ id }) => id === submission.coprBuildId)!;
    return `${String(body.ownername)}/${String(body.projectname)}`;
  }

  async state(stream: string): Promise<RequestedBuild> {
    const { state } = await this.streamsOn().load(stream, buildEvents, buildDecider);
    if (state.status === 'unknown') throw new Error(`${stream} is not there`);
    return state;
  }

  /** Comments that the build asks for, by purpose. */
  async comments(stream: string): Promise<Record<string, string>> {
    const { comments } = await this.state(stream);
    return Object.fromEntries(Object.entries(comments).map(([purpose, { body }]) => [purpose, body]));
  }

  /** What is written in the stream of a Copr project. */
  eventsOf(project: string): { type: string; data: Record<string, unknown> }[] {
    return this.store.log
      .filter(({ stream }) => stream === `coprProject-${project}`)
      .map(({ type, data }) => ({ type, data: data as Record<string, unknown> }));
  }

  async project(): Promise<void> {
    const events = this.store.log.filter(({ position }) => position > this.projector.checkpoint());
    if (events.length > 0) await this.projector.apply(events, events.at(-1)!.position);
  }
}
