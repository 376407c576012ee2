/** The architectures that a name of a target may end with. */
export const architectures = ['aarch64', 'armhfp', 'i386', 'ppc64le', 's390x', 'x86_64'] as const;

const defaultArchitecture = 'x86_64';

/** A target name or chroot taken apart: `fedora-43-aarch64`, or an alias without architecture. */
export interface SplitTarget {
  readonly distro: string;
  readonly architecture: string;
}

export function splitTarget(name: string): SplitTarget {
  const architecture = architectures.find((known) => name.endsWith(`-${known}`));
  if (architecture === undefined) return { distro: name, architecture: defaultArchitecture };
  return { distro: name.slice(0, -architecture.length - 1), architecture };
}
