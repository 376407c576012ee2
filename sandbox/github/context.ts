import type { Access } from './access.js';
import type { Announcements } from './announcements.js';
import type { AppAuthentication } from './app-authentication.js';
import type { Registry } from './registry.js';
import type { App } from './represent-checks.js';
import type { Webhooks } from './webhooks.js';

/** What the routes of the sandbox's GitHub share. */
export interface GitHubContext {
  readonly registry: Registry;
  readonly authentication: AppAuthentication;
  readonly access: Access;
  readonly webhooks: Webhooks;
  readonly announcements: Announcements;
  readonly application: App;
}
