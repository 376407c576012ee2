import { checkedString } from '../values/scalar-types.js';

const epochAndRelease = String.raw`v?(?:\d+!)?\d+(?:\.\d+)*`;
const preRelease = String.raw`(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?\d*)?`;
const postRelease = String.raw`(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?`;
const devRelease = String.raw`(?:[-_.]?dev[-_.]?\d*)?`;
const local = String.raw`(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?`;
const suffixes = preRelease + postRelease + devRelease;

const specifiers = [
  String.raw`===\s*[^\s;)]*`,
  String.raw`[=!]=\s*${epochAndRelease}(?:\.\*|${suffixes}${local})`,
  String.raw`~=\s*v?(?:\d+!)?\d+(?:\.\d+)+${suffixes}`,
  String.raw`(?:<=|>=|<|>)\s*${epochAndRelease}${suffixes}`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** `version_update_specifiers`: which versions a package is updated to, as PEP 440 writes it: `>=1.0, <2`. */
export const versionSpecifiers = checkedString('PEP 440 version specifiers', (text) => {
  const wrong = text
    .split(',')
    .map((part) => part.trim())
    .find((part) => part !== '' && (part.length > 200 || !specifiers.some((specifier) => specifier.test(part))));
  return wrong === undefined ? undefined : `Invalid version specifier set: Invalid specifier: '${wrong.slice(0, 80)}'`;
});
