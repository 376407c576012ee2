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
import { ReleaseSync } from './application/ports/release-sync.js';
import { Settings } from './application/ports/settings.js';
import { TestingFarm } from './application/ports/testing-farm.js';
import { bundledReleases } from './domain/targets/bundled-releases.js';
import { BodhiDistributions } from './infrastructure/bodhi/bodhi-distributions.js';
import { SystemClock } from './infrastructure/clock/system-clock.js';
import type { Configuration } from './infrastructure/config/configuration.js';
import { ConfiguredSettings } from './infrastructure/config/configured-settings.js';
import { CoprClient } from './infrastructure/copr/copr-client.js';
import { FileCrashJournal } from './infrastructure/crash-journal/file-crash-journal.js';
import { ArchiveDownload } from './infrastructure/dist-git/archive-download.js';
import { GitMirrors } from './infrastructure/dist-git/git-mirrors.js';
import { GitReleaseSync } from './infrastructure/dist-git/git-release-sync.js';
import { LookasideCache } from './infrastructure/dist-git/lookaside-cache.js';
import { PagureForge } from './infrastructure/dist-git/pagure-forge.js';
import { Negotiation } from './infrastructure/shared/negotiation.js';
import { FasjsonAccounts } from './infrastructure/fasjson/fasjson-accounts.js';
import { ConfiguredForges } from './infrastructure/forges/configured-forges.js';
import { GitHubForge } from './infrastructure/forges/github/github-forge.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from './infrastructure/read-models/sqlite-read-models.js';
import { programVersion } from './program-version.js';
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
      { provide: ReleaseSync, useFactory: () => releaseSync(configuration, clock) },
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

function releaseSync({ distGit, github, gitlab, kerberos }: Configuration, clock: Clock): ReleaseSync {
  const { url, apiUrl, publicUrl, token, user: account, lookasideUrl, ssh, author, workFolder } = distGit;
  const secrets = token ? [token] : [];
  const git = { secrets, ...(ssh && { credentials: { sshKey: ssh.key, knownHosts: ssh.knownHosts } }) };
  const gitUrls = new Map([
    ['github.com', github.gitUrl],
    [new URL(gitlab.url).host, gitlab.gitUrl],
  ]);
  const negotiation = kerberos && new Negotiation(new URL(lookasideUrl).hostname, kerberos);
  return new GitReleaseSync(
    {
      mirrors: new GitMirrors(join(workFolder, 'mirrors'), git),
      git,
      forge: new PagureForge({ apiUrl, publicUrl, token, account, sleep: (milliseconds) => clock.sleep(milliseconds) }),
      download: new ArchiveDownload({
        maxBytes: distGit.maxArchiveBytes,
        trustedOrigins: [url, lookasideUrl].filter((each) => /^https?:/.test(each)).map((each) => new URL(each).origin),
      }),
      lookaside: new LookasideCache(lookasideUrl, negotiation),
      upstreamUrl: (host, namespace, repo) => {
        const base = gitUrls.get(host);
        return base && `${base}/${namespace}/${repo}.git`;
      },
      packageUrl: ({ namespace, name }) => `${url}/${namespace}/${name}.git`,
      forkUrl: ({ namespace, name }) => `${url}/forks/${account}/${namespace}/${name}.git`,
      pushesOverSsh: ssh !== undefined,
      author,
      version: programVersion(),
      now: () => clock.now(),
    },
    join(workFolder, 'runs'),
    secrets,
  );
}

function accounts({ fasjsonUrl, kerberos }: Configuration): FedoraAccounts {
  return new FasjsonAccounts({ baseUrl: fasjsonUrl, ...(kerberos && { kerberos }) });
}
