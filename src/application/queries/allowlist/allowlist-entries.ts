import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { namespaceStatuses } from '../../../domain/allowlist/namespace-state.js';
import { ReadModels } from '../../ports/read-models.js';
import { Allowlist } from './allowlist.js';

/** An entry as readers see it. */
export interface AllowlistEntry {
  readonly namespace: string;
  readonly status: (typeof namespaceStatuses)[number];
  readonly fas_account: string | null;
}

/** All entries. */
export class ListAllowlist extends Query<readonly AllowlistEntry[]> {}

/** One entry by its exact name; undefined: there is none. */
export class FindAllowlistEntry extends Query<AllowlistEntry | undefined> {
  constructor(readonly namespace: string) {
    super();
  }
}

/** The table that holds the present state of every `namespace-` stream. */
const TABLE = 'state_namespace';

const Row = z.object({
  namespace: z.string(),
  status: z.enum([...namespaceStatuses, 'absent']),
  fasAccount: z.string().nullable(),
});

@QueryHandler(ListAllowlist)
export class ListAllowlistHandler implements IQueryHandler<ListAllowlist> {
  constructor(private readonly readModels: ReadModels) {}

  async execute(): Promise<readonly AllowlistEntry[]> {
    return this.readModels.find(TABLE).flatMap(({ row }) => entryOf(Row.parse(row)) ?? []);
  }
}

/** Reads the log, so that who has just written an entry finds it. */
@QueryHandler(FindAllowlistEntry)
export class FindAllowlistEntryHandler implements IQueryHandler<FindAllowlistEntry> {
  constructor(private readonly allowlist: Allowlist) {}

  async execute({ namespace }: FindAllowlistEntry): Promise<AllowlistEntry | undefined> {
    return entryOf(await this.allowlist.entry(namespace));
  }
}

function entryOf({ namespace, status, fasAccount }: z.infer<typeof Row>): AllowlistEntry | undefined {
  return status === 'absent' ? undefined : { namespace, status, fas_account: fasAccount };
}
