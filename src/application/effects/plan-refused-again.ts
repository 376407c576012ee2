import { Injectable } from '@nestjs/common';
import { namespaceEvents } from '../../domain/allowlist/allowlist.events.js';
import { repositoryPath } from '../../domain/access/repository-path.js';
import { pathsAbove } from '../../domain/allowlist/allowlist-verdict.js';
import { namespaceDecider } from '../../domain/allowlist/namespace.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { ReceivedDelivery } from '../../domain/delivery/delivery-state.js';
import { subjectKey } from '../../domain/planning/job.js';
import type { Todo } from '../../domain/todo.js';
import { OWN_SOURCE, PLAN_AGAIN, type PlanAgainBody } from '../interpretation/plan-again.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { ReadModels, type TableRow } from '../ports/read-models.js';
import { CurrentStates } from '../projections/current-states.js';
import { stateTable } from '../projections/stream-model.js';
import { Allowlist } from '../queries/allowlist/allowlist.js';
import { Streams, type Cause } from '../streams/streams.js';
import { Effect, type EffectContext, type EffectResult } from './effect.js';

/** Deliveries that came before the approval and are not decided yet may still meet the old state: so long they are waited for. */
const LONGEST_WAIT_MS = 30_000;
const LOOK_AGAIN_MS = 500;
/** Deliveries with the same lane that are looked through for the newest of one subject. */
const LOOK_BACK = 200;
const A_FEW = 8;

type Origin = NonNullable<ReceivedDelivery['origin']>;
interface Refused {
  readonly stream: string;
  readonly delivery: ReceivedDelivery;
  readonly origin: Origin;
}

/** When a namespace is approved, then what was refused in it, and what nothing has been decided about since, is planned again. */
@Injectable()
export class PlanRefusedAgain extends Effect<'plan-refused-again'> {
  readonly type = 'plan-refused-again';

  constructor(
    private readonly readModels: ReadModels,
    private readonly states: CurrentStates,
    private readonly allowlist: Allowlist,
    private readonly streams: Streams,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo<'plan-refused-again'>, { stream, cause }: EffectContext): Promise<EffectResult> {
    const { state } = await this.streams.load(stream, namespaceEvents, namespaceDecider);
    const { namespace, planAgainSince: since } = state;
    if (since === null) return undefined;
    if (this.someAreUndecided(namespace, since)) return { againInMs: LOOK_AGAIN_MS };
    const deliveries: string[] = [];
    for (const refused of await this.newestRefused(namespace)) {
      const { approved, denied } = await this.allowlist.verdict(repositoryPath(refused.origin.project));
      if (approved && !denied) deliveries.push(await this.planAgain(refused, namespace, since, cause));
    }
    const at = this.clock.now().toISOString();
    const command = { type: 'RecordPlannedAgain', namespace, deliveries, at } as const;
    await this.streams.handle(stream, namespaceEvents, namespaceDecider, command, cause);
    return undefined;
  }

  private someAreUndecided(namespace: string, since: string): boolean {
    if (this.clock.now().getTime() - Date.parse(since) > LONGEST_WAIT_MS) return false;
    return this.readModels
      .find(stateTable('delivery'), { where: { waiting: 1 } })
      .some((row) => String(row.columns['receivedAt']) <= since && mayBeWithin(row, namespace));
  }

  /** One delivery for each pull request, branch or release: the newest that left refusals on checks. */
  private async newestRefused(namespace: string): Promise<Refused[]> {
    const found = new Map<string, Refused>();
    const rows = this.readModels
      .find(stateTable('delivery'), { where: { notAllowed: 1 }, orderBy: ['-receivedAt'] })
      .filter((row) => mayBeWithin(row, namespace));
    for await (const { stream, delivery } of this.deliveries(rows)) {
      const { origin } = delivery;
      // A re-run was of some checks only: what came before it was about all of them.
      if (!origin || isRerun(delivery) || !isWithin(origin, namespace)) continue;
      const subject = subjectKey(origin.project, origin.subject);
      if (!found.has(subject)) found.set(subject, { stream, delivery, origin });
    }
    const refused: Refused[] = [];
    for (const [subject, one] of found) if (isRefused(await this.newestDecided(subject, one))) refused.push(one);
    return refused;
  }

  private async newestDecided(subject: string, { delivery }: Refused): Promise<ReceivedDelivery> {
    const where = { subject: delivery.subject, outcome: 'decided' };
    const rows = this.readModels.find(stateTable('delivery'), { where, orderBy: ['-receivedAt'], limit: LOOK_BACK });
    for await (const { delivery: decided } of this.deliveries(rows)) {
      const { origin } = decided;
      if (origin && !isRerun(decided) && subjectKey(origin.project, origin.subject) === subject) return decided;
    }
    return delivery;
  }

  /** In the order of the rows, a few at a time: the one that is looked for is often among the first. */
  private async *deliveries(rows: readonly TableRow[]): AsyncGenerator<Omit<Refused, 'origin'>> {
    for (let at = 0; at < rows.length; at += A_FEW) {
      const states = await this.states.all(rows.slice(at, at + A_FEW).map(({ key }) => key));
      for (const [stream, delivery] of states) yield { stream, delivery: delivery as ReceivedDelivery };
    }
  }

  private async planAgain(
    { stream: original, delivery }: Refused,
    namespace: string,
    since: string,
    cause: Cause,
  ): Promise<string> {
    const stream = `delivery-${OWN_SOURCE}-${this.ids.uuid(`${PLAN_AGAIN}/${original}/${namespace}/${since}`)}`;
    const body: PlanAgainBody = { original, approved: namespace };
    const now = this.clock.now().toISOString();
    const data = {
      source: OWN_SOURCE,
      event: PLAN_AGAIN,
      subject: delivery.subject,
      body: { text: JSON.stringify(body) },
      // The newer attempt decides what a check says, whatever the clock of the node that wrote the older one.
      at: now > delivery.receivedAt ? now : new Date(Date.parse(delivery.receivedAt) + 1).toISOString(),
    };
    await this.streams.create(stream, deliveryEvents, [{ type: 'DeliveryReceived', data }], cause);
    return stream;
  }
}

/** By what a delivery is about: the beginning of its name says the repository. */
function mayBeWithin({ columns }: TableRow, namespace: string): boolean {
  return String(columns['subject'])
    .toLowerCase()
    .startsWith(namespace.replace(/\.git$/, '').toLowerCase());
}

function isWithin({ project }: Origin, namespace: string): boolean {
  return pathsAbove(repositoryPath(project)).some((path) => path.toLowerCase() === namespace.toLowerCase());
}

function isRerun({ reason }: ReceivedDelivery): boolean {
  return reason?.endsWith('/rerun') ?? false;
}

function isRefused({ skipped, planned }: ReceivedDelivery): boolean {
  return planned.length === 0 && skipped.some(({ reason }) => reason === 'namespace-not-allowed');
}
