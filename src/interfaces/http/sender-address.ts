import { isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** By what limits know a sender: its address, of IPv6 the network of 64 bits that one sender has for itself. */
export function senderAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(ip) ? `${groupsOf(ip).slice(0, 4).join(':')}::/64` : ip;
}

/** The eight groups of an address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [front = '', back] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const [before, after] = [front, back ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = back === undefined ? 0 : Math.max(0, 8 - before!.length - after!.length);
  return [...before!, ...Array<string>(zeros).fill('0'), ...after!].map((group) => group.replace(/^0+(?=.)/, ''));
}
