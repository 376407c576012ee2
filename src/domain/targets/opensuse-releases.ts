/** The releases of openSUSE that builds are offered for. */
export const openSuseReleases = {
  leap: ['opensuse-leap-16.1', 'opensuse-leap-16.0', 'opensuse-leap-15.6'],
  leapMicro: ['opensuse-leap-micro-6.2', 'opensuse-leap-micro-6.1'],
  tumbleweed: ['opensuse-tumbleweed'],
} as const;
