import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { BlobRef, type DeliveryEvent } from '../../../domain/delivery/delivery.events.js';
import { jobLines } from '../../../domain/package-config/job-lines.js';
import { isBy, type Moment } from '../../past/moment.js';
import { categoryOf } from '../../ports/event-store.js';
import { Settings } from '../../ports/settings.js';
import { CHECKS, decidingContribution, renderCheck, type CheckRow } from '../../projections/checks-table.js';
import { stateTable } from '../../projections/stream-model.js';
import { Blobs, DamagedBlob } from '../../streams/blobs.js';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { SeenEvents } from '../audience/seen-events.js';
import { Visibility, type Sight } from '../audience/sight.js';
import { speakersIn, StreamFamily } from '../audience/stream-family.js';
import { tellDelivery, type DeliveryStory, type JobStory } from '../deliveries/delivery-story.js';

import { subjectsNamed } from './subject-name.js';

/** What a check says now, and where people find more. */
export interface ExplainedCheck {
  readonly name: string;
  readonly state: string | null;
  readonly title: string | null;
  readonly url: string | null;
}

export interface ExplainedJob extends Omit<JobStory, 'checks'> {
  readonly checks: readonly ExplainedCheck[];
  /** Where the job is written: file and line of the configuration; null: nowhere, it is a default. */
  readonly configured_at: string | null;
}

export interface ExplainedDelivery extends Omit<DeliveryStory, 'jobs'> {
  readonly jobs: readonly ExplainedJob[];
}

/**
 * Why each configured job ran or did not, from what was recorded when it was decided. `subject`: a key, the address of a
 * pull request, a delivery or a run. `job`: only those whose type, identifier, package or check has this name.
 */
export class Explain extends ReadQuery<readonly ExplainedDelivery[] | undefined> {
  constructor(
    audience: Audience,
    readonly subject: string,
    readonly job?: string,
    /** As it was explained at this moment: by what had come in, and what the checks said then. */
    readonly at?: Moment,
  ) {
    super(audience);
  }
}

/** What the facts of a decision say about the configuration. */
const ConfigFacts = z.object({ path: z.string(), text: BlobRef });

/** Deliveries of a subject that are looked at, newest first. */
const NEWEST = 5;

@QueryHandler(Explain)
export class ExplainHandler implements IQueryHandler<Explain> {
  constructor(
    private readonly visibility: Visibility,
    private readonly family: StreamFamily,
    private readonly seen: SeenEvents,
    private readonly settings: Settings,
    private readonly blobs: Blobs,
  ) {}

  async execute({ audience, subject, job, at }: Explain): Promise<readonly ExplainedDelivery[] | undefined> {
    const sight = this.visibility.of(audience);
    const streams = await this.deliveriesOf(subject, at, sight);
    if (streams.length === 0)
      return at && (await this.deliveriesOf(subject, undefined, sight)).length > 0 ? [] : undefined;
    const told: { story: DeliveryStory; places: readonly (string | null)[] }[] = [];
    for (const stream of streams) {
      const events = await this.seen.delivery(stream, sight, (event) => !at || isBy(event, at));
      const story = tellDelivery(stream, events, sight);
      if (story) told.push({ story, places: await this.placesOfJobs(events) });
      if (told.length === NEWEST) break;
    }
    const then = at && (await this.checksThen(subject, told, at, sight));
    const explained = told.map(async ({ story, places }) => {
      const jobs = story.jobs
        .filter((each) => job === undefined || isAbout(each, job))
        .map(async (each) => ({
          ...(await this.withChecks(each, then, sight)),
          configured_at: places[each.job.index] ?? null,
        }));
      return { ...story, jobs: await Promise.all(jobs) };
    });
    return Promise.all(explained);
  }

  /** Reports on runs decide nothing: they are left out, unless one is asked for by name. */
  private async deliveriesOf(subject: string, at: Moment | undefined, sight: Sight): Promise<string[]> {
    const isLater = (received: unknown) => at !== undefined && 'time' in at && String(received) > at.time;
    const rows = (await this.around(subjectsNamed(subject), sight))
      .filter((stream) => categoryOf(stream) === 'delivery')
      .flatMap((stream) => sight.get(stateTable('delivery'), stream) ?? [])
      .filter(({ key, columns }) => key === subject || columns['outcome'] !== 'reported')
      .filter(({ columns }) => !isLater(columns['receivedAt']));
    return rows
      .sort((one, other) => String(other.columns['receivedAt']).localeCompare(String(one.columns['receivedAt'])))
      .map(({ key }) => key);
  }

  private async around(ids: readonly string[], sight: Sight): Promise<string[]> {
    const families = await Promise.all(ids.map((id) => this.family.of(id, sight)));
    return families.flat().map(({ stream }) => stream);
  }

  /** File and line of each job of the configuration that was decided on. */
  private async placesOfJobs(events: readonly DeliveryEvent[]): Promise<readonly (string | null)[]> {
    const gathered = events.find((event) => event.type === 'FactsGathered');
    const config =
      gathered?.type === 'FactsGathered' ? ConfigFacts.safeParse(gathered.data.facts['config']) : undefined;
    if (!config?.success) return [];
    const { path, text } = config.data;
    try {
      return jobLines(await this.blobs.get(text)).map((line) => (line === null ? null : `${path}:${line}`));
    } catch (error) {
      // An explanation without lines is better than none.
      if (error instanceof DamagedBlob) return [];
      throw error;
    }
  }

  private async withChecks(
    { checks, ...job }: JobStory,
    then: ReadonlyMap<string, CheckRow> | undefined,
    sight: Sight,
  ): Promise<Omit<ExplainedJob, 'configured_at'>> {
    return { ...job, checks: await Promise.all(checks.map((name) => this.check(name, job.commit, then, sight))) };
  }

  private async check(
    name: string,
    commit: string,
    then: ReadonlyMap<string, CheckRow> | undefined,
    sight: Sight,
  ): Promise<ExplainedCheck> {
    const [found] = sight.find(CHECKS, { where: { commit, name } });
    const row = found && (then ? then.get(found.key) : await this.seen.check(found.key, sight));
    const deciding = row && decidingContribution(row);
    if (!deciding) return { name, state: null, title: null, url: null };
    const { state, title, url } = renderCheck(deciding, this.settings);
    return { name, state, title, url };
  }

  private async checksThen(
    subject: string,
    told: readonly { readonly story: DeliveryStory }[],
    at: Moment,
    sight: Sight,
  ): Promise<ReadonlyMap<string, CheckRow>> {
    const around = await this.around([...subjectsNamed(subject), ...told.map(({ story }) => story.id)], sight);
    return (await this.seen.statesAt([...around, ...speakersIn(around, sight)], at, sight)).checks();
  }
}

function isAbout({ job, checks }: JobStory, name: string): boolean {
  return [job.type, job.identifier, job.package].includes(name) || checks.some((check) => isNamed(check, name));
}

/** A check goes by its whole name, or by its target: the last part, without what is after it. */
function isNamed(check: string, name: string): boolean {
  return check === name || check.split(':').slice(1).includes(name);
}
