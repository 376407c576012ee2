/** What the value of a macro is; undefined when it has none. */
type Lookup = (name: string) => string | undefined;

/** A version as upstream writes it, of a version with `~`. */
function withoutTilde(version: string | undefined, separator: string): string | undefined {
  return version?.replaceAll('~', separator);
}

function pypiSource(words: readonly string[], valueOf: Lookup): string | undefined {
  const name = words[0] ?? valueOf('srcname') ?? valueOf('pypi_name') ?? valueOf('name');
  const version = words[1] ?? withoutTilde(valueOf('version'), '');
  if (name === undefined || version === undefined) return undefined;
  const file = `${name}-${version}.${words[2] ?? 'tar.gz'}`;
  return `https://files.pythonhosted.org/packages/source/${name[0]}/${name}/${file}`;
}

function cratesSource(words: readonly string[], valueOf: Lookup): string | undefined {
  const crate = words[0] ?? valueOf('crate');
  const version = words[1] ?? valueOf('crate_version') ?? withoutTilde(valueOf('version'), '-');
  if (crate === undefined || version === undefined) return undefined;
  return `https://static.crates.io/crates/${crate}/${crate}-${version}.crate`;
}

/**
 * Macros of Fedora's packages python-srpm-macros and rust-srpm-macros that stand in Source tags, and that no other system knows.
 * Undefined for all others.
 */
export function expandDistributionMacro(name: string, words: readonly string[], valueOf: Lookup): string | undefined {
  switch (name) {
    case 'nil':
      return '';
    case 'version_no_tilde':
      return withoutTilde(valueOf('version'), words[0] ?? '-');
    case 'pypi_source':
      return pypiSource(words, valueOf);
    case 'crates_source':
      return cratesSource(words, valueOf);
    default:
      return undefined;
  }
}

/** Whether it is one of those above whose arguments may follow it without braces. */
export const takesArguments = (name: string): boolean => /^(version_no_tilde|pypi_source|crates_source)$/.test(name);
