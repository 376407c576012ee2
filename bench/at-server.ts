import { AppModule } from '../src/app.module.js';
import { Projector } from '../src/application/projections/projector.js';
import { loadConfiguration } from '../src/infrastructure/config/load-configuration.js';
import { createHttpApp } from '../src/interfaces/http/http-app.js';
import { residentMemory } from './figures.js';

/* The service with nobody who acts, on the store and read models of its environment. Tells its parent its address, and its memory. */

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const { configuration } = loadConfiguration(process.env);
const app = await createHttpApp(AppModule.with(configuration, silent), { logger: false });
const projector = app.get(Projector);
projector.open();
void projector.run(new AbortController().signal);
await projector.caughtUp();
await app.listen(0, '127.0.0.1');
process.on('message', () => process.send!({ peakMiB: residentMemory().peak }));
process.send!({ url: await app.getUrl() });
