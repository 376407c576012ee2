/** Schemes that KurrentDB, the successor, has for the same protocol. */
const SCHEMES: Readonly<Record<string, string>> = {
  esdb: 'esdb',
  'esdb+discover': 'esdb+discover',
  kurrentdb: 'esdb',
  'kurrentdb+discover': 'esdb+discover',
  kurrent: 'esdb',
  'kurrent+discover': 'esdb+discover',
  kdb: 'esdb',
  'kdb+discover': 'esdb+discover',
};

/** Whether a setting names an EventStoreDB or KurrentDB. */
export function isEventStoreDbUrl(url: string): boolean {
  return schemeOf(url) in SCHEMES;
}

/** The connection string as the client takes it. */
export function clientConnectionString(url: string): string {
  const scheme = SCHEMES[schemeOf(url)];
  if (scheme === undefined)
    throw new Error(`Event store: expected esdb://… or kurrentdb://…, found ${withoutCredentials(url)}`);
  return scheme + url.slice(url.indexOf('://'));
}

/** For messages and logs. */
export function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//***@');
}

function schemeOf(url: string): string {
  return url.slice(0, Math.max(url.indexOf('://'), 0)).toLowerCase();
}
