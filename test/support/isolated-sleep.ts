import { actionLimits } from '../../src/application/ports/isolation.js';
import { BubblewrapIsolation } from '../../src/infrastructure/isolation/bubblewrap-isolation.js';

// A service in the middle of a run, for those who kill it: `name` sleeps, and `folder` gets the file `begun`.
const [folder, name] = process.argv.slice(2) as [string, string];
const command = ['/bin/sh', '-c', `setsid sh -c 'sleep 600; :' ${name} & echo > begun; sleep 600`];
await new BubblewrapIsolation().run({ command, folder, limits: actionLimits });
