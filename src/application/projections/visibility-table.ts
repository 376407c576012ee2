import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { entitledWords, repositoriesIn } from '../../domain/delivery/delivery-names.js';
import {
  nothingKnown,
  settledVisibility,
  withShown,
  type KnownVisibility,
  type ShownRepository,
} from '../../domain/forge/visibility.js';
import type { ReadModels, TableChange, TableRow } from '../ports/read-models.js';

/** Name of the table that says who may see which repository. */
export const VISIBILITY = 'visibility';

/** The row of a repository; `namespace`: the key of what it is in. */
export function visibilityRow(project: string, known: KnownVisibility): TableRow {
  return {
    key: project,
    columns: { namespace: project.slice(0, project.lastIndexOf('/')) },
    row: settledVisibility(known),
  };
}

/** What the first event of a stream says about who may see repositories. */
export function shownBy(event: { readonly type: string; readonly data: unknown }): ShownRepository[] {
  if (event.type !== 'DeliveryReceived') return [];
  const { data } = event as Extract<DeliveryEvent, { type: 'DeliveryReceived' }>;
  const shown = repositoriesIn(data);
  return shown === 'later' ? [] : entitledWords(data, shown);
}

/** Rows that change by what deliveries say, in their order. */
export function visibilityChanges(
  readModels: Pick<ReadModels, 'get'>,
  shown: readonly ShownRepository[],
): TableChange[] {
  const after = new Map<string, KnownVisibility>();
  for (const one of shown) {
    const { project } = one;
    const known = after.get(project) ?? (readModels.get(VISIBILITY, project)?.row as KnownVisibility | undefined);
    after.set(project, withShown(known ?? nothingKnown, one));
  }
  return [...after].flatMap(([project, known]) => {
    const put = visibilityRow(project, known);
    const before = readModels.get(VISIBILITY, project)?.row;
    return before !== undefined && JSON.stringify(before) === JSON.stringify(put.row)
      ? []
      : [{ table: VISIBILITY, put }];
  });
}
