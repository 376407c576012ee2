/** The version that a tag stands for: `v1.4.0` is 1.4.0 by the template `v{version}`; undefined: the template does not fit. */
export function versionOfTag(tag: string, template: string, upstreamPackageName: string): string | undefined {
  const at = template.indexOf('{version}');
  if (at < 0) return undefined;
  const known = (text: string) => text.replaceAll('{upstream_package_name}', upstreamPackageName);
  const [before, after] = [known(template.slice(0, at)), known(template.slice(at + '{version}'.length))];
  if (!tag.startsWith(before)) return undefined;
  const rest = tag.slice(before.length);
  const end = after === '' ? rest.length : rest.lastIndexOf(after);
  return end > 0 ? rest.slice(0, end) : undefined;
}

/** Negative, zero or positive: order of two versions as RPM has it (rpm.org, rpmvercmp: segments, `~` before all, `^` after). */
export function compareRpmVersions(one: string, other: string): number {
  const [left, right] = [segmentsOf(one), segmentsOf(other)];
  for (let at = 0; ; at++) {
    const [a, b] = [left[at], right[at]];
    if (a === b) {
      if (a === undefined) return 0;
      continue;
    }
    if (a === '~' || b === '~') return a === '~' ? -1 : 1;
    if (a === undefined) return -1;
    if (b === undefined) return 1;
    if (a === '^' || b === '^') return a === '^' ? -1 : 1;
    const order = compareSegments(a, b);
    if (order !== 0) return order;
  }
}

function segmentsOf(version: string): string[] {
  return version.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];
}

/** Numbers are newer than words, and compared by value whatever their length. */
function compareSegments(one: string, other: string): number {
  const [isNumber, isOther] = [/^\d/.test(one), /^\d/.test(other)];
  if (isNumber !== isOther) return isNumber ? 1 : -1;
  if (!isNumber) return one < other ? -1 : 1;
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
