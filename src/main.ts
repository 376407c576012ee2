import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { CommandBus } from '@nestjs/cqrs';
import { AppModule } from './app.module.js';
import { Leadership } from './application/effects/leadership.js';
import { Worker } from './application/effects/worker.js';
import { Clock } from './application/ports/clock.js';
import { CrashJournal } from './application/ports/crash-journal.js';
import { EventStore } from './application/ports/event-store.js';
import type { Log } from './application/ports/log.js';
import { ReadModels } from './application/ports/read-models.js';
import { Settings } from './application/ports/settings.js';
import { Projector } from './application/projections/projector.js';
import type { Configuration } from './infrastructure/config/configuration.js';
import { loadConfiguration } from './infrastructure/config/load-configuration.js';
import { FedoraMessagingConsumer } from './infrastructure/fedora-messaging/fedora-messaging-consumer.js';
import { PinoLog } from './infrastructure/log/pino-log.js';
import { BusReceiver } from './interfaces/messaging/bus-receiver.js';
import { createHttpApp } from './interfaces/http/http-app.js';

type App = Awaited<ReturnType<typeof createHttpApp>>;

const log = new PinoLog();
try {
  const { configuration, warnings } = loadConfiguration(process.env);
  for (const warning of warnings) log.warn(warning);
  await serve(configuration, log);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Starts everything: read models first, then the doors, then what acts outside. */
async function serve(configuration: Configuration, log: Log): Promise<void> {
  const { limits } = configuration.http;
  const app = await createHttpApp(AppModule.with(configuration, log), { logger: false, limits });
  const projector = app.get(Projector);
  const worker = app.get(Worker);
  const stopping = new AbortController();
  projector.open();
  const projecting = projector.run(stopping.signal).catch((error: unknown) => {
    log.error('the read models cannot be kept, so nothing is done any more', { error: (error as Error).stack });
    app.get(CrashJournal).leave();
    process.exit(1);
  });
  const leadership = new Leadership(app.get(EventStore), app.get(Clock), log, {
    // Containers have the same process id, and some the same host name.
    node: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
    leaseMs: configuration.leaseSeconds * 1000,
  });
  const leaving = new AbortController();
  let draining = false;
  const candidate = {
    onGained: async (position: number, term: AbortSignal) => {
      await projector.waitFor(position);
      if (!draining && !term.aborted) worker.start(() => leadership.leads);
    },
    onRenewed: () => worker.pump(),
    onLost: () => worker.stop(),
  };
  const lead = async () => {
    // A node that has still to read the log would hold up the others.
    await Promise.race([projector.caughtUp(), once(leaving.signal, 'abort')]);
    if (!leaving.signal.aborted) await leadership.run(leaving.signal, candidate);
  };
  const leading = lead();
  const bus = consume(app, configuration, log);
  bus?.start();
  await app.listen(configuration.http.port, configuration.http.host);
  log.info('serving', { url: await app.getUrl(), publicUrl: configuration.http.publicUrl });

  const stop = async (signal: string) => {
    log.info('stopping', { signal });
    draining = true;
    await bus?.stop();
    await worker.stop();
    leaving.abort();
    await leading;
    stopping.abort();
    await projecting;
    await app.close();
    app.get(ReadModels).close();
    await app.get(EventStore).close();
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
}

function consume(app: App, { amqp }: Configuration, log: Log): FedoraMessagingConsumer | undefined {
  if (!amqp) return undefined;
  const receiver = new BusReceiver(app.get(CommandBus), app.get(Settings));
  return new FedoraMessagingConsumer({
    ...amqp,
    clock: app.get(Clock),
    warn: (message, error) => log.warn(message, { error: error instanceof Error ? error.message : error }),
    onMessage: (message) => receiver.receive(message),
  });
}
