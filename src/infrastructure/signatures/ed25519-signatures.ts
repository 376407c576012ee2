import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { Signatures, type KeyPair, type Signature } from '../../application/ports/signatures.js';

/** Ed25519 (RFC 8032), keys as PKCS #8 and SPKI, fingerprints as OpenSSH writes them. */
export class Ed25519Signatures extends Signatures {
  sign(text: string, privateKeyPem: string): Signature {
    const key = ed25519(() => createPrivateKey(privateKeyPem), 'private');
    const publicKey = der(createPublicKey(key)).toString('base64');
    const signature = sign(null, Buffer.from(text), key).toString('base64');
    return { signature, publicKey, fingerprint: this.fingerprint(publicKey) };
  }

  isValid(text: string, signature: string, publicKey: string): boolean {
    return verify(null, Buffer.from(text), readPublicKey(publicKey), Buffer.from(signature, 'base64'));
  }

  fingerprint(publicKey: string): string {
    const digest = createHash('sha256')
      .update(der(readPublicKey(publicKey)))
      .digest('base64');
    return `SHA256:${digest.replace(/=+$/, '')}`;
  }

  newKeyPair(): KeyPair {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    return {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
  }
}

function readPublicKey(text: string): KeyObject {
  return ed25519(
    () =>
      text.includes('-----BEGIN')
        ? createPublicKey(text)
        : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }),
    'public',
  );
}

function ed25519(read: () => KeyObject, kind: 'private' | 'public'): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    throw new Error(`expected an Ed25519 ${kind} key, found something else (${(error as Error).message})`, {
      cause: error,
    });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Error(`expected an Ed25519 ${kind} key, found one of type ${key.asymmetricKeyType}`);
}

function der(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}
