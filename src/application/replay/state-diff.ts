/** One place in which two JSON values differ. `before` or `after` is absent where the place is. */
export interface StateChange {
  /** `targets.fedora-43-x86_64.phase`, `comments["failure/1"].done`, `runs[0]`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Where two JSON values differ, leaf by leaf, in the order of their keys. */
export function stateChanges(before: unknown, after: unknown, path = ''): StateChange[] {
  if (before === after) return [];
  const [one, other] = [partsOf(before), partsOf(after)];
  const isList = Array.isArray(before) || Array.isArray(after);
  const descends = (one && other) || (one === undefined && other && before === undefined && other.size > 0);
  if (!descends || (one && Array.isArray(before) !== Array.isArray(after)))
    return [{ path: path || '.', ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  const keys = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])]);
  return [...keys].flatMap((key) => stateChanges(one?.get(key), other?.get(key), pathTo(path, key, isList)));
}

function partsOf(value: unknown): Map<string, unknown> | undefined {
  return value !== null && typeof value === 'object' ? new Map(Object.entries(value)) : undefined;
}

function pathTo(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`;
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
