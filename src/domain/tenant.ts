/**
 * For whom something is done, of the key of a project, namespace or subject: forge and account (`github.com/acme`), which on GitHub is
 * an installation. Subgroups of GitLab are part of their group. What services tell us (`copr:123`) is for everybody: the service.
 */
export function tenantOf(key: string): string {
  const [host = '', account] = key.split('/', 2);
  if (account === undefined) return host.replace(/:.*$/, '');
  return `${host}/${account.replace(/[#!@].*$/, '')}`.toLowerCase();
}

/** Whether the tenant is a service that speaks for everybody, and not an account. */
export function isService(tenant: string): boolean {
  return !tenant.includes('/');
}
