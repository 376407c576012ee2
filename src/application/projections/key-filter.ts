/** Bits. 1 MiB: of a million keys that were not added, one in nine is taken for one that was. */
const BITS = 2 ** 23;

/** Tells for certain that a key was not added; that it was, it may only think. Its size is fixed. */
export class KeyFilter {
  private readonly bits = new Uint32Array(BITS / 32);

  add(key: string): void {
    const bit = bitOf(key);
    this.bits[bit >>> 5]! |= 1 << (bit & 31);
  }

  mayHave(key: string): boolean {
    const bit = bitOf(key);
    return ((this.bits[bit >>> 5]! >>> (bit & 31)) & 1) === 1;
  }
}

/** FNV-1a over UTF-16 units, folded. */
function bitOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & (BITS - 1);
}
