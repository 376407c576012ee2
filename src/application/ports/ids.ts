/** Deterministic ids and digests: the same input gives the same answer on every node. */
export abstract class Ids {
  /** UUID version 5 of a text. */
  abstract uuid(text: string): string;
  /** SHA-256, hex. */
  abstract digest(content: string | Uint8Array): string;
}
