/** The checks that can be run again one at a time. */
export const rerunnableChecks = ['rpm-build', 'testing-farm', 'koji-build', 'propose-downstream'] as const;
export type RerunnableCheck = (typeof rerunnableChecks)[number];

/** A check's name taken apart: `rpm-build:fedora-42-x86_64:identifier`. */
export interface CheckName {
  readonly name: string;
  readonly job: RerunnableCheck;
  readonly target?: string;
  readonly identifier?: string;
}

/** What the commit of a check was built for. */
export type CheckTrigger = 'pull-request' | 'branch' | 'release';

const LOOKS_LIKE_CHROOT = /^[a-z][\w.-]*-(?:x86_64|aarch64|ppc64le|s390x|i[36]86|armhfp|riscv64|noarch)$/;
const LOOKS_LIKE_BRANCH =
  /^(?:f\d+|rawhide|main|eln|epel\d+(?:\.\d+)?|epel\d+-next|c\d+s?|fedora-[\w.-]+|epel-[\w.-]+)$/;

/**
 * Reads the name of a check. In a name of three parts the middle one is the branch or tag for pushes and releases, and
 * the target for pull requests; without knowing which, the part that looks like a target is taken for it. Names of
 * `propose-downstream` never carry the tag. Undefined when it is no check that can be run again.
 */
export function readCheckName(name: string, trigger?: CheckTrigger): CheckName | undefined {
  const [job, ...parts] = name.split(':');
  if (!isRerunnable(job)) return undefined;
  const [first, second] = parts.map((part) => (part === '' ? undefined : part));
  if (parts.length >= 3) return { name, job, target: second, identifier: parts.slice(2).join(':') };
  if (parts.length === 2 && job !== 'propose-downstream' && targetIsLast(first, second, trigger))
    return { name, job, target: second };
  return { name, job, target: first, identifier: second };
}

function isRerunnable(job: string | undefined): job is RerunnableCheck {
  return rerunnableChecks.some((known) => known === job);
}

function targetIsLast(middle = '', last = '', trigger?: CheckTrigger): boolean {
  if (trigger) return trigger !== 'pull-request';
  if (LOOKS_LIKE_CHROOT.test(middle) !== LOOKS_LIKE_CHROOT.test(last)) return LOOKS_LIKE_CHROOT.test(last);
  return LOOKS_LIKE_BRANCH.test(last) && !LOOKS_LIKE_BRANCH.test(middle);
}
