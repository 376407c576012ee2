/** What kind of fault stopped the reading of a YAML text; limits are told apart because their wording is fixed. */
export type YamlFault = 'syntax' | 'encoding' | 'size' | 'nesting' | 'alias';

/** Stops the reading of one YAML text; the loader turns it into a problem with line and column. */
export class YamlError extends Error {
  constructor(
    readonly fault: YamlFault,
    message: string,
    readonly offset: number,
  ) {
    super(message);
    this.name = 'YamlError';
  }
}
