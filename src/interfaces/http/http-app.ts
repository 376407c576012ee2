import type { DynamicModule, INestApplication, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeApi } from './api-description.js';
import { Operators } from './operators.js';
import { guardReads } from './read-access.js';
import { TransientFailureFilter } from './transient-failure.filter.js';

/** GitHub sends up to 25 MB; a little more, so that its own limit is the one that is met. */
export const MAX_BODY_BYTES = 26 * 1024 * 1024;

/** Milliseconds that a sender may take for a whole request. */
const REQUEST_TIMEOUT = 60_000;

/** How Fastify is set up for senders whom we do not trust. */
export function createAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: false,
    requestTimeout: REQUEST_TIMEOUT,
    return503OnClosing: true,
    logger: false,
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: true },
  });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  // Signatures are over bytes: nobody parses before they are checked.
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  return adapter;
}

/** The application with all its doors, initialised and not yet listening: `await app.listen(port, host)`. */
export async function createHttpApp(
  module: Type | DynamicModule,
  options: { readonly logger?: LoggerService | false } = {},
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, createAdapter(), {
    bodyParser: false,
    abortOnError: false,
    ...options,
  });
  app.enableCors({ origin: '*', methods: ['GET', 'HEAD'] });
  secure(app);
  guardReads(app.getHttpAdapter().getInstance(), app.get(Operators, { strict: false }));
  describeApi(app);
  app.useGlobalFilters(new TransientFailureFilter());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
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
