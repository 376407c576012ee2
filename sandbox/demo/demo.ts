/** `npm run demo`. Loads little itself, so that it can say at once what happens. */
import { ensureServiceIsBuilt } from '../service-build.js';
import { heading, line } from './terminal.js';

heading('A pull request goes through the whole service; nothing outside of this machine is asked');
line('dist/ is compared with src/, and built again where they differ');
ensureServiceIsBuilt();
line('GitHub, Copr and Testing Farm are loaded and start');
const { perform } = await import('./performance.js');
await perform({ stay: !process.argv.includes('--once') });
