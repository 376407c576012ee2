import { RE2JS, RE2JSException } from 're2js';
import { SpecFileError } from './spec-error.js';

/** The default of `prerelease_suffix_pattern`. */
const STANDARD_PATTERN = String.raw`([.\-_~^]?)(alpha|beta|rc|pre(view)?)([.\-_]?\d+)?`;

/** A version of upstream, and how a spec file writes it. */
export interface SpecVersion {
  /** As upstream has it: `2.0.0-rc.1`. */
  readonly upstream: string;
  /** As Version has it: `2.0.0~rc.1`. */
  readonly text: string;
  /** Of a pre-release, what follows the delimiter: `rc.1`. */
  readonly prerelease?: string;
}

/** Divides a version by a pattern whose first group is the delimiter; undefined where the pattern is none. */
function divide(
  version: string,
  pattern: string,
): { base: string; suffix: string; delimiter: string } | null | undefined {
  try {
    const matcher = RE2JS.compile(`(.+?)(${pattern})`, RE2JS.CASE_INSENSITIVE).matcher(version);
    if (matcher.groupCount() < 3) return undefined;
    if (!matcher.matches()) return null;
    return { base: matcher.group(1) ?? '', suffix: matcher.group(2) ?? '', delimiter: matcher.group(3) ?? '' };
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

/** What rpm takes for a version. */
function checked(version: SpecVersion): SpecVersion {
  if (/^[A-Za-z0-9][A-Za-z0-9._+~^]*$/.test(version.text) && !version.text.includes('..')) return version;
  throw new SpecFileError(
    'invalid-version',
    `expected a version of letters, digits and . _ + ~ ^ that rpm takes, found ${JSON.stringify(version.text.slice(0, 200))}; ` +
      'say in upstream_tag_template how tags are made, or in prerelease_suffix_pattern what a pre-release looks like',
  );
}

/**
 * How a spec file writes a version: the delimiter before a pre-release becomes `~`. A pattern that is invalid, or has no group
 * for the delimiter, is as good as none: the default holds, and `patternIgnored` is set.
 */
export function specVersionOf(
  upstream: string,
  pattern: string = STANDARD_PATTERN,
): { version: SpecVersion; patternIgnored: boolean } {
  const divided = divide(upstream, pattern);
  if (divided === undefined && pattern !== STANDARD_PATTERN)
    return { ...specVersionOf(upstream), patternIgnored: true };
  if (!divided || divided.suffix === '')
    return { version: checked({ upstream, text: upstream }), patternIgnored: false };
  const { base, suffix, delimiter } = divided;
  const prerelease = suffix.startsWith(delimiter) ? suffix.slice(delimiter.length) : suffix;
  return { version: checked({ upstream, text: `${base}~${prerelease}`, prerelease }), patternIgnored: false };
}
