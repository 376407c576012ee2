import { z } from 'zod';
import type { HttpService } from '../http-service.js';
import { authenticate, jsonPart, mayEdit, ok, refusal, validated } from './access.js';
import type { Ledger } from './ledger.js';
import { type CoprProject, defaultChroot } from './state.js';

const Repositories = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(/\s+/).filter(Boolean))])
  .refine(
    (urls) => urls.every((url) => /^(https?|copr|ftp):\/\/\S+$/.test(url)),
    'Repository must be a http(s):// or copr:// address',
  );
const Words = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean))]);
const common = {
  chroots: z.array(z.string()).min(1, 'At least one chroot must be selected').optional(),
  description: z.string().optional(),
  instructions: z.string().optional(),
  homepage: z.url().optional(),
  contact: z.string().optional(),
  unlisted_on_hp: z.boolean().optional(),
  enable_net: z.boolean().optional(),
  auto_prune: z.boolean().optional(),
  bootstrap: z.enum(['default', 'on', 'off', 'image']).optional(),
  isolation: z.enum(['default', 'simple', 'nspawn']).optional(),
  follow_fedora_branching: z.boolean().optional(),
  devel_mode: z.boolean().optional(),
  delete_after_days: z.int().min(-1).max(720).optional(),
  multilib: z.boolean().optional(),
  module_hotfixes: z.boolean().optional(),
  fedora_review: z.boolean().optional(),
  appstream: z.boolean().optional(),
  runtime_dependencies: z.string().optional(),
  packit_forge_projects_allowed: z.array(z.string()).optional(),
  repo_priority: z.int().min(1).optional(),
};
const NewProject = z.strictObject({
  ...common,
  name: z.string().regex(/^(?!\d+$)[\w.-]+$/, 'Name must contain only letters, digits, underscores, dashes and dots.'),
  chroots: z.array(z.string(), 'At least one chroot must be selected').min(1, 'At least one chroot must be selected'),
  additional_repos: Repositories.optional(),
  persistent: z.boolean().optional(),
});
const ChangedProject = z.strictObject({ ...common, repos: Repositories.optional() });
const ChangedChroot = z.strictObject({
  additional_repos: Repositories.optional(),
  additional_packages: Words.optional(),
  additional_modules: Words.optional(),
  with_opts: Words.optional(),
  without_opts: Words.optional(),
  bootstrap: z.enum(['default', 'on', 'off', 'image', 'unchanged']).optional(),
  isolation: z.enum(['default', 'simple', 'nspawn', 'unchanged']).optional(),
  delete_comps: z.boolean().optional(),
  reset_fields: z.array(z.string()).optional(),
});

/** Projects and their chroots. */
export function projectRoutes(service: HttpService, copr: Ledger): void {
  const known = (chroots: readonly string[]) => {
    const strange = chroots.filter((chroot) => !copr.chroots.has(chroot) || chroot.startsWith('_'));
    if (strange.length > 0) throw refusal(400, `Unexpected chroot: ${strange.join(', ')}`);
  };
  const asked = (query: URLSearchParams, name: string) => query.get(name) ?? missing(name);
  const queried = (query: URLSearchParams) => copr.project(asked(query, 'ownername'), asked(query, 'projectname'));

  service.on('GET', '/api_3/mock-chroots/list', () => ok(Object.fromEntries(copr.chroots)));
  service.on('GET', '/api_3/project/', ({ query }) => ok(describeProject(copr, queried(query))));
  service.on('GET', '/api_3/project/list', ({ query }) => {
    const owner = query.get('ownername');
    return ok(
      copr.page(
        query,
        copr
          .projects()
          .filter((project) => !owner || project.owner === owner)
          .map((project) => describeProject(copr, project)),
      ),
    );
  });
  service.on('POST', '/api_3/project/add/{ownername}', (call) => {
    const user = authenticate(call, copr.credentials);
    const owner = call.params.ownername ?? '';
    const group = copr.groups.get(owner);
    if (owner.startsWith('@') && !group) throw refusal(404, `Group ${owner.slice(1)} does not exist.`);
    if (!group && !copr.accounts.has(owner)) throw refusal(404, `No such user \`${owner}'`);
    const { name, chroots, additional_repos: repos = [], ...settings } = validated(call.json(), NewProject);
    // What is there is answered unchanged, whosever it is: rights and chroots are not looked at.
    const there = copr.findProject(owner, name);
    if (there && call.query.get('exist_ok') === 'True') return ok(describeProject(copr, there));
    if (there)
      throw refusal(
        400,
        `name: ${group ? `Group ${owner} already has` : 'You already have'} a project named '${name}'.`,
      );
    known(chroots);
    if (!group && owner !== user)
      throw refusal(
        403,
        `You were authorized as '${user}' user without permissions to access projects of user '${owner}'`,
      );
    if (settings.persistent || settings.auto_prune === false)
      throw refusal(403, 'Only admins can create persistent projects or turn off pruning.');
    if (group && !group.has(user)) throw refusal(403, `User '${user}' doesn't have access to group ${owner.slice(1)}`);
    return ok(
      describeProject(copr, copr.createProject(owner, name, chroots, { ...settings, additional_repos: repos })),
    );
  });
  service.on('PUT', '/api_3/project/edit/{ownername}/{projectname}', (call) => {
    const user = authenticate(call, copr.credentials);
    const project = copr.project(call.params.ownername ?? '', call.params.projectname ?? '');
    if (!mayEdit(project, user)) throw refusal(403, 'Only owners and admins may update their projects.');
    const { chroots, repos, ...settings } = validated(call.json(), ChangedProject);
    if (chroots) {
      known(chroots);
      const dropped = [...project.chroots.keys()].filter((chroot) => !chroots.includes(chroot));
      const busy = dropped.filter((chroot) => copr.isBuilding(project, chroot));
      if (busy.length > 0)
        throw refusal(409, `Can't drop chroot from project, related build is still in progress: ${busy.join(', ')}`);
      for (const chroot of dropped) project.chroots.delete(chroot);
      for (const chroot of chroots) if (!project.chroots.has(chroot)) project.chroots.set(chroot, defaultChroot());
    }
    Object.assign(project.settings, settings, repos ? { additional_repos: repos } : {});
    return ok(describeProject(copr, project));
  });

  service.on('GET', '/api_3/project-chroot/', ({ query }) => {
    const project = queried(query);
    return ok(describeChroot(project, asked(query, 'chrootname')));
  });
  service.on('PUT', '/api_3/project-chroot/edit/{ownername}/{projectname}/{chrootname}', (call) => {
    const user = authenticate(call, copr.credentials);
    const project = copr.project(call.params.ownername ?? '', call.params.projectname ?? '');
    const chroot = call.params.chrootname ?? '';
    describeChroot(project, chroot);
    if (!mayEdit(project, user)) throw refusal(403, 'Only owners and admins may update their projects.');
    const { delete_comps: comps, reset_fields: reset = [], ...change } = validated(jsonPart(call), ChangedChroot);
    const initial = Object.entries(defaultChroot()).filter(
      ([field]) => reset.includes(field) || (comps && field === 'comps_name'),
    );
    Object.assign(project.chroots.get(chroot) ?? {}, Object.fromEntries(initial), change);
    return ok(describeChroot(project, chroot));
  });
}

function missing(argument: string): never {
  throw refusal(400, `Missing argument ${argument}`);
}

function describeChroot(project: CoprProject, chroot: string) {
  const settings = project.chroots.get(chroot);
  if (!settings) throw refusal(404, `No chroot with name ${chroot} in ${project.owner}/${project.name}`);
  const { bootstrap: _bootstrap, ...shown } = settings;
  return {
    mock_chroot: chroot,
    ownername: project.owner,
    projectname: project.name,
    delete_after_days: null,
    ...shown,
  };
}

function describeProject(copr: Ledger, project: CoprProject) {
  const { delete_after_days: _days, ...settings } = project.settings;
  return {
    homepage: null,
    contact: null,
    description: '',
    instructions: '',
    devel_mode: false,
    persistent: false,
    unlisted_on_hp: false,
    auto_prune: true,
    additional_repos: [],
    enable_net: false,
    bootstrap: 'default',
    isolation: 'default',
    module_hotfixes: false,
    appstream: false,
    packit_forge_projects_allowed: [],
    follow_fedora_branching: true,
    repo_priority: null,
    storage: 'backend',
    ...settings,
    id: project.id,
    name: project.name,
    projectname: project.name,
    ownername: project.owner,
    full_name: `${project.owner}/${project.name}`,
    chroot_repos: Object.fromEntries(
      [...project.chroots.keys()].map((chroot) => [
        chroot,
        `${copr.resultsUrl}/${project.owner}/${project.name}/${chroot}/`,
      ]),
    ),
  };
}
