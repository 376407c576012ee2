/** The names a configuration may have, only in the root of a repository; the first that exists is read. */
export const configFileNames = ['.packit.yaml', '.packit.yml', 'packit.yaml', 'packit.yml'] as const;

/** The configuration among the files in the root of a repository. */
export function findConfigFile(rootFiles: Iterable<string>): string | undefined {
  const present = new Set(rootFiles);
  return configFileNames.find((name) => present.has(name));
}

/** The spec files in the root of a repository, in the order of the listing. */
export function findRootSpecFiles(rootFiles: Iterable<string>): string[] {
  return [...rootFiles].filter((name) => /^.+\.spec$/.test(name) && !name.includes('/'));
}
