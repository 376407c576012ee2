import { z } from 'zod';
import type { Call, HttpService } from '../http-service.js';
import { authenticate, mayBuild, mayEdit, ok, refusal, validated } from './access.js';
import type { Ledger } from './ledger.js';
import type { CoprProject, Permissions } from './state.js';

const ROLES = ['builder', 'admin'] as const;
const Wish = z.strictObject({ builder: z.boolean().optional(), admin: z.boolean().optional() });
const Role = z.enum(['nothing', 'request', 'approved']).optional();
const Grants = z.record(z.string(), z.strictObject({ builder: Role, admin: Role }));

/** Who may do what in a project: asking, giving, and looking. */
export function permissionRoutes(service: HttpService, copr: Ledger): void {
  const named = ({ params }: Call) => copr.project(params.ownername ?? '', params.projectname ?? '');
  const permissionsOf = (project: CoprProject, user: string): Permissions =>
    project.permissions.get(user) ?? { builder: 'nothing', admin: 'nothing' };
  /** Only those who may edit a project see and change its permissions. */
  const editable = (call: Call) => {
    const user = authenticate(call, copr.credentials);
    const project = named(call);
    const name = `${project.owner}/${project.name}`;
    if (!mayEdit(project, user))
      throw refusal(403, `User '${user}' can not see permissions for project '${name}' (missing admin rights)`);
    return project;
  };

  service.on('PUT', '/api_3/project/permissions/request/{ownername}/{projectname}', (call) => {
    const user = authenticate(call, copr.credentials);
    const project = named(call);
    const name = `${project.owner}/${project.name}`;
    const wish = validated(call.json(), Wish);
    if (Object.keys(wish).length === 0) throw refusal(400, 'no permission requested');
    if (project.owner === user) throw refusal(400, `user '${user}' is owner of the '${name}' project`);
    const before = permissionsOf(project, user);
    const after = { ...before };
    for (const role of ROLES) {
      if (wish[role] === undefined) continue;
      if (wish[role] && before[role] === 'approved') throw refusal(400, `You already are '${role}' in '${name}'`);
      after[role] = wish[role] ? 'request' : 'nothing';
    }
    project.permissions.set(user, after);
    return ok({ updated: ROLES.some((role) => before[role] !== after[role]) });
  });
  service.on('PUT', '/api_3/project/permissions/set/{ownername}/{projectname}', (call) => {
    const project = editable(call);
    const updated: string[] = [];
    for (const [user, { builder, admin }] of Object.entries(validated(call.json(), Grants))) {
      if (!copr.accounts.has(user)) throw refusal(400, `user '${user}' doesn't exist in database`);
      const before = permissionsOf(project, user);
      const after = { builder: builder ?? before.builder, admin: admin ?? before.admin };
      project.permissions.set(user, after);
      if (ROLES.some((role) => before[role] !== after[role])) updated.push(user);
    }
    return ok({ updated });
  });
  service.on('GET', '/api_3/project/permissions/get/{ownername}/{projectname}', (call) => {
    const project = editable(call);
    if (project.permissions.size === 0)
      throw refusal(404, `No permissions set on ${project.owner}/${project.name} project`);
    return ok({ permissions: Object.fromEntries(project.permissions) });
  });
  service.on('GET', '/api_3/project/permissions/can_build_in/{who}/{ownername}/{projectname}', (call) => {
    const who = call.params.who ?? '';
    if (!copr.accounts.has(who)) throw refusal(404, `User ${who} does not exist.`);
    const project = named(call);
    return ok({
      who,
      ownername: project.owner,
      projectname: project.name,
      can_build_in: mayBuild(project, who),
    });
  });
}
