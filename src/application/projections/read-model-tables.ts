import type { TableDefinition } from '../ports/read-models.js';
import { CHECKS } from './checks-table.js';
import { stateTable, type StreamModel } from './stream-model.js';
import { VISIBILITY } from './visibility-table.js';

/** Version of the tables that do not belong to one category. */
const SHARED_VERSION = 6;

/** Every table of the read models: streams by category, checks, and what is to be done. */
export function tablesOf(models: readonly StreamModel[]): TableDefinition[] {
  return [
    ...models.map(({ definitions, version, columns, lookups, flags }) => {
      return { name: stateTable(definitions.category), version, columns, lookups, flags };
    }),
    {
      name: CHECKS,
      version: SHARED_VERSION,
      columns: { project: 'text', commit: 'text', name: 'text', attempt: 'text', open: 'number' },
      lookups: ['commit'],
    },
    { name: VISIBILITY, version: SHARED_VERSION, columns: { namespace: 'text' }, lookups: ['namespace'] },
    { name: 'todos', version: SHARED_VERSION, columns: { stream: 'text', type: 'text' } },
  ];
}
