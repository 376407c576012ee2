import { z } from 'zod';
import { parseAnswer } from '../../shared/parse-answer.js';

/** Reads an answer of GitHub with a schema. */
export function read<Schema extends z.ZodType>(schema: Schema, call: string, { data }: { data: unknown }) {
  return parseAnswer(schema, data, { service: 'GitHub', call });
}

export interface Page {
  readonly data: unknown;
  readonly headers: { readonly link?: string };
}

export function hasNextPage({ headers }: Page): boolean {
  return /rel="next"/.test(headers.link ?? '');
}

/** Number of the last page; 1 where nothing is said of others. */
export function lastPageOf({ headers }: Page): number {
  const [, address] = /<([^<>]*)>; rel="last"/.exec(headers.link ?? '') ?? [];
  return Number((address && new URL(address).searchParams.get('page')) ?? 1);
}

/** A deleted account is null; the web shows it as `ghost`. */
const User = z
  .object({ login: z.string() })
  .nullish()
  .transform((user) => user?.login ?? 'ghost');

export const FolderEntries = z.array(z.object({ name: z.string(), type: z.string() }));
export const Tree = z.object({ tree: z.array(z.object({ path: z.string(), type: z.string() })) });
export const Branch = z.object({ commit: z.object({ sha: z.string() }) });
/** What a ref or an annotated tag points to. */
export const Pointer = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });
/** How the commit of the comparison lies to its base. */
export const Comparison = z.object({ status: z.enum(['identical', 'behind', 'ahead', 'diverged']) });
export const Release = z.object({ tag_name: z.string(), body: z.string().nullish() });
export const Collaborator = z.object({ permission: z.string(), role_name: z.string().optional() });

export const PullRequest = z.object({
  number: z.number(),
  state: z.enum(['open', 'closed']),
  user: User,
  labels: z.array(z.object({ name: z.string() })).default([]),
  updated_at: z.string().optional(),
  head: z.object({
    ref: z.string(),
    sha: z.string(),
    repo: z.object({ name: z.string(), html_url: z.string(), owner: z.object({ login: z.string() }) }).nullable(),
  }),
  base: z.object({ ref: z.string(), sha: z.string() }),
});

export const CheckRun = z.object({ id: z.number(), name: z.string(), external_id: z.string().nullish() });
export const CheckRuns = z.object({ check_runs: z.array(CheckRun) });

export const Comment = z.object({
  id: z.number().transform(String),
  user: User,
  body: z.string().nullish(),
});

export const Issue = z.object({
  number: z.number(),
  title: z.string(),
  state: z.enum(['open', 'closed']),
  user: User,
  body: z.string().nullish(),
  html_url: z.string(),
  pull_request: z.unknown().optional(),
});
