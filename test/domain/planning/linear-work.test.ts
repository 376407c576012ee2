import type { PackageConfig } from '../../../src/domain/package-config/package-config.js';
import { plan } from '../../../src/domain/planning/plan.js';
import type { Occasion, Situation } from '../../../src/domain/planning/situation.js';
import { situationOf } from '../../support/situations.js';
import { aKnownBuild, commandOf, configOf } from './planning-world.js';

const TARGETS = ['fedora-43-x86_64', 'fedora-44-x86_64'];

/** Half of them builds, half tests; `apart`: each of its own package. */
function jobsOf(count: number, apart: boolean): PackageConfig {
  const jobs = Array.from({ length: count }, (_, n) => ({
    job: n % 2 ? 'tests' : 'copr_build',
    trigger: 'pull_request',
    targets: TARGETS,
    identifier: `i${n >> 1}`,
    branch: 'm.*',
    require: { label: { absent: ['wip', 'never'] } },
    ...(apart && { packages: [`p${n >> 1}`] }),
  }));
  const names = Array.from({ length: count >> 1 }, (_, n) => `p${n}`);
  const packages = Object.fromEntries(names.map((name) => [name, { specfile_path: 'a.spec' }]));
  return configOf(jobs, apart ? { packages } : {});
}

/** The configuration, and how often a property of one of its jobs has been read. */
function counted(config: PackageConfig): { config: PackageConfig; reads: () => number } {
  let reads = 0;
  const views = config.views.map(
    (view) =>
      new Proxy(view, {
        get(target, name, receiver) {
          reads += 1;
          return Reflect.get(target, name, receiver) as unknown;
        },
      }),
  );
  return { config: { ...config, views }, reads: () => reads };
}

/** How often known builds and tests are looked at. */
function countedList<Item extends object>(items: readonly Item[], count: () => void): Item[] {
  return items.map(
    (item) => new Proxy(item, { get: (target, name) => (count(), Reflect.get(target, name) as unknown) }),
  );
}

function workOf(count: number, apart: boolean, occasion: Occasion): number {
  const { config, reads } = counted(jobsOf(count, apart));
  let more = 0;
  const change: Partial<Situation> = {
    occasion,
    labels: ['ci', 'docs'],
    builds: countedList(
      config.views
        .filter(({ type }) => type === 'copr_build')
        .map(({ identifier, package: name }, n) =>
          aKnownBuild(
            { [TARGETS[0]!]: 'failed', [TARGETS[1]!]: 'succeeded' },
            {
              identifier,
              package: name,
              attempt: String(n),
              coprProject: `packit/packit-service-packit-342${apart ? '' : `-${identifier}`}`,
            },
          ),
        ),
      () => more++,
    ),
    tests: countedList(
      config.views
        .filter(({ type }) => type === 'tests')
        .flatMap(({ identifier, jobIndex, package: name }) =>
          TARGETS.map((target) => ({
            attempt: '1',
            check: `testing-farm:${target}:${identifier}`,
            order: `${jobIndex}/${name ?? ''}/${target}`,
            result: 'failed',
          })),
        ),
      () => more++,
    ),
  };
  const before = reads();
  expect(plan(situationOf(config, change))).toHaveLength(config.views.length);
  return reads() - before + more;
}

describe('twice the jobs are twice the work', () => {
  const rerun: Occasion = {
    kind: 'rerun',
    checks: Array.from({ length: 80 }, (_, n) => `rpm-build:${TARGETS[0]}:i${n}`),
  };
  const occasions: readonly Occasion[] = [
    { kind: 'event' },
    { kind: 'labels-changed', labels: ['ci'] },
    ...(['build', 'test', 'rebuild-failed', 'retest-failed'] as const).map((name) => commandOf(name)),
    commandOf('test', { labels: ['a', 'b'] }),
    rerun,
  ];
  it.each(occasions.flatMap((occasion) => [true, false].map((apart) => [nameOf(occasion), apart, occasion] as const)))(
    '%s, jobs of packages of their own: %s',
    (_name, apart, occasion) => {
      const [once, twice] = [workOf(60, apart, occasion), workOf(120, apart, occasion)];
      expect(twice / once).toBeLessThan(2.3);
    },
  );
});

function nameOf(occasion: Occasion): string {
  return occasion.kind === 'command' ? occasion.command.name : occasion.kind;
}
