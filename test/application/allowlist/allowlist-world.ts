import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloseApprovalIssue } from '../../../src/application/effects/close-approval-issue.js';
import type { Effect, EffectResult } from '../../../src/application/effects/effect.js';
import { OpenApprovalIssue } from '../../../src/application/effects/open-approval-issue.js';
import { PlanRefusedAgain } from '../../../src/application/effects/plan-refused-again.js';
import { Forges, type Forge, type ForgeIssue } from '../../../src/application/ports/forge.js';
import { Log } from '../../../src/application/ports/log.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { CurrentStates } from '../../../src/application/projections/current-states.js';
import { Projector } from '../../../src/application/projections/projector.js';
import { Allowlist, namespaceStream } from '../../../src/application/queries/allowlist/allowlist.js';
import { Streams, type Cause } from '../../../src/application/streams/streams.js';
import { namespaceEvents } from '../../../src/domain/allowlist/allowlist.events.js';
import { namespaceDecider, type NamespaceCommand } from '../../../src/domain/allowlist/namespace.js';
import { deliveryEvents, type DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import { subjectKey, type SubjectData } from '../../../src/domain/planning/job.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';
import { anOrigin, minute, PROJECT, PULL_REQUEST } from '../../support/runs.js';

const cause: Cause = { id: 'cause', correlationId: 'delivery-1' };

export class SilentLog extends Log {
  info(): void {}
  warn(): void {}
  error(): void {}
}

/** A forge that keeps the issues of one repository; it throws `failure` while there is one. */
export class IssueForge {
  readonly issues: ForgeIssue[] = [];
  readonly calls: string[] = [];
  hasTracker = true;
  failure: Error | undefined;

  async findOpenIssue(_project: unknown, fits: (issue: ForgeIssue) => boolean): Promise<ForgeIssue | undefined> {
    if (this.failure) throw this.failure;
    return this.issues.findLast((issue) => issue.state === 'open' && fits(issue));
  }

  async createIssue(_project: unknown, { title }: { title: string }): Promise<ForgeIssue | undefined> {
    this.calls.push(`create ${title}`);
    return this.hasTracker ? this.put(title, 'packit-as-a-service[bot]') : undefined;
  }

  async closeIssue(_project: unknown, number: number): Promise<void> {
    this.calls.push(`close ${number}`);
    const at = this.issues.findIndex((issue) => issue.number === number);
    this.issues[at] = { ...this.issues[at]!, state: 'closed' };
  }

  put(title: string, author: string): ForgeIssue {
    const number = this.issues.length + 1;
    const issue: ForgeIssue = { number, title, author, state: 'open', url: `https://forge.example/${number}` };
    this.issues.push(issue);
    return issue;
  }
}

class OneForge extends Forges {
  constructor(private readonly forge: IssueForge) {
    super();
  }
  forHost(host: string): Forge | undefined {
    return host === 'github.com' ? (this.forge as unknown as Forge) : undefined;
  }
}

/** The log, its read models, and what the effects of the allowlist talk to. */
export class AllowlistWorld {
  readonly store = new MemoryEventStore();
  readonly clock = new ManualClock(new Date(minute(30)));
  readonly ids = new ShaIds();
  readonly streams = new Streams(this.store, this.ids, this.clock);
  readonly forge = new IssueForge();
  readonly folder = mkdtempSync(join(tmpdir(), 'allowlist-'));
  readonly readModels = new SqliteReadModels(join(this.folder, 'read-models.db'));
  readonly projector: Projector;
  private readonly effects: readonly Effect[];

  constructor() {
    const log = new SilentLog();
    const polls = { coprPollSeconds: 60, testingFarmPollSeconds: 60 };
    const settings = { dashboardUrl: 'https://dashboard.example' } as ConstructorParameters<typeof Projector>[4];
    const { store, streams, clock, ids, readModels } = this;
    const states = new CurrentStates(streamModels(polls), store, readModels);
    this.projector = new Projector(states, store, readModels, ids, settings, log, clock);
    this.projector.open();
    const forges = new OneForge(this.forge);
    this.effects = [
      new OpenApprovalIssue(forges, streams, clock),
      new CloseApprovalIssue(forges, streams, clock, log),
      new PlanRefusedAgain(readModels, states, new Allowlist(streams), streams, ids, clock),
    ];
  }

  close(): void {
    this.readModels.close();
    rmSync(this.folder, { recursive: true });
  }

  async tell(command: NamespaceCommand): Promise<void> {
    await this.streams.handle(namespaceStream(command.namespace), namespaceEvents, namespaceDecider, command, cause);
  }

  async set(namespace: string, status: 'approved_manually' | 'denied' | 'waiting'): Promise<void> {
    await this.tell({ type: 'SetStatus', namespace, by: 'admin', at: this.clock.now().toISOString(), status });
  }

  /** A delivery about a pull request or branch, and what was decided: refused (a reason code), ignored, planned, or nothing yet. */
  async delivery(
    id: string,
    at: string,
    outcome: { refused: string } | 'ignored' | 'planned' | 'undecided',
    { subject = PULL_REQUEST, repo = PROJECT.repo }: { subject?: SubjectData; repo?: string } = {},
  ): Promise<void> {
    const project = { ...PROJECT, repo };
    const origin = anOrigin({
      delivery: `delivery-github-${id}`,
      attempt: `${at}/delivery-github-${id}`,
      project,
      subject,
    });
    const lane = subject.kind === 'branch' ? `github.com/${PROJECT.namespace}/${repo}` : subjectKey(project, subject);
    const received = { source: 'github', event: 'pull_request', subject: lane, body: { text: '{}' }, at };
    const facts: DeliveryEvent = { type: 'FactsGathered', data: { kind: 'k', facts: {}, at } };
    const decided = (): DeliveryEvent[] => {
      if (outcome === 'undecided') return [];
      if (outcome === 'ignored') return [{ type: 'DeliveryIgnored', data: { reason: 'r', facts: {}, at } }];
      if (outcome === 'planned') {
        const action = { do: 'wait-for-build' as const };
        return [facts, { type: 'JobPlanned', data: { origin, checks: ['c'], verdicts: [], action } }];
      }
      const verdicts = [{ check: 'c', state: 'neutral' as const, title: 't', url: null, summary: '' }];
      return [facts, { type: 'JobSkipped', data: { origin, reason: outcome.refused, facts: {}, verdicts } }];
    };
    const events: DeliveryEvent[] = [{ type: 'DeliveryReceived', data: received }, ...decided()];
    await this.streams.create(`delivery-github-${id}`, deliveryEvents, events, { ...cause, id });
  }

  /** Performs what the read models say is to be done in the allowlist, as often as it takes; answers what asked for patience. */
  async work({ mayExist = false } = {}): Promise<EffectResult[]> {
    const patience: EffectResult[] = [];
    for (let round = 0; round < 5; round++) {
      await this.project();
      const todos = this.projector.openTodos().filter(({ stream }) => stream.startsWith('namespace-'));
      for (const todo of todos) {
        const effect = this.effects.find(({ type }) => type === todo.type)!;
        const context = { stream: todo.stream, cause: { id: todo.key, correlationId: 'c' }, tries: 0, mayExist };
        const result = await effect.perform(todo, context);
        if (result) patience.push(result);
      }
      if (todos.length === 0 || patience.length > 0) break;
    }
    return patience;
  }

  /** What is open in the allowlist. */
  async open(): Promise<string[]> {
    await this.project();
    return this.projector
      .openTodos()
      .filter(({ stream }) => stream.startsWith('namespace-'))
      .map(({ type }) => type);
  }

  /** Deliveries of our own: what they plan again, and when they were written. */
  plannedAgain(): { original: string; attempt: string }[] {
    return this.store.log
      .filter(({ stream }) => stream.startsWith('delivery-service-'))
      .map(({ stream, data }) => {
        const { body, at } = data as { body: { text: string }; at: string };
        return { original: (JSON.parse(body.text) as { original: string }).original, attempt: `${at}/${stream}` };
      });
  }

  private async project(): Promise<void> {
    const known = this.projector.checkpoint();
    const events = this.store.log.filter(({ position }) => position > known);
    if (events.length > 0) await this.projector.apply(events, events.at(-1)!.position);
  }
}
