import { z } from 'zod';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { id, maybe, readPayload, text } from '../payload.js';

const payload = z.object({
  build: id,
  chroot: text,
  status: z.int(),
  owner: text,
  copr: text,
  user: text,
  pkg: maybe(z.string()),
  version: maybe(z.string()),
});

const SUCCEEDED = 1;
const SOURCE_BUILD = 'srpm-builds';

/** `copr.build.start` and `copr.build.end`, of builds that this service submitted. */
export function readCoprBuild(
  change: 'started' | 'ended',
  body: unknown,
  { fasUser, coprOwner }: ServiceIdentity,
): Input | Ignored {
  return readPayload(payload, body, ({ build, chroot, status, owner, copr, user, pkg, version }) => {
    if (user !== fasUser && user !== coprOwner)
      return ignored('build-of-another-user', { user, ours: fasUser, build, project: `${owner}/${copr}` });
    return {
      kind: 'copr-build',
      change,
      buildId: build,
      chroot: chroot === SOURCE_BUILD ? 'srpm' : chroot,
      status,
      ...(change === 'ended' ? { succeeded: status === SUCCEEDED } : {}),
      owner,
      project: copr,
      package: pkg,
      version,
      user,
    };
  });
}
