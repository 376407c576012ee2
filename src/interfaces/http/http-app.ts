import type { DynamicModule, INestApplication, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeApi } from './api-description.js';
import { BodyRefusedFilter } from './intake/body-refused.filter.js';
import { guardIntake, type Intake } from './intake/guard-intake.js';
import { standardLimits, type IntakeLimits } from './intake/intake-limits.js';
import { Metrics } from './metrics.js';
import { Operators } from './operators.js';
import { guardReads } from './read-access.js';
import { TransientFailureFilter } from './transient-failure.filter.js';

/** How often connections are looked through for requests that take too long. */
const CHECK_EVERY_MS = 1_000;

/** How Fastify is set up for senders whom we do not trust. */
function createAdapter(limits: IntakeLimits = standardLimits): { adapter: FastifyAdapter; intake: Intake } {
  const adapter = new FastifyAdapter({
    trustProxy: limits.trustedProxies.length > 0 && [...limits.trustedProxies],
    requestTimeout: limits.headersMs + limits.bodyMs,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: CHECK_EVERY_MS },
    return503OnClosing: true,
    logger: false,
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: true },
  });
  return { adapter, intake: guardIntake(adapter.getInstance(), limits) };
}

/** The application with all its doors, initialised and not yet listening: `await app.listen(port, host)`. */
export async function createHttpApp(
  module: Type | DynamicModule,
  { limits, ...options }: { readonly logger?: LoggerService | false; readonly limits?: IntakeLimits } = {},
): Promise<NestFastifyApplication> {
  const { adapter, intake } = createAdapter(limits);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    ...options,
  });
  app.enableCors({ origin: '*', methods: ['GET', 'HEAD'], exposedHeaders: ['link', 'retry-after'] });
  secure(app);
  guardReads(app.getHttpAdapter().getInstance(), app.get(Operators, { strict: false }));
  describeApi(app);
  app.useGlobalFilters(new TransientFailureFilter(), new BodyRefusedFilter());
  showIntake(app.get(Metrics, { strict: false }), intake);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

function showIntake(metrics: Metrics, intake: Intake): void {
  metrics.show({
    name: 'packit_http_connections',
    help: 'Open connections',
    read: () => [{ value: intake.connections }],
  });
  metrics.show({
    name: 'packit_http_body_bytes',
    help: 'Bytes of request bodies that are held in memory',
    read: () => [{ value: intake.bytes }],
  });
}

function secure(app: INestApplication): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: "'self'", objectSrc: "'none'", imgSrc: ["'self'", 'data:'], frameAncestors: "'none'" },
    },
    // Other origins may read what they like.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });
}
