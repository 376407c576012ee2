/** How often another had a turn between two turns of a tenant, or before its first one: the most for any tenant and any other. */
export function longestWait(turns: readonly string[]): number {
  let longest = 0;
  for (const tenant of new Set(turns)) {
    let others = new Map<string, number>();
    for (const other of turns.slice(0, turns.lastIndexOf(tenant) + 1)) {
      if (other === tenant) others = new Map();
      else {
        others.set(other, (others.get(other) ?? 0) + 1);
        longest = Math.max(longest, others.get(other)!);
      }
    }
  }
  return longest;
}
