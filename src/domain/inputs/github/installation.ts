import { z } from 'zod';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input, InstallationInput } from '../input.js';
import { id, maybe, readPayload, text } from '../payload.js';

const changes: Readonly<Record<string, InstallationInput['change']>> = {
  created: 'created',
  deleted: 'deleted',
  suspend: 'suspended',
  unsuspend: 'unsuspended',
};

const payload = z.object({
  action: text,
  installation: z.object({
    id,
    account: z.object({ login: text, id, url: maybe(z.string()), html_url: maybe(z.string()), type: text }),
    created_at: maybe(z.union([z.string(), z.number()])),
  }),
  repositories: maybe(z.array(z.object({ full_name: text }))),
  sender: z.object({ login: text, id }),
});

/** GitHub `installation`: the app was installed on an account, or removed from it. */
export function readInstallation(body: unknown): Input | Ignored {
  return readPayload(payload, body, ({ action, installation, repositories = [], sender }) => {
    const change = Object.hasOwn(changes, action) ? changes[action] : undefined;
    if (!change) return ignored('action-not-supported', { action });
    const { login, id, url, html_url: page, type } = installation.account;
    return {
      kind: 'installation',
      change,
      installationId: installation.id,
      account: { host: hostOf(page), login, id, url: url ?? '', type },
      createdAt: installation.created_at?.toString(),
      repositories: repositories.map(({ full_name: name }) => name),
      sender: { login: sender.login, id: sender.id },
    };
  });
}

function hostOf(page = ''): string {
  return /^https?:\/\/([^/]+)\//.exec(page)?.[1] ?? 'github.com';
}
