import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The App's private key as PKCS#8 PEM. Takes the PEM itself (PKCS#1 or PKCS#8; `\n` for line ends is fine, as
 * environment files have it) or the path of a file with it.
 */
export function readAppKey(pemOrPath: string): string {
  const text = pemOrPath.includes('-----BEGIN') ? pemOrPath.replaceAll('\\n', '\n') : readFileSync(pemOrPath, 'utf8');
  try {
    return createPrivateKey(text).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch (cause) {
    throw new Error("The GitHub App's private key is not a readable PEM: expected PKCS#1 or PKCS#8", { cause });
  }
}
