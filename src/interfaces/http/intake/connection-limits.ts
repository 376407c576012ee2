import type { Server } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import type { IntakeLimits } from './intake-limits.js';
import { networkOf } from './network-address.js';

/** How long a connection beyond the limits may take to hear that it is, milliseconds. */
const SURPLUS_MS = 5_000;

type Limits = Pick<IntakeLimits, 'connections' | 'connectionsPerAddress' | 'trustedProxies'>;

/** Counts open connections. Those beyond a limit are told so when they ask for something, and closed soon. */
export class ConnectionLimits {
  private open = 0;
  private readonly ofAddress = new Map<string, number>();
  private readonly surplus = new Set<Socket>();
  private readonly proxies = new BlockList();

  constructor(private readonly limits: Limits) {
    for (const proxy of limits.trustedProxies) {
      const [address = '', bits] = proxy.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      this.proxies.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
    }
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.add(socket));
  }

  /** Open connections, those beyond the limits too. */
  get count(): number {
    return this.open + this.surplus.size;
  }

  /** Whether the connection is one too many. */
  isSurplus(socket: Socket): boolean {
    return this.surplus.has(socket);
  }

  private add(socket: Socket): void {
    const peer = socket.remoteAddress ?? '';
    const address = this.isProxy(peer) ? null : networkOf(peer);
    const own = address === null ? 0 : (this.ofAddress.get(address) ?? 0);
    const { connections, connectionsPerAddress } = this.limits;
    if (this.open >= connections || own >= connectionsPerAddress) return this.addSurplus(socket);
    this.open++;
    if (address !== null) this.ofAddress.set(address, own + 1);
    socket.once('close', () => {
      this.open--;
      if (address === null) return;
      const left = this.ofAddress.get(address)! - 1;
      if (left > 0) this.ofAddress.set(address, left);
      else this.ofAddress.delete(address);
    });
  }

  /** So many may wait to be told; any further one is closed without a word. */
  private addSurplus(socket: Socket): void {
    if (this.surplus.size >= this.limits.connectionsPerAddress) {
      socket.destroy();
      return;
    }
    this.surplus.add(socket);
    const timer = setTimeout(() => socket.destroy(), SURPLUS_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      this.surplus.delete(socket);
    });
  }

  private isProxy(peer: string): boolean {
    const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(peer)?.[1] ?? peer;
    return address !== '' && this.proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}
