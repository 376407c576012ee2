/**
 * The connection string of a real server to test against. Undefined, with a warning that names the suite, where
 * `EVENTSTORE_TEST_URL` names none. The server is written to; nobody else may write to it meanwhile.
 */
export function realServerUrl(suite: string): string | undefined {
  const url = process.env.EVENTSTORE_TEST_URL;
  if (!url) console.warn(`SKIPPED: ${suite}: set EVENTSTORE_TEST_URL to the connection string of a real EventStoreDB.`);
  return url;
}
