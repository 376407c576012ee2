import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppModule } from '../../src/app.module.js';
import { EventStore } from '../../src/application/ports/event-store.js';
import { ReadModels } from '../../src/application/ports/read-models.js';
import type { Log } from '../../src/application/ports/log.js';
import { Projector } from '../../src/application/projections/projector.js';
import { ShaIds } from '../../src/infrastructure/ids/sha-ids.js';
import { loadConfiguration } from '../../src/infrastructure/config/load-configuration.js';
import { createHttpApp } from '../../src/interfaces/http/http-app.js';

const EVENTS = join(import.meta.dirname, '..', 'fixtures', 'events');
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The whole service on a store of its own, listening and projecting, with nobody who acts. */
export interface InspectedService {
  readonly url: string;
  /** Appends stored examples, as `build/BuildRequested`, at the end of their streams. */
  tell(...examples: readonly string[]): Promise<void>;
  /** Appends one event. */
  append(stream: string, type: string, data: unknown): Promise<void>;
  /** Appends many events at once, one after the other. */
  appendAll(events: readonly { stream: string; type: string; data: unknown }[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the service on a free port. */
export async function openInspectedService(
  adminToken: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<InspectedService> {
  const folder = mkdtempSync(join(tmpdir(), 'inspected-'));
  const { configuration } = loadConfiguration({
    EVENT_STORE: `sqlite:${join(folder, 'events.db')}`,
    READ_MODELS: join(folder, 'read-models.db'),
    DASHBOARD_URL: 'https://dashboard.example',
    ADMIN_TOKEN: adminToken,
    ...variables,
  });
  const app = await createHttpApp(AppModule.with(configuration, silent), { logger: false });
  const [store, projector, ids] = [app.get(EventStore), app.get(Projector), new ShaIds()];
  const stopping = new AbortController();
  projector.open();
  const projecting = projector.run(stopping.signal);
  await app.listen(0, '127.0.0.1');
  let minute = 0;

  async function write(stream: string, type: string, data: unknown, n: number): Promise<number> {
    const at = new Date(Date.UTC(2026, 10, 25, 18, minute, n)).toISOString();
    const metadata = { $correlationId: 'delivery-x', $causationId: 'x', schemaVersion: 1, at };
    const event = { id: ids.uuid(`${stream}/${minute}/${n}`), type, data, metadata };
    return (await store.append(stream, 'any', [event])).position;
  }

  async function append(stream: string, type: string, data: unknown): Promise<void> {
    await projector.waitFor(await write(stream, type, data, 0));
    minute += 1;
  }
  return {
    url: await app.getUrl(),
    append,
    async appendAll(events) {
      const appended = await Promise.all(events.map((event, n) => write(event.stream, event.type, event.data, n)));
      await projector.waitFor(Math.max(...appended));
    },
    async tell(...examples) {
      for (const example of examples) {
        const golden = JSON.parse(readFileSync(join(EVENTS, `${example}.v1.json`), 'utf8')) as Record<string, unknown>;
        await append(String(golden['stream']), String(golden['type']), golden['data']);
      }
    },
    async close() {
      stopping.abort();
      await projecting;
      await app.close();
      app.get(ReadModels).close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The data of a stored example. */
export function exampleData<Data>(example: string): Data {
  return (JSON.parse(readFileSync(join(EVENTS, `${example}.v1.json`), 'utf8')) as { data: Data }).data;
}
