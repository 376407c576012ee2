import { z } from 'zod';
import type { HttpService } from '../http-service.js';
import { authenticate, mayBuild, ok, refusal, validated } from './access.js';
import { distTag } from './builder.js';
import type { Ledger } from './ledger.js';
import { type CoprBuild, isFinal, overallState, SOURCE_CHROOT } from './state.js';

const CustomBuild = z.strictObject({
  ownername: z.string(),
  projectname: z.string(),
  project_dirname: z.string().optional(),
  chroots: z.array(z.string()).optional(),
  exclude_chroots: z.array(z.string()).optional(),
  background: z.boolean().optional(),
  timeout: z.int().min(0).max(108_000).optional(),
  enable_net: z.boolean().optional(),
  bootstrap: z.enum(['default', 'on', 'off', 'image', 'unchanged']).optional(),
  isolation: z.enum(['default', 'simple', 'nspawn', 'unchanged']).optional(),
  with_build_id: z.int().optional(),
  after_build_id: z.int().optional(),
  packit_forge_project: z.string().optional(),
  script: z
    .string({ error: 'This field is required.' })
    .min(1, 'This field is required.')
    .max(4096, 'Field cannot be longer than 4096 characters.'),
  chroot: z.string().optional(),
  builddeps: z.union([z.string(), z.array(z.string())]).optional(),
  resultdir: z.string().optional(),
  repos: z.union([z.string(), z.array(z.string())]).optional(),
});
const badParameters = (lines: string[]) => {
  const wrong = lines.map((line) => line.split(': ')).map(([field, ...rest]) => `'${field}': ['${rest.join(': ')}']`);
  return `Bad request parameters: {${wrong.join(', ')}}`;
};

/** Builds: submitting, looking, cancelling. */
export function buildRoutes(service: HttpService, copr: Ledger): void {
  service.on('POST', '/api_3/build/create/custom', (call) => {
    const user = authenticate(call, copr.credentials);
    const request = validated(call.json(), CustomBuild, badParameters);
    const project = copr.project(request.ownername, request.projectname);
    if (request.with_build_id !== undefined && request.after_build_id !== undefined)
      throw refusal(400, badParameters(['with_build_id: excludes after_build_id']));
    const scriptChroot = request.chroot ?? 'fedora-latest-x86_64';
    if (!/^fedora-latest-/.test(scriptChroot) && !copr.chroots.has(scriptChroot))
      throw refusal(400, badParameters([`chroot: '${scriptChroot}' is not a valid choice for this field.`]));
    const enabled = [...project.chroots.keys()];
    const strange = (request.chroots ?? []).find((pattern) => !enabled.some((chroot) => globMatches(pattern, chroot)));
    if (strange !== undefined)
      throw refusal(400, badParameters([`chroots: "'${strange}' is not a valid choice for this field."`]));
    if (!mayBuild(project, user))
      throw refusal(403, `User ${user} is not allowed to build in the copr: ${project.owner}/${project.name}`);
    const forgeProject = request.packit_forge_project;
    const allowed = (project.settings.packit_forge_projects_allowed ?? []) as string[];
    if (forgeProject !== undefined && !allowed.some((pattern) => globMatches(pattern, forgeProject))) {
      throw refusal(403, `Forge project ${forgeProject} can't build in this Copr via Packit.`);
    }
    const wanted = enabled.filter(
      (chroot) =>
        (!request.chroots || request.chroots.some((pattern) => globMatches(pattern, chroot))) &&
        !request.exclude_chroots?.some((pattern) => globMatches(pattern, chroot)),
    );
    return ok(describeBuild(copr, copr.submit(project, user, wanted, request.script, request)));
  });
  service.on('GET', '/api_3/build/list', ({ query }) => {
    const project = copr.project(query.get('ownername') ?? '', query.get('projectname') ?? '');
    const name = query.get('packagename');
    const status = query.get('status');
    const found = copr
      .builds()
      .filter(
        (build) =>
          build.project === project &&
          (!name || build.package?.name === name) &&
          (!status || overallState(build) === status),
      );
    return ok(
      copr.page(
        query,
        found.map((build) => describeBuild(copr, build)),
      ),
    );
  });
  service.on('GET', '/api_3/build/source-chroot/{build_id}', ({ params }) => {
    const build = copr.build(params.build_id);
    return ok({ state: build.source.state, result_url: copr.resultUrl(build, SOURCE_CHROOT) });
  });
  service.on('GET', '/api_3/build/source-build-config/{build_id}', ({ params }) => {
    const build = copr.build(params.build_id);
    const { script, chroot = 'fedora-latest-x86_64', builddeps = '', resultdir = '', repos = '' } = build.request;
    const joined = (value: unknown) => (Array.isArray(value) ? value.join(' ') : value);
    const source = { script, chroot, builddeps: joined(builddeps), resultdir, repos: joined(repos) };
    return ok({
      source_type: 'custom',
      source_dict: source,
      memory_limit: 2048,
      timeout: build.request.timeout ?? 18_000,
      is_background: build.request.background ?? false,
    });
  });
  service.on('GET', '/api_3/build/built-packages/{build_id}', ({ params }) => {
    const build = copr.build(params.build_id);
    return ok(
      Object.fromEntries([...build.chroots.keys()].map((chroot) => [chroot, { packages: packagesOf(build, chroot) }])),
    );
  });
  service.on('PUT', '/api_3/build/cancel/{build_id}', (call) => {
    const user = authenticate(call, copr.credentials);
    const build = copr.build(call.params.build_id);
    if (!mayBuild(build.project, user)) throw refusal(403, `You don't have permissions to build in this copr.`);
    if (isFinal(overallState(build))) throw refusal(409, `Cannot cancel build ${build.id}`);
    copr.cancel(build);
    return ok(describeBuild(copr, build));
  });
  service.on('GET', '/api_3/build/{build_id}', ({ params }) => ok(describeBuild(copr, copr.build(params.build_id))));

  const task = (query: URLSearchParams) => {
    const build = copr.build(query.get('build_id') ?? '');
    const chroot = query.get('chrootname') ?? '';
    if (!build.chroots.has(chroot)) throw refusal(404, `No chroot ${chroot} in build ${build.id}`);
    return { build, chroot };
  };
  service.on('GET', '/api_3/build-chroot/', ({ query }) => {
    const { build, chroot } = task(query);
    return ok(describeTask(copr, build, chroot));
  });
  service.on('GET', '/api_3/build-chroot/list', ({ query }) => {
    const build = copr.build(query.get('build_id') ?? '');
    return ok(
      copr.page(
        query,
        [...build.chroots.keys()].map((chroot) => describeTask(copr, build, chroot)),
      ),
    );
  });
  service.on('GET', '/api_3/build-chroot/built-packages', ({ query }) => {
    const { build, chroot } = task(query);
    return ok({ packages: packagesOf(build, chroot) });
  });
}

/** Shell patterns with `*` and `?`. */
export function globMatches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(text);
}

function describeTask(copr: Ledger, build: CoprBuild, chroot: string) {
  const task = build.chroots.get(chroot);
  return {
    name: chroot,
    state: task?.state ?? 'unknown',
    started_on: task?.startedOn ?? null,
    ended_on: task?.endedOn ?? null,
    result_url: copr.resultUrl(build, chroot),
  };
}

function packagesOf(build: CoprBuild, chroot: string) {
  if (build.chroots.get(chroot)?.state !== 'succeeded' || !build.package) return [];
  const { name, version: full } = build.package;
  const [version = full, release = '1'] = full.split(/-(?=[^-]*$)/);
  const one = { name, epoch: 0, version, release: `${release}.${distTag(chroot)}` };
  return [
    { ...one, arch: chroot.split('-').at(-1) ?? 'noarch' },
    { ...one, arch: 'src' },
  ];
}

function describeBuild(copr: Ledger, build: CoprBuild) {
  const { owner, name } = build.project;
  const tasks = [build.source, ...build.chroots.values()];
  const state = overallState(build);
  return {
    id: build.id,
    state,
    ownername: owner,
    projectname: name,
    project_dirname: name,
    repo_url: `${copr.resultsUrl}/${owner}/${name}`,
    source_package: {
      name: build.package?.name ?? null,
      version: build.package?.version ?? null,
      url: build.package
        ? `${copr.resultUrl(build, SOURCE_CHROOT)}${build.package.name}-${build.package.version}.src.rpm`
        : null,
    },
    submitted_on: build.submittedOn,
    started_on: build.source.startedOn,
    ended_on: isFinal(state) ? Math.max(...tasks.map(({ endedOn }) => endedOn ?? 0)) || null : null,
    submitter: build.submitter,
    chroots: [...build.chroots.keys()],
    is_background: build.request.background ?? false,
  };
}
