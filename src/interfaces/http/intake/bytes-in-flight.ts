import type { IntakeLimits } from './intake-limits.js';

/** A body that arrives so long may have to give way to others, milliseconds. */
const GRACE_MS = 2_000;

type Limits = Pick<IntakeLimits, 'bytesInFlight' | 'bytesInFlightPerAddress'>;

/** What is held of one body. */
export interface HeldBody {
  /** Counts bytes that have come. False: there is no room for them, and they must not be kept. */
  add(bytes: number): boolean;
  /** It is complete: it does not give way any more. */
  complete(): void;
  /** Nothing of it is held any more. */
  release(): void;
}

interface Entry {
  readonly address: string;
  readonly since: number;
  /** Undefined: it is complete. */
  giveWay: (() => void) | undefined;
  bytes: number;
}

/**
 * Counts the bytes of bodies that are held in memory. Where a limit is met, the body that has been arriving for longest gives way:
 * honest senders are done within moments, and who sends half a body and then hangs must not keep them out.
 */
export class BytesInFlight {
  private total = 0;
  private readonly ofAddress = new Map<string, number>();
  /** Oldest first. */
  private readonly entries = new Set<Entry>();

  constructor(
    private readonly limits: Limits,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Bytes held, in all. */
  get held(): number {
    return this.total;
  }

  /** `giveWay` is called at most once, when the body has to be given up; its bytes are not counted any more then. */
  open(address: string, giveWay: () => void): HeldBody {
    const entry: Entry = { address, since: this.now(), giveWay, bytes: 0 };
    this.entries.add(entry);
    return {
      add: (bytes) => this.entries.has(entry) && this.makeRoom(entry, bytes) && this.count(entry, bytes),
      complete: () => (entry.giveWay = undefined),
      release: () => this.drop(entry),
    };
  }

  private makeRoom(entry: Entry, bytes: number): boolean {
    const { bytesInFlight, bytesInFlightPerAddress } = this.limits;
    const own = () => (this.ofAddress.get(entry.address) ?? 0) + bytes <= bytesInFlightPerAddress;
    const all = () => this.total + bytes <= bytesInFlight;
    for (const other of this.entries) {
      if (own() && all()) return true;
      if (other === entry || !other.giveWay || other.bytes === 0) continue;
      if (this.now() - other.since < GRACE_MS) break;
      if (own() || other.address === entry.address) this.evict(other);
    }
    return own() && all();
  }

  private evict(entry: Entry): void {
    const { giveWay } = entry;
    this.drop(entry);
    giveWay?.();
  }

  private count(entry: Entry, bytes: number): true {
    entry.bytes += bytes;
    this.total += bytes;
    this.ofAddress.set(entry.address, (this.ofAddress.get(entry.address) ?? 0) + bytes);
    return true;
  }

  private drop(entry: Entry): void {
    if (!this.entries.delete(entry)) return;
    this.total -= entry.bytes;
    const left = (this.ofAddress.get(entry.address) ?? 0) - entry.bytes;
    if (left > 0) this.ofAddress.set(entry.address, left);
    else this.ofAddress.delete(entry.address);
  }
}
