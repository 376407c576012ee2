/** A key pair, both parts as PEM. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** What a signature comes with, as one line of text each. */
export interface Signature {
  readonly signature: string;
  readonly publicKey: string;
  /** `SHA256:…` of the public key, short enough to be compared by eye. */
  readonly fingerprint: string;
}

/** Signs texts and checks signatures. Throws when a key is not one, and says what was expected. */
export abstract class Signatures {
  abstract sign(text: string, privateKeyPem: string): Signature;
  /** `publicKey`: PEM, or the line of a signature. */
  abstract isValid(text: string, signature: string, publicKey: string): boolean;
  abstract fingerprint(publicKey: string): string;
  abstract newKeyPair(): KeyPair;
}
