type Json = Readonly<Record<string, unknown>>;

/** The only parts of a request that `tf_extra_params` can change. */
const OPEN_PARTS = ['environments', 'test', 'settings'] as const;

/**
 * The request with the job's `tf_extra_params` merged into it: mappings key by key, lists element by element up to the shorter
 * one, scalars of the user win, artifacts are added. What does not fit together in type is ignored.
 */
export function withExtraParams(request: Json, extra: Json): Json {
  const merged: Record<string, unknown> = { ...request };
  for (const part of OPEN_PARTS) {
    if (!Object.hasOwn(extra, part)) continue;
    merged[part] = Object.hasOwn(request, part) ? merge(request[part], extra[part]) : extra[part];
  }
  return merged;
}

function merge(base: unknown, extra: unknown): unknown {
  if (Array.isArray(base))
    return Array.isArray(extra)
      ? base.map((element, index) => (index < extra.length ? merge(element, extra[index]) : element))
      : base;
  if (isMapping(base)) return isMapping(extra) ? mergeMappings(base, extra) : base;
  return Array.isArray(extra) || isMapping(extra) ? base : extra;
}

function mergeMappings(base: Json, extra: Json): Json {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(extra)) {
    const present = merged.get(key);
    if (key === 'artifacts') {
      if (Array.isArray(value)) merged.set(key, Array.isArray(present) ? [...(present as unknown[]), ...value] : value);
    } else merged.set(key, merged.has(key) ? merge(present, value) : value);
  }
  return Object.fromEntries(merged);
}

function isMapping(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
