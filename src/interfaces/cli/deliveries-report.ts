import { openEnvelope } from '../../domain/inputs/bus/envelope.js';
import { deliverySources, type Delivery, type ServiceIdentity } from '../../domain/inputs/delivery.js';
import { ignoreReasons } from '../../domain/inputs/ignore-reasons.js';
import type { Input } from '../../domain/inputs/input.js';
import { interpretDelivery } from '../../domain/inputs/interpret-delivery.js';
import { readDelivery } from '../../domain/inputs/read-delivery.js';
import { textAt } from '../../domain/inputs/payload.js';
import { readTestingFarmRequest } from '../../domain/inputs/testing-farm.js';
import type { Assumptions } from './deliveries-assumptions.js';
import { commandView, withoutEffect } from './deliveries-command-view.js';
import { gitHubDoor, gitLabDoor, testingFarmDoor, type DoorAnswer } from './deliveries-door.js';
import { gitHubFacts, gitLabFacts } from './deliveries-facts.js';
import {
  commentFields,
  foreignCiFields,
  pullRequestFields,
  pushFields,
  releaseFields,
} from './deliveries-forge-fields.js';
import { busKind, forgejoKind, gitHubKind, gitLabKind, originalAction } from './deliveries-kind.js';
import {
  checkRerunFields,
  installationFields,
  resultFields,
  testingFarmRequestFields,
} from './deliveries-result-fields.js';
import { droppedByOriginal, stageOf } from './deliveries-verdict.js';
import { known, type View } from './deliveries-view.js';

/** What a delivery comes by, and how that way answers. */
interface Arrival {
  readonly view: View;
  readonly answer?: DoorAnswer;
  readonly overBus: boolean;
}

/**
 * A delivery the way `deliveries interpret` shows it: in the words of the original service (what its door answers,
 * whether it accepts it, the fields it reads), followed by what this service makes of it.
 */
export function reportDelivery(delivery: Delivery, service: ServiceIdentity, assumed: Assumptions = {}): View {
  const answer = delivery.source === 'testing-farm' ? readTestingFarmRequest(delivery.body) : undefined;
  if (answer)
    return {
      source: 'testing-farm',
      via: 'response of GET {testing_farm_api}/requests/{request_id}',
      event_header: null,
      ...accepted('testing_farm_request_details', testingFarmRequestFields(answer, assumed)),
    };
  const arrival = arrivalOf(delivery, assumed);
  return { ...arrival.view, ...verdictOn(delivery, arrival, service, assumed), ...ourView(delivery, service) };
}

function arrivalOf(delivery: Delivery, assumed: Assumptions): Arrival {
  const { source, event, body } = delivery;
  const overBus = isBus(delivery);
  const answer =
    source === 'github'
      ? gitHubDoor(event, body)
      : source === 'gitlab'
        ? gitLabDoor(event, body)
        : source === 'testing-farm'
          ? testingFarmDoor(body, assumed.testing_farm_secret)
          : undefined;
  const view = known({
    source: overBus ? busKind(event, body).source : source,
    via: overBus
      ? 'fedora-messaging'
      : source === 'testing-farm'
        ? 'POST /api/testing-farm/results'
        : `POST /api/webhooks/${source}`,
    event_header: event === '' ? null : event,
    envelope: overBus ? openEnvelope(event, body).envelope : undefined,
    http: answer && { status: answer.status, body: answer.body },
  });
  return { view, answer, overBus };
}

function verdictOn(
  delivery: Delivery,
  { answer, overBus }: Arrival,
  service: ServiceIdentity,
  assumed: Assumptions,
): View {
  const kind = kindOf(delivery);
  if (answer?.stage) return dropped(answer.stage, answer.body, kind, overBus ? {} : factsOf(delivery));
  const read = readDelivery(delivery, service);
  if (read.kind === 'ignored') {
    const { sentence } = ignoreReasons[read.reason];
    return dropped(stageOf(read.reason, overBus), sentence, kind, factsOf(delivery));
  }
  const drop = droppedByOriginal(read, delivery.body, assumed);
  if (drop) return dropped(drop.stage, drop.because, kind, factsOf(delivery));
  return accepted(kindOfInput(read, kind), known(fieldsOf(read, delivery.body, assumed)), read);
}

function accepted(kind: string, fields: View, input?: Input): View {
  const parsed = input?.kind === 'comment' ? input.comment.parsed : undefined;
  return known({
    accepted: true,
    stage: null,
    why_ignored: null,
    kind,
    command: parsed ? commandView(parsed) : null,
    no_effect_reason: parsed && withoutEffect(parsed),
    fields,
  });
}

function dropped(stage: string, because: string, kind: string, fields: View): View {
  return { accepted: false, stage, why_ignored: because, kind, command: null, fields };
}

/** What this service does with it, where the original may do otherwise. */
function ourView(delivery: Delivery, service: ServiceIdentity): View {
  const meaning = interpretDelivery(delivery, service);
  if (meaning.kind !== 'ignored') return { input: meaning };
  const { sentence, nextStep } = ignoreReasons[meaning.reason];
  return { ignored: { reason: meaning.reason, facts: meaning.facts, sentence, next_step: nextStep } };
}

function kindOf({ source, event, body }: Delivery): string {
  switch (source) {
    case 'github':
      return gitHubDoor(event, body).stage === 'ping' ? 'ping' : gitHubKind(event, body);
    case 'gitlab':
      return gitLabKind(event, body);
    case 'testing-farm':
      return 'testing_farm_result';
    case 'forgejo':
      return event.includes('.') ? busKind(event, body).kind : forgejoKind(event, body);
    default:
      return busKind(event, body).kind;
  }
}

/** Of an accepted merge request the state decides, of one that is not the action. */
function kindOfInput(input: Input, kind: string): string {
  const isMergeRequest = input.kind === 'pull-request' && input.repository.forge === 'gitlab';
  return isMergeRequest ? `merge_request.${originalAction(input)}` : kind;
}

function factsOf({ source, event, body }: Delivery): View {
  if (source === 'github') return gitHubDoor(event, body).stage === 'ping' ? {} : gitHubFacts(event, body);
  if (source === 'gitlab') return gitLabFacts(body);
  if (source !== 'testing-farm') return {};
  return known({ request_id: textAt(body, 'request_id') });
}

function fieldsOf(input: Input, body: unknown, assumed: Assumptions): View {
  switch (input.kind) {
    case 'pull-request':
      return pullRequestFields(input, body);
    case 'comment':
      return commentFields(input, body);
    case 'push':
      return pushFields(input, body);
    case 'release':
      return releaseFields(input, body);
    case 'check-rerun':
      return checkRerunFields(input, assumed);
    case 'check-suite-rerun':
      return {};
    case 'installation':
      return installationFields(input);
    case 'foreign-ci':
      return foreignCiFields(input);
    default:
      return resultFields(input);
  }
}

function isBus({ source, event }: Delivery): boolean {
  if (source === 'forgejo') return event.includes('.');
  return source === 'fedora-messaging' || source === 'pagure';
}

/** The names under which senders are known, and the way their deliveries come. */
export function sourceNamed(name: string): Delivery['source'] | undefined {
  const door = deliverySources.find((source) => source === name);
  if (door) return door;
  return ['copr', 'koji', 'anitya', 'bodhi', 'openscanhub', 'logdetective'].includes(name)
    ? 'fedora-messaging'
    : undefined;
}
