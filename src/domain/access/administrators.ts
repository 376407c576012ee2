/** The forge that an entry without a host speaks of. */
const DEFAULT_HOST = 'github.com';

/**
 * Whether a login is among the administrators. An entry is `host/login`, or `login` alone, which is one on github.com: the same
 * login on another forge may be somebody else. Logins are compared to the letter.
 */
export function isAdministrator(administrators: readonly string[], host: string, login: string): boolean {
  return administrators.some((entry) => {
    const slash = entry.lastIndexOf('/');
    const [ofHost, name] = slash < 0 ? [DEFAULT_HOST, entry] : [entry.slice(0, slash), entry.slice(slash + 1)];
    return name !== '' && name === login && ofHost.toLowerCase() === host.toLowerCase();
  });
}
