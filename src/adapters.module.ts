import { dirname, join } from 'node:path';
import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Clock } from './application/ports/clock.js';
import { Copr } from './application/ports/copr.js';
import { CrashJournal } from './application/ports/crash-journal.js';
import { Distributions } from './application/ports/distributions.js';
import { EventStore } from './application/ports/event-store.js';
import { FedoraAccounts } from './application/ports/fedora-accounts.js';
import { Forges } from './application/ports/forge.js';
import { Ids } from './application/ports/ids.js';
import { Log } from './application/ports/log.js';
import { ReadModels } from './application/ports/read-models.js';
import { Settings } from './application/ports/settings.js';
import { TestingFarm } from './application/ports/testing-farm.js';
import { bundledReleases } from './domain/targets/bundled-releases.js';
import { BodhiDistributions } from './infrastructure/bodhi/bodhi-distributions.js';
import { SystemClock } from './infrastructure/clock/system-clock.js';
import type { Configuration } from './infrastructure/config/configuration.js';
import { ConfiguredSettings } from './infrastructure/config/configured-settings.js';
import { CoprClient } from './infrastructure/copr/copr-client.js';
import { FileCrashJournal } from './infrastructure/crash-journal/file-crash-journal.js';
import { FasjsonAccounts } from './infrastructure/fasjson/fasjson-accounts.js';
import { ConfiguredForges } from './infrastructure/forges/configured-forges.js';
import { GitHubForge } from './infrastructure/forges/github/github-forge.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from './infrastructure/read-models/sqlite-read-models.js';
import { openEventStore, storeAddress } from './open-event-store.js';
import { TestingFarmClient } from './infrastructure/testing-farm/testing-farm-client.js';

/** Every port with its adapter, as the configuration wants it. */
@Global()
@Module({})
export class AdaptersModule {
  static with(configuration: Configuration, log: Log): DynamicModule {
    const clock = new SystemClock();
    const ports: Provider[] = [
      { provide: Log, useValue: log },
      { provide: Clock, useValue: clock },
      { provide: Ids, useClass: ShaIds },
      { provide: Settings, useValue: new ConfiguredSettings(configuration) },
      { provide: EventStore, useFactory: () => openEventStore(storeAddress(configuration)) },
      { provide: CrashJournal, useFactory: () => new FileCrashJournal(`${configuration.readModels}.under-way`, log) },
      { provide: ReadModels, useFactory: () => new SqliteReadModels(configuration.readModels) },
      { provide: Forges, useFactory: () => forges(configuration, clock) },
      { provide: Copr, useFactory: () => copr(configuration, clock) },
      { provide: TestingFarm, useFactory: () => testingFarm(configuration, clock) },
      { provide: Distributions, useFactory: () => distributions(configuration, clock, log) },
      { provide: FedoraAccounts, useFactory: () => accounts(configuration) },
    ];
    return {
      module: AdaptersModule,
      providers: ports,
      exports: ports.map((port) => ('provide' in port ? port.provide : port)),
    };
  }
}

function forges({ github }: Configuration, clock: Clock): Forges {
  const { apiUrl: baseUrl, host, appId, privateKey, botLogin } = github;
  if (!appId || !privateKey) return new ConfiguredForges(new Map());
  const forge = new GitHubForge({ baseUrl, appId, privateKey, botLogin, clock });
  return new ConfiguredForges(new Map([[host, forge]]));
}

function copr({ copr: { url: baseUrl, publicUrl, owner, login, token } }: Configuration, clock: Clock): Copr {
  return new CoprClient({ baseUrl, publicUrl, owner, login, token, clock });
}

function testingFarm({ testingFarm, http }: Configuration, clock: Clock): TestingFarm {
  const { apiUrl: baseUrl, token, internalToken, webhookToken } = testingFarm;
  const tokens = { ...(token && { public: token }), ...(internalToken && { redhat: internalToken }) };
  return new TestingFarmClient({ baseUrl, tokens, publicUrl: http.publicUrl, webhookToken, clock });
}

function distributions({ bodhiUrl, readModels }: Configuration, clock: Clock, log: Log): Distributions {
  return new BodhiDistributions({
    baseUrl: bodhiUrl,
    file: join(dirname(readModels), 'releases.json'),
    bundled: { releases: bundledReleases.releases, at: `${bundledReleases.asOf}T00:00:00.000Z` },
    clock,
    warn: (message, error) => log.warn(message, { error: error instanceof Error ? error.message : String(error) }),
  });
}

function accounts({ fasjsonUrl, kerberos }: Configuration): FedoraAccounts {
  return new FasjsonAccounts({ baseUrl: fasjsonUrl, ...(kerberos && { kerberos }) });
}
