import { z } from 'zod';
import { type Answer, type Call, Refusal } from '../http-service.js';
import type { CoprProject } from './state.js';

export const refusal = (status: number, error: string) => new Refusal({ status, body: { error } });
export const ok = (body: unknown): Answer => ({ status: 200, body });

/** Fields of a mutation; null is the same as not sent. Copr lists what is wrong as `field: message`, one a line. */
export function validated<T>(
  fields: unknown,
  schema: z.ZodType<T>,
  complain = (lines: string[]) => lines.join('\n'),
): T {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw refusal(400, 'Bad request parameters: the body is not an object');
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw refusal(
    400,
    complain(result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)),
  );
}

/** The `json` part of a multipart body. */
export function jsonPart(call: Call): unknown {
  const [, quoted, bare] =
    /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(call.headers['content-type'] ?? '') ?? [];
  const boundary = quoted ?? bare;
  if (!boundary) throw refusal(400, 'Bad request parameters: expected multipart/form-data');
  for (const part of call.raw.toString('utf8').split(`--${boundary}`)) {
    const border = part.indexOf('\r\n\r\n');
    if (border < 0 || !/name="json"/i.test(part.slice(0, border))) continue;
    try {
      return JSON.parse(part.slice(border + 4).replace(/\r\n$/, ''));
    } catch {
      throw refusal(400, 'Bad request parameters: the part "json" is not JSON');
    }
  }
  throw refusal(400, 'Bad request parameters: the part "json" is missing');
}

/** Who the caller is; refused with 401 without good credentials. */
export function authenticate(call: Call, credentials: { user: string; login: string; token: string }): string {
  const [, encoded = ''] = /^Basic (\S+)$/i.exec(call.headers.authorization ?? '') ?? [];
  const parts = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (parts.length === 2 && parts[0] === credentials.login && parts[1] === credentials.token) return credentials.user;
  const error = `Login invalid/expired. Please visit https://copr.fedorainfracloud.org/api to get or renew your API token.`;
  throw new Refusal({ status: 401, body: { output: 'notok', error } });
}

/** Owners, members of an owning group, and whoever was given a role may. */
export function mayBuild(project: CoprProject, user: string): boolean {
  return mayEdit(project, user) || project.permissions.get(user)?.builder === 'approved';
}

export function mayEdit(project: CoprProject, user: string): boolean {
  return project.owner === user || project.members.has(user) || project.permissions.get(user)?.admin === 'approved';
}
