/** Edit distance, a swap of neighbours counting as one edit; gives up past `limit`. */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      best = Math.min(best, (previous[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && swapped) best = Math.min(best, (before[column - 2] ?? 0) + 1);
      current.push(best);
    }
    if (Math.min(...current) > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[right.length] ?? limit + 1;
}

/** What words of older versions of the language are called now. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['synced_files', 'files_to_sync'],
  ['upstream_project_name', 'upstream_package_name'],
  ['create_tarball_command', 'actions'],
  ['current_version_command', 'actions'],
  ['dist_git_branch', 'dist_git_branches'],
  ['dist-git-branch', 'dist_git_branches'],
  ['build', 'copr_build'],
  ['production_build', 'upstream_koji_build'],
]);

/** The known word that was most probably meant, if one is near enough. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  const successor = renamed.get(word);
  if (successor !== undefined && words.includes(successor)) return successor;
  if (word.length > 60) return undefined;
  const normal = word.toLowerCase().replaceAll(/[-\s]/g, '_');
  let nearest: string | undefined;
  let limit = Math.max(1, Math.floor(word.length / 3));
  for (const candidate of words) {
    const edits = distance(normal, candidate.replaceAll('-', '_'), limit);
    if (edits > limit || (nearest !== undefined && edits === limit)) continue;
    nearest = candidate;
    limit = edits;
  }
  return nearest;
}
