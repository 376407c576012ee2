import type { Random } from './random.js';

/** What can go wrong with one call. */
export type Fault =
  /** An answer of this status; the call has no effect. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** The connection is closed before the call is looked at. */
  | { readonly kind: 'cut' }
  /** The call has its effect, but the connection is closed before the answer. */
  | { readonly kind: 'lost-answer' }
  /** 200 with a page that is not JSON; the call has no effect. */
  | { readonly kind: 'rubbish' }
  /** No answer, ever; the call has no effect. */
  | { readonly kind: 'silence' };

export interface FaultyCall {
  readonly method: string;
  readonly path: string;
  /** e.g. `POST /build/create/custom` */
  readonly route: string;
  /** The body as it came. */
  readonly raw: Buffer;
}

/** A route such as `POST /build/create/custom`, or a condition. */
export type CallMatcher = string | ((call: FaultyCall) => boolean);

interface Rule {
  readonly fault: Fault;
  readonly where: (call: FaultyCall) => boolean;
  readonly probability: number;
  times: number;
}

/** The ways in which one stand-in misbehaves; all of them can be changed while it runs. */
export class Faults {
  /** Each answer takes so many milliseconds longer. */
  latencyMs = 0;
  #down = false;
  #rules: Rule[] = [];

  constructor(private readonly random: Random) {}

  /** The next calls (that match) fail in this way. */
  next(fault: Fault, { times = 1, where }: { times?: number; where?: CallMatcher } = {}): void {
    this.#rules.push({ fault, where: matching(where), probability: 1, times });
  }

  /** Calls (that match) fail in this way with this probability, until `clear`. */
  sometimes(fault: Fault, probability: number, { where }: { where?: CallMatcher } = {}): void {
    this.#rules.push({ fault, where: matching(where), probability, times: Infinity });
  }

  /** From now on no call gets through, until `bringBack`. */
  takeDown(): void {
    this.#down = true;
  }

  bringBack(): void {
    this.#down = false;
  }

  clear(): void {
    this.#rules = [];
    this.#down = false;
    this.latencyMs = 0;
  }

  /** The fault that this call meets; counts it. */
  meet(call: FaultyCall): Fault | undefined {
    if (this.#down) return { kind: 'cut' };
    const rule = this.#rules.find(
      ({ times, where, probability }) => times > 0 && where(call) && (probability === 1 || this.random() < probability),
    );
    if (rule) rule.times -= 1;
    return rule?.fault;
  }
}

function matching(where: CallMatcher | undefined): (call: FaultyCall) => boolean {
  if (where === undefined) return () => true;
  return typeof where === 'string' ? ({ route }) => route === where : where;
}
