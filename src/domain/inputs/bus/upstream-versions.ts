import { z } from 'zod';
import { projectAt } from '../../forge/project-ref.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { id, maybe, readPayload, text } from '../payload.js';

const anityaProject = z.object({ id, name: text });

const hotness = z.object({
  package: text,
  bug: maybe(z.object({ bug_id: id })),
  trigger: z.object({
    msg: z.object({ project: anityaProject, message: z.object({ upstream_versions: z.array(text).min(1) }) }),
  }),
});

/** `hotness.update.bug.file`: a bug was filed because a Fedora package has new upstream versions. */
export function readNewHotness(body: unknown, { distGitUrl }: ServiceIdentity): Input | Ignored {
  return readPayload(hotness, body, ({ package: rpm, bug, trigger: { msg } }) => {
    const project = projectAt(distGitUrl, `rpms/${rpm}`);
    if (!project) return ignored('payload-field-invalid', { field: 'package', problem: 'not the name of a package' });
    return {
      kind: 'new-versions',
      announcedBy: 'the-new-hotness',
      project,
      package: rpm,
      versions: msg.message.upstream_versions,
      anityaProjectId: msg.project.id,
      anityaProjectName: msg.project.name,
      bugId: bug?.bug_id,
    };
  });
}

const versionUpdate = z.object({
  project: anityaProject,
  message: z.object({
    upstream_versions: z.array(text).min(1),
    packages: z.array(z.object({ distro: maybe(z.string()), package_name: text })),
  }),
});

const CENTOS_DIST_GIT = 'https://gitlab.com/redhat/centos-stream/rpms';

/** `anitya.project.version.update.v2`: of interest where a project has a CentOS package. */
export function readAnityaUpdate(body: unknown): Input | Ignored {
  return readPayload(versionUpdate, body, ({ project: { id: projectId, name }, message }) => {
    const centos = message.packages.find(({ distro }) => distro === 'CentOS');
    const project = centos && projectAt(CENTOS_DIST_GIT, centos.package_name);
    if (!project) return ignored('no-centos-package', { project: name });
    return {
      kind: 'new-versions',
      announcedBy: 'anitya',
      project,
      package: centos.package_name,
      versions: message.upstream_versions,
      anityaProjectId: projectId,
      anityaProjectName: name,
    };
  });
}
