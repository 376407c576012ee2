import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { AdminGuard } from '../http/admin-guard.js';
import { DeliveriesController } from './deliveries.controller.js';
import { GitHubWebhookController } from './github-webhook.controller.js';
import { GitLabWebhookController } from './gitlab-webhook.controller.js';
import { TestingFarmController } from './testing-farm.controller.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** Receives deliveries over HTTP. `imports` export `CommandBus`, `Metrics`, `WebhookSecrets`, `Operators` and `Settings`. */
@Module({})
export class WebhooksModule {
  static with(imports: ModuleMetadata['imports']): DynamicModule {
    return {
      module: WebhooksModule,
      imports,
      controllers: [GitHubWebhookController, GitLabWebhookController, TestingFarmController, DeliveriesController],
      providers: [WebhookReceiver, AdminGuard],
    };
  }
}
