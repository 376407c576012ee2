/** The last of some items in the order of their lines that stands before a line. */
export function lastBefore<T extends { readonly line: number }>(items: readonly T[], line: number): T | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.line < line) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
