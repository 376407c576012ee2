import { z } from 'zod';
import { repositoryPath } from '../../domain/access/repository-path.js';
import { pathsAbove } from '../../domain/allowlist/allowlist-verdict.js';
import { ProjectData, subjectKey, SubjectData } from '../../domain/planning/job.js';
import { categoryOf, type EventStore, type RecordedEvent } from '../ports/event-store.js';
import { namespaceStream } from '../queries/allowlist/allowlist.js';
import { subjectsNamed } from '../queries/explain/subject-name.js';
import { readableData } from '../streams/readable-event.js';

/** What a stream is about, as far as its events say. */
interface Mentions {
  readonly subjects: Set<string>;
  /** `host/namespace/repo|commit`: what its checks are about. */
  readonly commits: Set<string>;
  /** Streams that its events name. */
  readonly streams: Set<string>;
  /** Deliveries that its events came of. */
  readonly causes: Set<string>;
}

const About = z.object({
  project: ProjectData,
  commitSha: z.string().optional().catch(undefined),
  subject: SubjectData.nullish().catch(undefined),
});
const text = z.string().optional().catch(undefined);
const texts = z.array(z.string()).optional().catch(undefined);
const within = z.object({ stream: z.string() }).nullish().catch(undefined);

/** Where events name other streams, or say what they are about: one shape for all types, so that unknown ones are read too. */
const Links = z.object({
  origin: About.optional().catch(undefined),
  facts: z
    .object({
      situation: About.extend({
        actor: z.string().nullish(),
        access: z
          .object({ people: z.array(z.string()) })
          .optional()
          .catch(undefined),
      })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  place: z.object({ number: z.number().optional() }).optional().catch(undefined),
  run: text,
  testRun: text,
  delivery: text,
  streams: texts,
  deliveries: texts,
  build: within,
});

const LINKING = [...Object.keys(Links.shape), 'project'];

/** Events between two calls of the progress callback. */
const PROGRESS_EVENTS = 2_000;

/** Which streams a log has and how they belong together, found by reading it once. */
export class LogIndex {
  private readonly mentions = new Map<string, Mentions>();
  private readonly checks = new Set<string>();
  private read = 0;

  static async of(store: EventStore, onProgress?: (events: number) => void): Promise<LogIndex> {
    const index = new LogIndex();
    for await (const event of store.readAll()) {
      index.add(event);
      if (index.read % PROGRESS_EVENTS === 0) onProgress?.(index.read);
    }
    return index;
  }

  /** How many events the log has. */
  get events(): number {
    return this.read;
  }

  /** Streams that are meant by a name, by the end of a name (the id of a delivery), by a subject or by its address. */
  named(id: string): string[] {
    if (this.mentions.has(id) || this.checks.has(id)) return [id];
    const streams = [...this.mentions.keys()];
    const byEnd = streams.filter((stream) => stream.endsWith(`-${id}`));
    if (byEnd.length > 0) return byEnd;
    const subjects = new Set(subjectsNamed(id));
    return streams.filter((stream) => [...this.mentions.get(stream)!.subjects].some((each) => subjects.has(each)));
  }

  /** Names and subjects that resemble one that is not there. */
  like(id: string, limit = 5): string[] {
    const wanted = id.toLowerCase().replace(/[#@!]\d*$/, '');
    const all = new Set([...this.mentions].flatMap(([stream, { subjects }]) => [...subjects, stream]));
    return [...all].filter((each) => each.toLowerCase().includes(wanted)).slice(0, limit);
  }

  /**
   * Everything that was done for the same commits: deliveries, runs, what reported to them, checks, and the entries of the
   * allowlist that were asked. `leftOut`: deliveries that changed something in them and belong to another commit.
   */
  pipeline(seeds: readonly string[]): { readonly streams: string[]; readonly leftOut: string[] } {
    const chosen = new Set(seeds);
    const commits = new Set(seeds.flatMap((seed) => this.commitsOf(seed)));
    const alone = seeds.filter((seed) => this.commitsOf(seed).length === 0);
    for (const named of alone.flatMap((seed) => [...(this.mentions.get(seed)?.streams ?? [])]))
      if (this.mentions.has(named)) {
        chosen.add(named);
        for (const commit of this.commitsOf(named)) commits.add(commit);
      }
    for (const [stream, mentions] of this.mentions)
      if ([...mentions.commits].some((commit) => commits.has(commit))) chosen.add(stream);
    for (const check of this.checks) if (commits.has(commitOfCheck(check))) chosen.add(check);
    const leftOut = this.addReporters(chosen);
    for (const stream of [...chosen])
      for (const named of this.mentions.get(stream)?.streams ?? [])
        if (categoryOf(named) === 'namespace' && this.mentions.has(named)) chosen.add(named);
    return { streams: [...chosen], leftOut };
  }

  /** Deliveries that reported to a chosen stream, whether or not something came of it. */
  private addReporters(chosen: Set<string>): string[] {
    const runs = [...chosen];
    const causes = new Set(runs.flatMap((stream) => [...(this.mentions.get(stream)?.causes ?? [])]));
    const leftOut: string[] = [];
    for (const [stream, { commits, streams }] of this.mentions) {
      if (categoryOf(stream) !== 'delivery' || chosen.has(stream)) continue;
      const isCause = causes.has(stream);
      if (commits.size === 0 && (isCause || [...streams].some((named) => isRun(named) && runs.includes(named))))
        chosen.add(stream);
      else if (isCause) leftOut.push(stream);
    }
    return leftOut;
  }

  private commitsOf(stream: string): string[] {
    if (categoryOf(stream) === 'check') return [commitOfCheck(stream)];
    return [...(this.mentions.get(stream)?.commits ?? [])];
  }

  private add(event: RecordedEvent): void {
    this.read += 1;
    const { stream } = event;
    const category = categoryOf(stream);
    if (category === 'blob' || category === 'lease') return;
    if (category === 'check') {
      this.checks.add(stream);
      return;
    }
    const mentions = this.mentions.get(stream) ?? emptyMentions();
    this.mentions.set(stream, mentions);
    if (category !== 'namespace') mentions.causes.add(event.metadata.$correlationId);
    if (event.type === 'DeliveryReceived') received(event, mentions);
    else linked(readableData(event), mentions);
  }
}

function received(event: RecordedEvent, mentions: Mentions): void {
  const { subject, source, body } = event.data as { subject?: unknown; source?: unknown; body?: { text?: string } };
  if (typeof subject === 'string') mentions.subjects.add(subject);
  // A delivery of our own names the one that is planned again.
  const original = source === 'service' ? /"original":"([^"\\]+)"/.exec(body?.text ?? '')?.[1] : undefined;
  if (original) mentions.streams.add(original);
}

function linked(data: unknown, mentions: Mentions): void {
  // Most events name nothing, and a failed reading costs more than a look.
  if (data === null || typeof data !== 'object' || !LINKING.some((key) => key in data)) return;
  const { data: links } = Links.safeParse(data);
  if (!links) return;
  const { origin, facts, place, run, testRun, delivery, streams = [], deliveries = [], build } = links;
  for (const named of [run, testRun, delivery, build?.stream, ...streams, ...deliveries])
    if (named !== undefined) mentions.streams.add(named);
  for (const about of [origin, facts?.situation, 'project' in data ? About.safeParse(data).data : undefined]) {
    if (!about) continue;
    const { project, commitSha, subject } = about;
    if (commitSha !== undefined) mentions.commits.add(`${keyOf(project)}|${commitSha}`);
    if (subject) mentions.subjects.add(subjectKey(project, subject));
    if (place?.number !== undefined) mentions.subjects.add(`${keyOf(project)}#${place.number}`);
  }
  if (!facts?.situation) return;
  const { project, actor, access } = facts.situation;
  const people = [...(actor ? [actor] : []), ...(access?.people ?? [])].map((login) => `${project.host}/${login}`);
  const asked = [...pathsAbove(repositoryPath(project)), ...people];
  for (const entry of asked) mentions.streams.add(namespaceStream(entry));
}

const emptyMentions = (): Mentions => ({
  subjects: new Set(),
  commits: new Set(),
  streams: new Set(),
  causes: new Set(),
});

const keyOf = ({ host, namespace, repo }: z.infer<typeof ProjectData>) => `${host}/${namespace}/${repo}`;

const isRun = (stream: string) => categoryOf(stream) !== 'namespace';

/** `check-host/namespace/repo|commit|name` → `host/namespace/repo|commit`. */
function commitOfCheck(stream: string): string {
  const key = stream.slice('check-'.length);
  return key.slice(0, key.indexOf('|', key.indexOf('|') + 1));
}
