import { Clock } from '../src/application/ports/clock.js';
import type { EventStore } from '../src/application/ports/event-store.js';
import { Decisions } from '../src/application/interpretation/decisions.js';
import { answerTo } from '../src/application/interpretation/command-answers.js';
import { Blobs } from '../src/application/streams/blobs.js';
import { Streams } from '../src/application/streams/streams.js';
import { GATES } from '../src/domain/access/gates.js';
import { deliveryDecider } from '../src/domain/delivery/delivery.js';
import { deliveryEvents } from '../src/domain/delivery/delivery.events.js';
import type { Occasion, Situation } from '../src/domain/planning/situation.js';
import { bundledReleases } from '../src/domain/targets/bundled-releases.js';
import { ShaIds } from '../src/infrastructure/ids/sha-ids.js';
import { seededRandom, type Random } from '../sandbox/random.js';
import { webhooks } from '../scripts/golden-log/webhooks.js';
import { ManualClock } from '../test/support/manual-clock.js';
import { MERGER, validConfig } from '../test/support/situations.js';
import { pullRequestSituation } from './situation.js';

/*
 * A log of decisions: pull requests, pushes, releases and commands in repositories whose configurations all differ, each decided by
 * the planner, with the facts beside it.
 */

const IN_FLIGHT = 64;
/** What a described pull request adds to its webhook. */
const DESCRIPTION = 'It says why, and "how", at length.\r\n'.repeat(200);
const NAMES = ['fedora-all', 'fedora-stable', 'fedora-43', 'fedora-rawhide', 'epel-9', 'epel-all', 'fedora-43-aarch64'];

const ids = new ShaIds();
const releaseList = JSON.stringify(bundledReleases.releases);

/** A configuration of its own for each number: three to eight jobs with targets, branches, labels and identifiers. */
export function configurationOf(number: number): string {
  const random = seededRandom(number + 1);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const jobs = Array.from({ length: 3 + Math.floor(random() * 6) }, (_, index) => {
    const trigger = one(['pull_request', 'pull_request', 'pull_request', 'commit', 'release']);
    const job = index > 0 && random() < 0.5 ? 'tests' : 'copr_build';
    const keys = [`job: ${job}`, `trigger: ${trigger}`, `targets: [${[one(NAMES), one(NAMES)].join(', ')}]`];
    if (index > 1) keys.push(`identifier: part-${index}`);
    if (trigger !== 'release' && random() < 0.3) keys.push(`branch: "${one(['main', 'rhel-.*', 'v\\\\d+'])}"`);
    if (trigger === 'pull_request' && random() < 0.2) keys.push(`require: {label: {present: [ready-${number % 7}]}}`);
    if (random() < 0.1) keys.push('manual_trigger: true');
    return `  - {${keys.join(', ')}}`;
  });
  return [
    `# Configuration ${number}`,
    `specfile_path: package-${number}.spec`,
    `upstream_package_name: package-${number}`,
    `downstream_package_name: package-${number}`,
    'jobs:',
    ...jobs,
    '',
  ].join('\n');
}

/** Writes at least so many decisions on jobs; answers how many. */
export async function writeDecisions(store: EventStore, decisions: number, configurations: number): Promise<number> {
  const clock = new ManualClock(new Date('2026-02-03T08:00:00.000Z'));
  const streams = new Streams(store, ids, clock);
  const blobs = new Blobs(streams, store, ids);
  const writer = new Writer(streams, new Decisions(blobs, ids, clock, GATES), clock, configurations);
  let written = 0;
  let number = 0;
  while (written < decisions) {
    const batch = Array.from({ length: IN_FLIGHT }, () => writer.deliver(number++));
    for (const jobs of await Promise.all(batch)) written += jobs;
  }
  return written;
}

class Writer {
  private readonly loaded = new Map<number, { text: string; config: Situation['config'] }>();
  private readonly random: Random = seededRandom(1);

  constructor(
    private readonly streams: Streams,
    private readonly decisions: Decisions,
    private readonly clock: Clock & { advance(milliseconds: number): void },
    private readonly configurations: number,
  ) {}

  async deliver(number: number): Promise<number> {
    this.clock.advance(100);
    const repository = Math.floor(this.random() * this.configurations);
    const { text, config } = this.configuration(repository);
    const situation = this.situation(number, repository, config);
    const { delivery } = situation;
    const received = {
      source: 'github',
      event: situation.occasion.kind === 'command' ? 'issue_comment' : 'pull_request',
      subject: `github.com/bench/package-${repository}#${number}`,
      body: { text: JSON.stringify(this.body(situation, number)) },
      at: this.clock.now().toISOString(),
      repositories: [{ project: `github.com/bench/package-${repository}`, visibility: 'public' as const }],
    };
    const cause = { id: delivery, correlationId: delivery };
    await this.streams.create(delivery, deliveryEvents, [{ type: 'DeliveryReceived', data: received }], cause);
    const found = {
      found: true,
      path: '.packit.yaml',
      text,
      rootSpecFiles: [`package-${repository}.spec`],
      loaded: { valid: true, config, warnings: [] },
    } as const;
    const list = { source: 'bundled', at: `${bundledReleases.asOf}T00:00:00.000Z`, text: releaseList };
    const made = await this.decisions.make({ situation, releases: list }, found, cause);
    if ('excess' in made) throw new Error(`${repository}: ${made.excess.reason}`);
    const { facts, jobs } = made;
    const answer = answerTo(situation, jobs, situation.service.commandPrefix);
    const command = { type: 'RecordInterpretation', events: [facts, ...jobs, ...(answer ? [answer] : [])] } as const;
    const interpreting = { id: `interpret-delivery/${delivery}`, correlationId: delivery };
    await this.streams.handle(delivery, deliveryEvents, deliveryDecider, command, interpreting);
    return jobs.length;
  }

  private configuration(number: number): { text: string; config: Situation['config'] } {
    const known = this.loaded.get(number);
    if (known) return known;
    const text = configurationOf(number);
    const config = validConfig(text, {
      repoName: `package-${number}`,
      configFilePath: '.packit.yaml',
      rootSpecFiles: [`package-${number}.spec`],
    });
    const value = { text, config };
    this.loaded.set(number, value);
    return value;
  }

  private situation(number: number, repository: number, config: Situation['config']): Situation {
    const { random } = this;
    const repo = `package-${repository}`;
    const project = { host: 'github.com', namespace: 'bench', repo, url: `https://github.com/bench/${repo}` };
    const delivery = `delivery-github-${ids.uuid(`decision ${number}`)}`;
    const command = (name: 'build' | 'test'): Occasion => ({
      kind: 'command',
      command: { name, package: null, identifier: null, labels: null, env: {}, pullRequests: [] },
    });
    const occasions: readonly Occasion[] = [{ kind: 'event' }, { kind: 'event' }, command('build'), command('test')];
    return pullRequestSituation(config, {
      delivery,
      attempt: `${this.clock.now().toISOString()}/${delivery}`,
      occasion: occasions[Math.floor(random() * occasions.length)]!,
      project,
      subject: {
        kind: 'pull_request',
        number,
        author: 'somebody',
        source: { ...project, namespace: 'somebody', url: `https://github.com/somebody/${repo}` },
        sourceBranch: 'change',
        targetBranch: random() < 0.8 ? 'main' : 'rhel-9',
      },
      commitSha: ids.digest(String(number)).slice(0, 40),
      access: { ...MERGER, approved: random() < 0.95, canMerge: random() < 0.5, isAuthor: random() < 0.8 },
      labels: random() < 0.5 ? [] : [`ready-${Math.floor(random() * 7)}`],
    });
  }

  private body({ project, subject, occasion, commitSha: sha }: Situation, number: number): unknown {
    if (subject.kind !== 'pull_request') throw new Error('Everything here is about pull requests.');
    const text = occasion.kind === 'command' ? `/packit ${occasion.command.name}` : '';
    if (text) return webhooks.comment(project, number, number, 'somebody', `${DESCRIPTION}\n${text}`);
    const pull = { number, author: 'somebody', sha, base: subject.targetBranch, labels: [] };
    return { ...webhooks.pullRequest(project, 'opened', pull), description: DESCRIPTION };
  }
}
