/** The stream of a Copr project. Copr takes names as they are written: another case is another project. */
export function coprProjectStream(owner: string, project: string): string {
  return `coprProject-${owner}/${project}`;
}
