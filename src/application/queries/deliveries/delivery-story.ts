import { partKey } from '../../../domain/delivery/delivery.js';
import type { DeliveryEvent } from '../../../domain/delivery/delivery.events.js';
import { explainDecisions, type JobExplanation } from '../../../domain/delivery/explain.js';
import type { JobData } from '../../../domain/planning/job.js';
import type { DeliveryOutcome } from './list-deliveries.js';
import { cleaned } from '../audience/cleaned.js';
import type { Sight } from '../audience/sight.js';
import { bodyBytes } from '../timeline/told-event.js';

/** A configured job of a delivery: whether it ran, by which rule, and what came of it. */
export interface JobStory {
  readonly job: JobData;
  readonly ran: boolean;
  readonly rule: string;
  readonly sentence: string;
  readonly next_step: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly commit: string;
  /** Names of the checks that the decision speaks about. */
  readonly checks: readonly string[];
  /** Streams of the runs that began. */
  readonly runs: readonly string[];
}

/** What a delivery was, what it meant, and what followed from it. */
export interface DeliveryStory {
  readonly id: string;
  readonly source: string;
  readonly event: string;
  readonly subject: string;
  readonly received_at: string;
  readonly bytes: number;
  readonly outcome: DeliveryOutcome;
  /** What it reported or was decided on; null where it was ignored or waits. */
  readonly meaning: string | null;
  /** Streams of the runs that it reported on. */
  readonly reported: readonly string[];
  readonly ignored: {
    readonly rule: string;
    readonly sentence: string;
    readonly next_step: string;
    readonly facts: Readonly<Record<string, unknown>>;
  } | null;
  readonly jobs: readonly JobStory[];
}

/** Tells a delivery from its events alone, as it may be seen; undefined: they do not begin with one. */
export function tellDelivery(id: string, events: readonly DeliveryEvent[], sight: Sight): DeliveryStory | undefined {
  const received = events.find((event) => event.type === 'DeliveryReceived');
  if (received?.type !== 'DeliveryReceived') return undefined;
  const { source, event, subject, at, body } = received.data;
  const { jobs, ignored } = explainDecisions(events);
  const story: DeliveryStory = {
    id,
    source,
    event,
    subject,
    received_at: at,
    bytes: bodyBytes(body),
    ...outcomeOf(events),
    ignored: ignored && {
      rule: ignored.rule,
      sentence: ignored.sentence,
      next_step: ignored.nextStep,
      facts: ignored.facts,
    },
    jobs: jobs.map((job) => storyOf(job, events)),
  };
  return cleaned(story, sight) as DeliveryStory;
}

function outcomeOf(events: readonly DeliveryEvent[]): Pick<DeliveryStory, 'outcome' | 'meaning' | 'reported'> {
  for (const event of events)
    switch (event.type) {
      case 'DeliveryIgnored':
        return { outcome: 'ignored', meaning: null, reported: [] };
      case 'DeliveryInterpreted':
        return { outcome: 'reported', meaning: event.data.meaning, reported: event.data.streams };
      case 'FactsGathered':
        return { outcome: 'decided', meaning: event.data.kind, reported: [] };
      default:
        break;
    }
  return { outcome: 'waiting', meaning: null, reported: [] };
}

function storyOf(explained: JobExplanation, events: readonly DeliveryEvent[]): JobStory {
  const { job, ran, rule, sentence, nextStep, facts, commitSha, checks } = explained;
  const parts = partKey(job.index, job.package, '');
  const runs = events.flatMap((event) =>
    event.type === 'RunStarted' && event.data.part.startsWith(parts) ? [event.data.run] : [],
  );
  return { job, ran, rule, sentence, next_step: nextStep, facts, commit: commitSha, checks, runs };
}
