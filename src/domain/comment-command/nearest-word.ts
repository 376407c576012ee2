/** The word that was probably meant: the only one that is a slip of the finger away, if there is such a one. */
export function nearestWord(written: string, known: readonly string[]): string | undefined {
  const lower = written.toLowerCase();
  const allowed = lower.length < 4 ? 0 : lower.length < 7 ? 1 : 2;
  const distances = known.map((word) => ({ word, distance: editDistance(lower, word, allowed) }));
  const best = Math.min(...distances.map(({ distance }) => distance));
  const nearest = distances.filter(({ distance }) => distance === best);
  return best <= allowed && nearest.length === 1 ? nearest[0]!.word : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; more than `limit` is infinite. */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return Infinity;
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const replace = one[row - 1] === other[column - 1] ? 0 : 1;
      let cost = Math.min(rows[row - 1]![column]! + 1, current[column - 1]! + 1, rows[row - 1]![column - 1]! + replace);
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        cost = Math.min(cost, rows[row - 2]![column - 2]! + 1);
      current.push(cost);
    }
    rows.push(current);
  }
  return rows[one.length]![other.length]!;
}
