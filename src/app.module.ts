import { Global, Module, type DynamicModule } from '@nestjs/common';
import { AdaptersModule } from './adapters.module.js';
import { EventStore } from './application/ports/event-store.js';
import type { Log } from './application/ports/log.js';
import { CoreModule } from './core.module.js';
import type { Configuration } from './infrastructure/config/configuration.js';
import { AllowlistModule } from './interfaces/http/allowlist.module.js';
import { Readiness } from './interfaces/http/health.controller.js';
import { HttpModule } from './interfaces/http/http.module.js';
import { InspectionModule } from './interfaces/http/inspection.module.js';
import { Operators } from './interfaces/http/operators.js';
import { WebhookSecrets } from './interfaces/webhooks/webhook-secrets.js';
import { WebhooksModule } from './interfaces/webhooks/webhooks.module.js';

/** What the interfaces need of the configuration. */
@Global()
@Module({})
class InterfaceSettingsModule {
  static with({ operators, readAccess, github, gitlab, testingFarm, validateWebhooks }: Configuration): DynamicModule {
    const secrets: WebhookSecrets = {
      github: github.webhookSecret,
      gitlab: gitlab.instances.map(({ host, webhookSecret: secret }) => ({ host, secret })),
      testingFarm: [testingFarm.webhookToken, testingFarm.token, testingFarm.internalToken],
      validate: validateWebhooks,
    };
    const providers = [
      { provide: WebhookSecrets, useValue: secrets },
      { provide: Operators, useValue: new Operators(operators, readAccess) },
      {
        provide: Readiness,
        inject: [EventStore],
        useFactory: (store: EventStore): Readiness => ({ check: () => store.ping() }),
      },
    ];
    return { module: InterfaceSettingsModule, providers, exports: [WebhookSecrets, Operators, Readiness] };
  }
}

/** The whole service. */
@Module({})
export class AppModule {
  static with(configuration: Configuration, log: Log): DynamicModule {
    const http = HttpModule.with([]);
    return {
      module: AppModule,
      imports: [
        AdaptersModule.with(configuration, log),
        InterfaceSettingsModule.with(configuration),
        CoreModule.create(),
        http,
        WebhooksModule.with([http]),
        AllowlistModule.with([]),
        InspectionModule.with([]),
      ],
    };
  }
}
