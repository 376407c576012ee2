/**
 * Number of an item (an SRPM build, a chroot of a build, a test run) in links and in the read API: derived from its stream and
 * part alone, so every node and every rebuild gives the same. 53 bits, so that it is an exact number in JSON; two million
 * items share a number with a probability of about 2 in 10,000.
 */
export function itemId(stream: string, part = ''): number {
  const text = part ? `${stream}/${part}` : stream;
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
