/** What a configuration file may not exceed; no real file comes near. */
export const yamlLimits = {
  bytes: 1024 * 1024,
  depth: 100,
  nodes: 100_000,
  /** A text counts as one more node for each so many characters: aliases would multiply it at no cost otherwise. */
  charactersOfNode: 100,
  /** YAML 1.1 looks no further ahead for the colon of an implicit key. */
  implicitKeyLength: 1024,
} as const;
