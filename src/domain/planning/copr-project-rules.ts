import type { JobView } from '../package-config/package-config.js';
import { coprProjectOf } from './build-targets.js';
import { areCoprNames, isKeptForGeneration } from './copr-names.js';
import { matchesGlob } from './globs.js';
import { perSituation } from './kept-answers.js';
import type { Skip } from './job-matching.js';
import type { Situation } from './situation.js';

/** Projects that every source package is built with: whoever may build there can put something into all of them. */
const TOOLS = ['packit/packit-stable', 'packit/packit-dev'];

/** Why a build job may not use the Copr project that it names, as its checks say it. */
export interface CoprProjectRefusal extends Skip {
  readonly state: 'neutral' | 'error';
  readonly title: string;
  readonly summary: string;
}

/** Undefined: the job may use its project, as far as names and the settings of the project tell. */
export function coprProjectRefusal(view: JobView, situation: Situation): CoprProjectRefusal | undefined {
  const { owner, project, custom } = coprProjectOf(view, situation);
  if (!custom) return undefined;
  if (!areCoprNames(owner, project)) return invalidName(owner, project);
  const own = owner === situation.service.coprOwner;
  if (own && isKeptForGeneration(project, situation.project)) return keptName(owner, project);
  return forgeProjectRefusal(owner, project, own, situation);
}

/** Whether a name that the configuration chose is worth asking Copr about. */
export function isUsableName(owner: string, project: string, { service, project: repository }: Situation): boolean {
  return areCoprNames(owner, project) && !(owner === service.coprOwner && isKeptForGeneration(project, repository));
}

function invalidName(owner: string, project: string): CoprProjectRefusal {
  return {
    reason: 'copr-project-name-invalid',
    facts: { owner: owner.slice(0, 200), project: project.slice(0, 200) },
    state: 'error',
    title: 'The configuration names a Copr project that cannot exist.',
    summary:
      'Correct `owner` and `project` of the job: letters, digits, `_`, `.` and `-`, at most 100 characters, and more than digits alone. A group is written with `@` before its name, in quotes.',
  };
}

function keptName(owner: string, project: string): CoprProjectRefusal {
  return {
    reason: 'copr-project-name-kept',
    facts: { coprProject: `${owner}/${project}` },
    state: 'error',
    title: `The name ${owner}/${project} is kept for generated Copr projects.`,
    summary: [
      `Names of the form \`namespace-repository-reference\` are generated for pull requests, branches and releases, so \`${project}\` could be the project of another repository, or of another pull request. Nothing was changed in Copr.`,
      `Choose a \`project\` with at most one dash, for example \`${withOneDash(project)}\`, or an \`owner\` of your own, or leave \`project\` out.`,
    ].join('\n\n'),
  };
}

function withOneDash(project: string): string {
  return project.replaceAll('-', '_');
}

/** Copr projects that the configuration names and that list this repository. */
const listing = perSituation(({ project: { host, namespace, repo }, coprProjects, service }) => {
  const forgeProject = `${host}/${namespace}/${repo}`;
  // Below our own account the list is written by the service, and a repository is the same in any case.
  const own = (name: string) => name.startsWith(`${service.coprOwner}/`);
  const fits = (pattern: string, anyCase: boolean) =>
    anyCase ? matchesGlob(pattern.toLowerCase(), forgeProject.toLowerCase()) : matchesGlob(pattern, forgeProject);
  const listed = Object.entries(coprProjects).filter(([name, found]) =>
    found?.allowed.some((pattern) => fits(pattern, own(name))),
  );
  return new Set(listed.map(([name]) => name));
});

/** Copr refuses builds of repositories that the project does not list; so it is said before anything is asked for. */
function forgeProjectRefusal(
  owner: string,
  project: string,
  own: boolean,
  situation: Situation,
): CoprProjectRefusal | undefined {
  const name = `${owner}/${project}`;
  const found = situation.coprProjects[name];
  const { host, namespace, repo } = situation.project;
  const forgeProject = `${host}/${namespace}/${repo}`;
  if (listing(situation).has(name) || (!found && !(own && TOOLS.includes(name)))) return undefined;
  const settings = `${situation.service.coprUrl}/coprs/${owner.replace(/^@/, 'g/')}/${project}/edit/`;
  const { commandPrefix } = situation.service;
  return {
    reason: 'copr-project-forbids',
    facts: { coprProject: name, forgeProject, allowed: found?.allowed ?? [] },
    state: 'neutral',
    title: `Not allowed to build in ${name} Copr project.`,
    summary: own
      ? `\`${name}\` is not a project of this repository. Choose another \`project\`, an \`owner\` of your own, or leave \`project\` out. Nothing was changed in Copr.`
      : [
          `Your git-forge project is not allowed to use the configured \`${name}\` Copr project.`,
          `Please, add \`${forgeProject}\` to the *Packit allowed forge projects* in the [settings of the Copr project](${settings}#packit_forge_projects_allowed), then push again or comment \`${commandPrefix} build\`.`,
        ].join('\n\n'),
  };
}
