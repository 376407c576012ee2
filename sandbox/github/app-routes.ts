import { z } from 'zod';
import type { HttpService } from '../http-service.js';
import { notFound, paged, refusal, validated } from './access.js';
import type { GitHubContext } from './context.js';
import { account, nodeId, repository } from './represent-repository.js';
import { app, installation, installationToken } from './represent-checks.js';
import type { HookDelivery } from './state.js';
import { Quota } from './quota.js';

const AccessToken = z.strictObject({
  repositories: z.array(z.string()).max(500).optional(),
  repository_ids: z.array(z.int()).max(500).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
});

const deliveryItem = (delivery: HookDelivery) => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: delivery.deliveredAt,
  redelivery: delivery.redelivery,
  duration: delivery.durationSeconds,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installationId,
  repository_id: delivery.repositoryId,
});

/** The App itself: installations, tokens, the log of webhooks, quota and accounts. */
export function appRoutes(service: HttpService, context: GitHubContext): void {
  const { access, authentication, registry, webhooks, application } = context;
  const installed = (id: string | undefined) => {
    const found = registry.installations().find((item) => String(item.id) === id);
    if (!found) throw notFound();
    return found;
  };
  const delivery = (id: string | undefined) => {
    const found = webhooks.deliveries.find((item) => String(item.id) === id);
    if (!found) throw notFound();
    return found;
  };

  service.on('GET', '/app', (call) => {
    access.requireApp(call);
    return { status: 200, body: app(service.url, application) };
  });
  service.on('GET', '/app/installations', (call) => {
    access.requireApp(call);
    return paged(
      call,
      service.url,
      registry.installations().map((item) => installation(service.url, application, item)),
    );
  });
  service.on('GET', '/app/installations/{installation_id}', (call) => {
    access.requireApp(call);
    return { status: 200, body: installation(service.url, application, installed(call.params.installation_id)) };
  });
  service.on('POST', '/app/installations/{installation_id}/access_tokens', (call) => {
    access.requireApp(call);
    const item = installed(call.params.installation_id);
    if (item.suspendedAt) throw refusal(403, 'This installation has been suspended');
    const { repositories = [] } = validated(call, 'AccessToken', AccessToken);
    if (repositories.some((name) => !registry.repository(`${item.account.login}/${name}`))) {
      throw refusal(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    }
    return { status: 201, body: installationToken(authentication.issueToken(item.id)) };
  });
  service.on('GET', '/app/hook/deliveries', (call) => {
    access.requireApp(call);
    return paged(call, service.url, [...webhooks.deliveries].reverse().map(deliveryItem));
  });
  service.on('GET', '/app/hook/deliveries/{delivery_id}', (call) => {
    access.requireApp(call);
    const item = delivery(call.params.delivery_id);
    const request = { headers: webhooks.headers(item), payload: JSON.parse(item.body.toString('utf8')) as unknown };
    return { status: 200, body: { ...deliveryItem(item), request, response: { headers: {}, payload: '' } } };
  });
  service.on('POST', '/app/hook/deliveries/{delivery_id}/attempts', (call) => {
    access.requireApp(call);
    webhooks.redeliver(delivery(call.params.delivery_id).guid);
    return { status: 202, body: {} };
  });
  service.on('GET', '/installation/repositories', (call) => {
    const identity = access.identity(call);
    if (identity.kind !== 'installation')
      throw refusal(
        403,
        'You must authenticate with an installation access token in order to list repositories for an installation.',
      );
    const covered = registry
      .repositories()
      .filter((item) => registry.installationOf(item)?.id === identity.installationId);
    return paged(call, service.url, covered, (page) => ({
      total_count: covered.length,
      repositories: page.map((item) => repository(service.url, item)),
    }));
  });
  service.on('GET', '/repos/{owner}/{repo}/installation', (call) => ({
    status: 200,
    body: installation(service.url, application, access.installationOn(call)),
  }));
  service.on('GET', '/rate_limit', (call) => {
    const core = (access.quotaOf(call) ?? new Quota()).describe();
    const search = { limit: 30, remaining: 30, used: 0, reset: core.reset };
    return { status: 200, body: { resources: { core, search }, rate: core } };
  });
  service.on('GET', '/users/{username}', (call) => {
    const found = registry.findAccount(call.params.username ?? '');
    if (!found) throw notFound();
    const none = { name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null };
    const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
    const since = application.createdAt;
    return {
      status: 200,
      body: {
        ...account(service.url, found),
        ...none,
        ...counts,
        created_at: since,
        updated_at: since,
        user_view_type: 'public',
      },
    };
  });
  service.on('DELETE', '/installation/token', () => ({ status: 204 }));
  service.on('GET', '/', () => ({
    status: 200,
    body: { current_user_url: `${service.url}/user`, node_id: nodeId('S', 1) },
  }));
}
