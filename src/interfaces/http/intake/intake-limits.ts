/** How much is taken from senders at once, whoever they are. */
export interface IntakeLimits {
  /** Open connections, in all and from one address. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Bytes of bodies that are held until their requests are answered, in all and from one address. */
  readonly bytesInFlight: number;
  readonly bytesInFlightPerAddress: number;
  /** Milliseconds within which the headers of a request, and then its body, have to arrive. */
  readonly headersMs: number;
  readonly bodyMs: number;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

const MiB = 1024 * 1024;

/** For a service that was given no others, e.g. in tests; the defaults of the settings are the same. */
export const standardLimits: IntakeLimits = {
  connections: 1000,
  connectionsPerAddress: 200,
  bytesInFlight: 64 * MiB,
  bytesInFlightPerAddress: 32 * MiB,
  headersMs: 10_000,
  bodyMs: 20_000,
  trustedProxies: [],
};

/** Bytes of a body where nothing else is said. */
export const STANDARD_BODY = MiB;

/** Seconds after which somebody who was turned away may try again. */
export const RETRY_AFTER_SECONDS = 5;
