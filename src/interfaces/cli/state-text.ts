import { z } from 'zod';

const State = z.object({
  deliveries: z.array(
    z.object({
      stream: z.string(),
      event: z.string(),
      received_at: z.string(),
      outcome: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  runs: z.array(
    z.object({
      stream: z.string(),
      commit: z.string(),
      state: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
    }),
  ),
  checks: z.array(
    z.object({
      name: z.string(),
      commit: z.string(),
      state: z.string(),
      title: z.string(),
      url: z.string().nullable(),
      published: z.object({ state: z.string(), title: z.string() }).nullable(),
    }),
  ),
});

/** Deliveries, runs with the state of their parts, and checks; where another state is published, that too. */
export function stateLines(answer: unknown): string[] {
  const { deliveries, runs, checks } = State.parse(answer);
  return [
    ...deliveries.map(
      ({ stream, event, received_at: at, outcome, reason }) =>
        `${at}  ${event}: ${outcome}${reason === null ? '' : ` (${reason})`}  ${stream}`,
    ),
    ...runs.map(({ stream, commit, state }) => `${commit.slice(0, 7)}  ${partsText(state)}  ${stream}`),
    ...checks.map(({ name, commit, state, title, url, published }) => {
      const shown = published && published.state !== state ? `; published: ${published.state}, ${published.title}` : '';
      return `${commit.slice(0, 7)}  ${name}: ${state}, ${title}${url === null ? '' : ` ${url}`}${shown}`;
    }),
  ];
}

function partsText(parts: z.infer<typeof State>['runs'][number]['state']): string {
  return Object.entries(parts)
    .map(([part, state]) => `${part} ${typeof state === 'string' ? state : `(${partsText(state)})`}`)
    .join(', ');
}
