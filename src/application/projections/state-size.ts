/** Bytes that a state takes in memory, with what is made of it (what it says about checks, its todos). */
const OVERHEAD = 2;
const SLOT = 16;
const HEADER = 24;

/** Sizes of objects that states share: of a state that changes, most parts are those of the one before. */
const known = new WeakMap<object, number>();

/** About how many bytes of memory a state takes: plain JSON, deep as it is. */
export function sizeOfState(state: unknown): number {
  if (typeof state !== 'object' || state === null) return OVERHEAD * sizeOf(state);
  let bytes = HEADER;
  for (const part of Object.values(state)) bytes += SLOT + partSize(part);
  return OVERHEAD * bytes;
}

function partSize(part: unknown): number {
  if (typeof part !== 'object' || part === null) return sizeOf(part);
  const before = known.get(part);
  if (before !== undefined) return before;
  const bytes = sizeOf(part);
  known.set(part, bytes);
  return bytes;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return HEADER + value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = HEADER;
  if (Array.isArray(value)) for (const item of value) bytes += SLOT + sizeOf(item);
  else for (const name in value) bytes += SLOT + sizeOf((value as Record<string, unknown>)[name]);
  return bytes;
}
