import { createHash } from 'node:crypto';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RemoveNamespaceHandler } from '../../src/application/commands/allowlist/remove-namespace.js';
import { SetNamespaceStatusHandler } from '../../src/application/commands/allowlist/set-namespace-status.js';
import { ReceiveDeliveryHandler } from '../../src/application/commands/deliveries/receive-delivery.js';
import { SubjectOf } from '../../src/application/commands/deliveries/subject-of.js';
import { Clock } from '../../src/application/ports/clock.js';
import { EventStore } from '../../src/application/ports/event-store.js';
import { Ids } from '../../src/application/ports/ids.js';
import { ReadModels, type TableRow } from '../../src/application/ports/read-models.js';
import { Settings } from '../../src/application/ports/settings.js';
import {
  FindAllowlistEntryHandler,
  ListAllowlistHandler,
} from '../../src/application/queries/allowlist/allowlist-entries.js';
import { Visibility } from '../../src/application/queries/audience/sight.js';
import { Allowlist } from '../../src/application/queries/allowlist/allowlist.js';
import { decode } from '../../src/application/streams/event-codec.js';
import { Blobs } from '../../src/application/streams/blobs.js';
import { Streams } from '../../src/application/streams/streams.js';
import { namespaceEvents } from '../../src/domain/allowlist/allowlist.events.js';
import { namespaceDecider } from '../../src/domain/allowlist/namespace.js';
import { ShaIds } from '../../src/infrastructure/ids/sha-ids.js';
import { Readiness } from '../../src/interfaces/http/health.controller.js';
import { AllowlistModule } from '../../src/interfaces/http/allowlist.module.js';
import { createHttpApp } from '../../src/interfaces/http/http-app.js';
import { standardLimits, type IntakeLimits } from '../../src/interfaces/http/intake/intake-limits.js';
import { HttpModule } from '../../src/interfaces/http/http.module.js';
import { Operators } from '../../src/interfaces/http/operators.js';
import { WebhookSecrets } from '../../src/interfaces/webhooks/webhook-secrets.js';
import { WebhooksModule } from '../../src/interfaces/webhooks/webhooks.module.js';
import { MemoryEventStore } from './memory-event-store.js';

/** The HTTP face of the service before a store in memory, on a real socket. */
export interface HttpWorld {
  readonly app: NestFastifyApplication;
  readonly store: MemoryEventStore;
  readonly blobs: Blobs;
  readonly url: string;
  close(): Promise<void>;
}

export interface HttpWorldOptions {
  /** Limits other than the standard ones. */
  readonly limits?: Partial<IntakeLimits>;
  readonly secrets?: Partial<WebhookSecrets>;
  readonly adminToken?: string;
  /** Instead of the one with `adminToken`. */
  readonly operators?: Operators;
}

export const githubSecret = 'testing-secret';
export const gitlabSecret = 'gitlab-secret';
export const callbackToken = 'callback-token';
export const adminToken = 'admin-token';

/** What says how far deliveries may speak. */
const settings = {
  deployment: 'prod',
  commandPrefix: '/packit',
  coprOwner: 'packit',
  distGitPublicUrl: 'https://src.fedoraproject.org',
  githubHost: 'github.com',
  gitlabHosts: ['gitlab.com'],
  privateNamespaces: [],
} as unknown as Settings;

const clock: Clock = { now: () => new Date('2026-08-01T12:00:00Z'), sleep: async () => undefined };

/** Rows of `state_namespace` as the projector would have them, folded when they are asked for. */
class NamespaceRows implements Pick<ReadModels, 'find' | 'get'> {
  constructor(private readonly store: MemoryEventStore) {}

  /** Nobody has said who may see any repository. */
  get(): undefined {
    return undefined;
  }

  find(table: string): TableRow[] {
    if (table === 'visibility') return [];
    if (table !== 'state_namespace') throw new Error(`Expected state_namespace, found ${table}`);
    return [...this.store.streams]
      .filter(([stream]) => stream.startsWith('namespace-'))
      .map(([key, events]) => {
        let row = namespaceDecider.initialState;
        for (const recorded of events) {
          const event = decode(namespaceEvents, recorded);
          if (event) row = namespaceDecider.evolve(row, event);
        }
        return { key, columns: {}, row };
      });
  }
}

const services = [
  Streams,
  Blobs,
  Allowlist,
  Visibility,
  ReceiveDeliveryHandler,
  SetNamespaceStatusHandler,
  RemoveNamespaceHandler,
  ListAllowlistHandler,
  FindAllowlistEntryHandler,
];

@Global()
@Module({})
class OutsideModule {
  static with(store: MemoryEventStore, options: HttpWorldOptions): DynamicModule {
    const providers = [
      { provide: EventStore, useValue: store },
      { provide: Clock, useValue: clock },
      { provide: Ids, useClass: ShaIds },
      { provide: SubjectOf, useValue: { subjectOf: (source: string, event: string) => `${source}:${event}` } },
      { provide: ReadModels, useValue: new NamespaceRows(store) },
      { provide: Readiness, useValue: { check: () => store.ping() } },
      {
        provide: Operators,
        useValue: options.operators ?? new Operators(operatorsWith(options.adminToken ?? adminToken)),
      },
      { provide: Settings, useValue: settings },
      {
        provide: WebhookSecrets,
        useValue: {
          github: githubSecret,
          gitlab: [{ host: 'gitlab.com', secret: gitlabSecret }],
          testingFarm: [callbackToken],
          validate: true,
          ...options.secrets,
        },
      },
    ];
    return {
      module: OutsideModule,
      imports: [CqrsModule.forRoot()],
      providers: [...providers, ...services],
      exports: [...providers.map(({ provide }) => provide), ...services, CqrsModule],
    };
  }
}

/** One named `admin`, or nobody. */
function operatorsWith(token: string): { name: string; sha256: string }[] {
  return token === '' ? [] : [{ name: 'admin', sha256: createHash('sha256').update(token).digest('hex') }];
}

/** Opens the HTTP face on a free port. */
export async function openHttpWorld(options: HttpWorldOptions = {}): Promise<HttpWorld> {
  const store = new MemoryEventStore();
  const http = HttpModule.with([]);
  const root: DynamicModule = {
    module: class Root {},
    imports: [OutsideModule.with(store, options), http, WebhooksModule.with([http]), AllowlistModule.with([])],
  };
  const limits = { ...standardLimits, ...options.limits };
  const app = await createHttpApp(root, { logger: false, limits });
  await app.listen(0, '127.0.0.1');
  return { app, store, blobs: app.get(Blobs, { strict: false }), url: await app.getUrl(), close: () => app.close() };
}
