import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { namespaceStatuses } from '../../../domain/allowlist/namespace-state.js';
import { stateTable } from '../../projections/stream-model.js';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { Visibility } from '../audience/sight.js';
import { Allowlist, namespaceStream } from './allowlist.js';

/** An entry as readers see it. */
export interface AllowlistEntry {
  readonly namespace: string;
  readonly status: (typeof namespaceStatuses)[number];
  readonly fas_account: string | null;
  /** Who decided it, and when: only operators are told. */
  readonly by?: string;
  readonly at?: string;
}

/** Entries in the order of their streams, a page at a time. */
export class ListAllowlist extends ReadQuery<AllowlistPage> {
  constructor(
    audience: Audience,
    /** At most so many, behind the entry with this name. */
    readonly page: { readonly after: string | undefined; readonly limit: number },
  ) {
    super(audience);
  }
}

export interface AllowlistPage {
  readonly entries: readonly AllowlistEntry[];
  /** The entry behind which the next page begins; null: there is none. */
  readonly next: string | null;
}

/** One entry by its exact name; undefined: there is none. */
export class FindAllowlistEntry extends ReadQuery<AllowlistEntry | undefined> {
  constructor(
    audience: Audience,
    readonly namespace: string,
  ) {
    super(audience);
  }
}

/** The table that holds the present state of every `namespace-` stream. */
const TABLE = stateTable('namespace');

const Row = z.object({
  namespace: z.string(),
  status: z.enum([...namespaceStatuses, 'absent']),
  fasAccount: z.string().nullable(),
  decided: z.object({ by: z.string(), at: z.string() }).nullish(),
});

@QueryHandler(ListAllowlist)
export class ListAllowlistHandler implements IQueryHandler<ListAllowlist> {
  constructor(private readonly visibility: Visibility) {}

  async execute({ audience, page: { after, limit } }: ListAllowlist): Promise<AllowlistPage> {
    const rows = this.visibility.of(audience).find(TABLE);
    const start = after === undefined ? 0 : rows.findIndex(({ key }) => key > namespaceStream(after));
    const entries = (start < 0 ? [] : rows.slice(start)).flatMap(({ row }) => entryOf(Row.parse(row), audience) ?? []);
    const some = entries.slice(0, limit);
    return { entries: some, next: entries.length > limit ? some.at(-1)!.namespace : null };
  }
}

/** Reads the log, so that who has just written an entry finds it. */
@QueryHandler(FindAllowlistEntry)
export class FindAllowlistEntryHandler implements IQueryHandler<FindAllowlistEntry> {
  constructor(
    private readonly visibility: Visibility,
    private readonly allowlist: Allowlist,
  ) {}

  async execute({ audience, namespace }: FindAllowlistEntry): Promise<AllowlistEntry | undefined> {
    if (!this.visibility.of(audience).seesNamespace(namespace)) return undefined;
    return entryOf(await this.allowlist.entry(namespace), audience);
  }
}

function entryOf(
  { namespace, status, fasAccount, decided }: z.infer<typeof Row>,
  audience: Audience,
): AllowlistEntry | undefined {
  if (status === 'absent') return undefined;
  const entry = { namespace, status, fas_account: fasAccount };
  return audience === 'operators' && decided ? { ...entry, by: decided.by, at: decided.at } : entry;
}
