const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i;
/** Accounts of GitHub Apps end with `[bot]`. */
const PART = /^[A-Za-z0-9_][A-Za-z0-9_.+~-]*(\[bot\])?$/;
const MAX_LENGTH = 500;

/**
 * A host, a namespace or a repository (`….git`) as the allowlist names it: without protocol, the host in lower case.
 * Undefined: it is none.
 */
export function parseAllowlistPath(text: string): string | undefined {
  const [host = '', ...parts] = text.replace(/\/$/, '').split('/');
  if (text.length > MAX_LENGTH || !HOST.test(host) || !parts.every((part) => PART.test(part))) return undefined;
  return [host.toLowerCase(), ...parts].join('/');
}

/** What a path stands for, in words. */
export function allowlistScope(path: string): 'domain' | 'namespace' | 'repository' {
  if (!path.includes('/')) return 'domain';
  return path.endsWith('.git') ? 'repository' : 'namespace';
}
