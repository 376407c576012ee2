import { z } from 'zod';

const Timeline = z.object({
  events: z.array(
    z.object({
      stream: z.string(),
      revision: z.int(),
      position: z.int(),
      type: z.string(),
      at: z.string(),
      actor: z.string().optional(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** One line an event: where and when it was stored, what happened, and the plain values that it carries. */
export function timelineLines(answer: unknown): string[] {
  return Timeline.parse(answer).events.map(
    ({ stream, revision, position, type, at, actor, data }) =>
      `${String(position).padStart(8)}  ${at}  ${type}  ${brief(data)}${actor === undefined || data.by === actor ? '' : ` by ${actor}`}\n${' '.repeat(10)}${stream}@${revision}`,
  );
}

const BRIEF = 100;

/** Told by the stream's name or of use to programs only. */
const LEFT_OUT = new Set(['at', 'attempt', 'commitSha', 'checkId', 'digest']);

/** Values that fit into a line; what is nested or long is left to `--json`. */
export function brief(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .filter(([name, value]) => !LEFT_OUT.has(name) && isPlain(value))
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= BRIEF && !value.includes('\n');
  return typeof value === 'number' || typeof value === 'boolean';
}

const Rule = z.object({
  rule: z.string(),
  sentence: z.string(),
  next_step: z.string(),
  facts: z.record(z.string(), z.unknown()),
});

const Explanation = z.object({
  deliveries: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      event: z.string(),
      received_at: z.string(),
      outcome: z.string(),
      meaning: z.string().nullable(),
      ignored: Rule.nullable(),
      jobs: z.array(
        Rule.extend({
          job: z.object({
            index: z.int(),
            type: z.string(),
            trigger: z.string(),
            package: z.string().nullable(),
            identifier: z.string().nullable(),
          }),
          ran: z.boolean(),
          configured_at: z.string().nullable().optional(),
          commit: z.string(),
          checks: z.array(
            z.object({
              name: z.string(),
              state: z.string().nullable(),
              title: z.string().nullable(),
              url: z.string().nullable(),
            }),
          ),
          runs: z.array(z.string()),
        }),
      ),
    }),
  ),
});

/** Newest delivery first: each configured job, the rule that decided, and what to do about it. */
export function explanationLines(answer: unknown): string[] {
  return Explanation.parse(answer).deliveries.flatMap((delivery) => [
    `${delivery.received_at}  ${delivery.source} ${delivery.event}: ${delivery.meaning ?? delivery.outcome}  (${delivery.id})`,
    ...(delivery.ignored ? ruleLines('  led to nothing', delivery.ignored) : []),
    ...delivery.jobs.flatMap(({ job, ran, checks, runs, configured_at: place, ...rule }) => [
      ...ruleLines(`  ${nameOf(job)} ${ran ? 'ran' : 'did not run'}${place ? ` (${place})` : ''}`, rule),
      ...checks.map(
        ({ name, state, title, url }) =>
          `    ${name}: ${state ?? 'unknown'}${title ? `, ${title}` : ''}${url ? ` ${url}` : ''}`,
      ),
      ...runs.map((run) => `    run ${run}`),
    ]),
  ]);
}

function ruleLines(head: string, { rule, sentence, next_step: nextStep, facts }: z.infer<typeof Rule>): string[] {
  return [
    `${head}: ${sentence} [${rule}]`,
    ...Object.entries(facts).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
    `    Next: ${nextStep}`,
  ];
}

function nameOf(job: {
  index: number;
  type: string;
  trigger: string;
  package: string | null;
  identifier: string | null;
}) {
  const more = [job.trigger, job.package, job.identifier].filter((part) => part !== null).join(', ');
  return `job ${job.index} ${job.type} (${more})`;
}

const Todos = z.object({
  open: z.int(),
  parked: z.int(),
  todos: z.array(
    z.object({
      key: z.string(),
      due_at: z.string().nullable(),
      parked: z.object({ error: z.string(), at: z.string() }).nullable(),
    }),
  ),
});

/** Parked todos with their error, then what is open, as it is due. */
export function todoLines(answer: unknown): string[] {
  const { open, parked, todos } = Todos.parse(answer);
  return [
    `${open} open, ${parked} parked`,
    ...todos.map(({ key, due_at: dueAt, parked: given }) =>
      given ? `parked  ${key}  since ${given.at}: ${given.error}` : `open    ${key}  ${dueAt ?? 'at once'}`,
    ),
  ];
}
