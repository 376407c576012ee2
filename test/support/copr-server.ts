import { LoopbackServer, type Reaction, type Received } from './loopback-server.js';

export interface StoredProject {
  ownername: string;
  name: string;
  description: string;
  instructions: string;
  contact?: string;
  unlisted_on_hp: boolean;
  module_hotfixes: boolean;
  bootstrap: string;
  isolation?: string;
  enable_net?: boolean;
  additional_repos: string[];
  delete_after_days?: number;
  follow_fedora_branching: boolean;
  packit_forge_projects_allowed: string[];
  chroots: string[];
  perChroot: Record<string, Record<string, unknown>>;
  /** What our account may do in a project of somebody else. */
  permissions?: { builder: PermissionState; admin: PermissionState };
}

type PermissionState = 'nothing' | 'request' | 'approved';

export interface StoredBuild {
  id: number;
  state: string;
  source: string;
  body: Record<string, unknown>;
  chroots: Record<string, string>;
  /** Seconds since 1970. */
  submittedOn?: number;
}

const OWNER = 'packit';
const NOT_AN_ADMIN = 'Only owners and admins may update their projects.';
const LOGIN = { login: 'the-login', token: 'the-secret-token' };
export const coprAccount = { owner: OWNER, ...LOGIN };

/** A Copr that keeps projects and builds, and refuses what the real one refuses. */
export class CoprServer extends LoopbackServer {
  readonly projects = new Map<string, StoredProject>();
  readonly builds: StoredBuild[] = [];
  /** Groups that our account is a member of. */
  readonly groups = new Set<string>();
  chroots = ['fedora-43-x86_64', 'fedora-rawhide-x86_64', 'epel-9-x86_64', '_private-x86_64'];

  constructor() {
    super();
    const api = (path: string) => new RegExp(`^/api_3${path}$`);
    const write = (method: string, path: string, handler: (request: Received, ...params: string[]) => Reaction) =>
      this.on(method, api(path), (request, ...params) => unauthorized(request) ?? handler(request, ...params));

    this.on('GET', api('/mock-chroots/list'), () => ({
      json: Object.fromEntries(this.chroots.map((name) => [name, ''])),
    }));
    this.on('GET', api('/project/'), ({ query }) => {
      const project = this.projects.get(`${query.get('ownername')}/${query.get('projectname')}`);
      return project ? { json: documentOf(project) } : refuse(404, 'Project does not exist.');
    });
    write('POST', '/project/add/([^/]+)', (request, owner = '') => this.add(request, decodeURIComponent(owner)));
    write('PUT', '/project/edit/([^/]+)/([^/]+)', (request, owner = '', name) =>
      this.edit(request, `${decodeURIComponent(owner)}/${name}`),
    );
    this.on('GET', api('/project-chroot/'), ({ query }) => {
      const project = this.projects.get(`${query.get('ownername')}/${query.get('projectname')}`);
      const chroot = query.get('chrootname') ?? '';
      if (!project?.chroots.includes(chroot)) return refuse(404, 'No chroot');
      return {
        json: { additional_packages: [], additional_repos: [], additional_modules: [], ...project.perChroot[chroot] },
      };
    });
    write('PUT', '/project-chroot/edit/([^/]+)/([^/]+)/([^/]+)', (request, owner, name, chroot = '') => {
      const part = /name="json"; filename="json"\r\nContent-Type: application\/json\r\n\r\n(.*)\r\n--/.exec(
        request.text,
      );
      const project = this.projects.get(`${owner}/${name}`);
      if (!part?.[1] || !project) return refuse(400, 'expected a multipart part "json"');
      if (!this.mayEdit(project)) return refuse(403, NOT_AN_ADMIN);
      project.perChroot[chroot] = { ...project.perChroot[chroot], ...(JSON.parse(part[1]) as object) };
      return { json: {} };
    });
    write('PUT', '/project/permissions/request/([^/]+)/([^/]+)', (request, owner = '', name) =>
      this.request(request, this.projects.get(`${decodeURIComponent(owner)}/${name}`)),
    );
    write('GET', '/project/permissions/get/([^/]+)/([^/]+)', (_request, owner = '', name) => {
      const project = this.projects.get(`${decodeURIComponent(owner)}/${name}`);
      if (!project) return refuse(404, 'no such project');
      if (!this.mayEdit(project)) return refuse(403, `User '${OWNER}' can not see permissions for project '${name}'`);
      if (!project.permissions) return refuse(404, `No permissions set on ${name} project`);
      return { json: { permissions: { [OWNER]: project.permissions } } };
    });
    this.on(
      'GET',
      api('/project/permissions/can_build_in/([^/]+)/([^/]+)/([^/]+)'),
      (_request, who, owner = '', name) => {
        const project = this.projects.get(`${decodeURIComponent(owner)}/${name}`);
        if (!project) return refuse(404, 'no such project');
        return { json: { who, ownername: project.ownername, projectname: name, can_build_in: this.mayBuild(project) } };
      },
    );
    write('POST', '/build/create/custom', (request) => this.create(request));
    this.on('GET', api('/build/list'), ({ query }) => ({
      json: {
        items: this.builds
          .filter(
            ({ body }) => body.ownername === query.get('ownername') && body.projectname === query.get('projectname'),
          )
          .map(buildOf),
        meta: {},
      },
    }));
    const known = (id: string | null | undefined, answer: (build: StoredBuild) => unknown): Reaction => {
      const build = this.builds.find((one) => one.id === Number(id));
      return build ? { json: answer(build) } : refuse(404, `Build ${id} does not exist.`);
    };
    this.on('GET', api('/build/(\\d+)'), (_request, id) => known(id, buildOf));
    this.on('GET', api('/build/source-build-config/(\\d+)'), (_request, id) =>
      known(id, ({ body }) => ({ source_type: 'custom', source_dict: { script: body.script } })),
    );
    this.on('GET', api('/build/source-chroot/(\\d+)'), (_request, id) =>
      known(id, ({ source }) => ({ state: source, result_url: 'https://results/srpm' })),
    );
    this.on('GET', api('/build-chroot/list'), ({ query }) =>
      known(query.get('build_id'), ({ chroots }) => ({
        items: Object.entries(chroots).map(([name, state]) => ({ name, state, result_url: null })),
      })),
    );
    this.on('GET', api('/build-chroot/built-packages'), ({ query }) =>
      known(query.get('build_id'), () => ({
        packages: [{ name: 'hello', epoch: null, version: '1.0', release: '1.fc43', arch: 'x86_64' }],
      })),
    );
    write('PUT', '/build/cancel/(\\d+)', (_request, id) => {
      const build = this.builds.find((one) => one.id === Number(id));
      if (!build) return refuse(404, 'no such build');
      if (build.state === 'succeeded') return refuse(409, `Cannot cancel build ${id}`);
      build.state = 'canceled';
      return { json: buildOf(build) };
    });
  }

  private add(request: Received, owner: string): Reaction {
    const body = request.json as Record<string, unknown> & { name: string; chroots: string[] };
    const existing = this.projects.get(`${owner}/${body.name}`);
    if (existing && request.query.get('exist_ok') === 'True') return { json: documentOf(existing) };
    if (existing) return refuse(400, `name: You already have a project named "${body.name}".`);
    if (owner.startsWith('@') && !this.groups.has(owner)) return refuse(403, `User '${OWNER}' doesn't have access`);
    if (owner !== OWNER && !owner.startsWith('@'))
      return refuse(403, `You were authorized as '${OWNER}' user without permissions`);
    if ('repos' in body) return refuse(400, 'repos: unknown field');
    const unknown = body.chroots.find((chroot) => !this.chroots.includes(chroot));
    if (unknown) return refuse(400, `Unexpected chroot: ${unknown}`);
    const project = projectOf(owner, body);
    this.projects.set(`${owner}/${body.name}`, project);
    return { json: documentOf(project) };
  }

  private edit({ json }: Received, key: string): Reaction {
    const project = this.projects.get(key);
    if (!project) return refuse(404, 'no such project');
    if (!this.mayEdit(project)) return refuse(403, NOT_AN_ADMIN);
    const { repos, ...fields } = json as { repos?: string[]; chroots?: string[]; additional_repos?: unknown };
    if (fields.additional_repos) return refuse(400, 'this call names the field repos');
    if (fields.chroots && project.chroots.some((chroot) => !fields.chroots?.includes(chroot)))
      return refuse(409, "Can't drop chroot from project, related build is still in progress");
    Object.assign(project, fields, repos && { additional_repos: repos });
    return { json: documentOf(project) };
  }

  private request({ json }: Received, project: StoredProject | undefined): Reaction {
    if (!project) return refuse(404, 'no such project');
    const before = project.permissions ?? { builder: 'nothing', admin: 'nothing' };
    const after = { ...before };
    for (const role of Object.keys(json as object) as (keyof typeof after)[]) {
      if (before[role] === 'approved') return refuse(400, `You already are '${role}'`);
      after[role] = 'request';
    }
    project.permissions = after;
    return { json: { updated: before.builder !== after.builder || before.admin !== after.admin } };
  }

  private mayBuild(project: StoredProject): boolean {
    return this.mayEdit(project) || project.permissions?.builder === 'approved';
  }

  private mayEdit({ ownername, permissions }: StoredProject): boolean {
    return ownername === OWNER || this.groups.has(ownername) || permissions?.admin === 'approved';
  }

  private create({ json }: Received): Reaction {
    const body = json as Record<string, unknown>;
    const project = this.projects.get(`${String(body.ownername)}/${String(body.projectname)}`);
    if (project && !this.mayBuild(project)) return refuse(403, `User ${OWNER} is not allowed to build in the copr: x`);
    const id = 100 + this.builds.length;
    const chroots = Object.fromEntries((body.chroots as string[]).map((chroot) => [chroot, 'waiting']));
    this.builds.push({ id, state: 'pending', source: 'pending', body, chroots });
    return { json: buildOf({ id, state: 'pending', source: 'pending', body, chroots }) };
  }
}

export function projectOf(ownername: string, fields: Partial<StoredProject> & { name: string }): StoredProject {
  return {
    ownername,
    description: '',
    instructions: '',
    unlisted_on_hp: false,
    module_hotfixes: false,
    bootstrap: 'default',
    additional_repos: [],
    follow_fedora_branching: true,
    packit_forge_projects_allowed: [],
    chroots: [],
    perChroot: {},
    ...fields,
  };
}

const refuse = (status: number, error: string): Reaction => ({ status, json: { error } });

function unauthorized({ headers }: Received): Reaction | undefined {
  const expected = `Basic ${Buffer.from(`${LOGIN.login}:${LOGIN.token}`).toString('base64')}`;
  return headers.authorization === expected ? undefined : refuse(401, 'Login invalid/expired.');
}

function documentOf({
  chroots,
  perChroot: _inner,
  delete_after_days: _hidden,
  permissions: _permissions,
  ...project
}: StoredProject) {
  return { ...project, chroot_repos: Object.fromEntries(chroots.map((chroot) => [chroot, `https://repo/${chroot}/`])) };
}

const buildOf = ({ id, state, submittedOn }: StoredBuild) => ({
  id,
  state,
  submitted_on: submittedOn ?? null,
  source_package: { name: null, url: null },
});
