import { programVersion } from './program-version.js';
import { Blobs } from './application/streams/blobs.js';
import { Streams } from './application/streams/streams.js';
import type { LinkAddresses } from './application/replay/state-at.js';
import type { EventStore } from './application/ports/event-store.js';
import { isSecretName } from './domain/scrub/secret-names.js';
import { SystemClock } from './infrastructure/clock/system-clock.js';
import type { Configuration } from './infrastructure/config/configuration.js';
import { writtenTokens } from './infrastructure/config/operator-tokens.js';
import { loadConfiguration } from './infrastructure/config/load-configuration.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import type { ExportTools } from './interfaces/cli/export-commands.js';
import type { ReplayTools } from './interfaces/cli/replay-commands.js';
import { openEventStore, openExistingLog } from './open-event-store.js';

const ids = new ShaIds();

/** What `replay`, `export` and `import` work with. */
export const replayTools: ReplayTools & ExportTools = {
  ids,
  program: programVersion(),
  open: openExistingLog,
  create: openEventStore,
  blobs: (store: EventStore) => new Blobs(new Streams(store, ids, new SystemClock()), store, ids),
  addresses,
  secrets: () => secretsIn(process.env, loadConfiguration(process.env).configuration),
};

function addresses(): LinkAddresses {
  const { dashboardUrl, http } = loadConfiguration(process.env).configuration;
  return { dashboardUrl, publicUrl: http.publicUrl };
}

/** Everything secret that this program was started with, whole and line by line. */
function secretsIn(environment: NodeJS.ProcessEnv, configuration: Configuration): string[] {
  const { github, gitlab, copr, testingFarm, distGit } = configuration;
  const named = Object.entries(environment).filter(([name]) => isSecretName(name));
  return [
    ...named.map(([, value]) => value ?? ''),
    ...writtenTokens(environment),
    ...[github.privateKey, github.webhookSecret, gitlab.token],
    ...gitlab.instances.map(({ webhookSecret }) => webhookSecret),
    ...[copr.login, copr.token, testingFarm.token, testingFarm.internalToken, testingFarm.webhookToken, distGit.token],
  ].flatMap((secret) => [secret, ...secret.split('\n')]);
}
