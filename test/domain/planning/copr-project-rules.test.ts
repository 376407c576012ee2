import * as fc from 'fast-check';
import {
  areCoprNames,
  defaultCoprProject,
  fitsCopr,
  isKeptForGeneration,
  nameWithSuffix,
} from '../../../src/domain/planning/copr-names.js';
import type { ProjectData, SubjectData } from '../../../src/domain/planning/job.js';
import { plan } from '../../../src/domain/planning/plan.js';
import type { Situation } from '../../../src/domain/planning/situation.js';
import { PROJECT, PULL_REQUEST } from '../../support/runs.js';
import { situationOf } from '../../support/situations.js';
import { configOf } from './planning-world.js';

const ATTACKER: ProjectData = { host: 'github.com', namespace: 'x', repo: 'y', url: 'https://github.com/x/y' };
const BUILD = { job: 'copr_build', trigger: 'pull_request', targets: ['fedora-43'] };
const TESTS = { job: 'tests', trigger: 'pull_request', targets: ['fedora-43'] };

function decided(names: { owner?: string; project?: string }, change: Partial<Situation> = {}) {
  const [ofBuild, ofTests] = plan(situationOf(configOf([{ ...BUILD, ...names }, TESTS]), change));
  const said = (decision: typeof ofBuild) =>
    decision!.data.verdicts.map(({ check, state, title }) => `${check} ${state}: ${title}`);
  return {
    outcome: ofBuild!.type === 'JobPlanned' ? 'planned' : ofBuild!.data.reason,
    order: ofBuild!.type === 'JobPlanned' && ofBuild!.data.action.do === 'build' ? ofBuild!.data.action.order : null,
    summary: ofBuild!.data.verdicts[0]?.summary ?? '',
    said: [...said(ofBuild), ...said(ofTests)],
  };
}

describe('a name that the configuration chose below our own account', () => {
  it('is refused when it is generated for another repository, and the tests say so as well', () => {
    const { outcome, said, summary } = decided({ project: 'foo-bar-12' }, { project: ATTACKER });
    expect(outcome).toBe('copr-project-name-kept');
    expect(said).toEqual([
      'rpm-build:fedora-43-x86_64 error: The name packit/foo-bar-12 is kept for generated Copr projects.',
      'testing-farm:fedora-43-x86_64 error: The name packit/foo-bar-12 is kept for generated Copr projects.',
    ]);
    expect(summary).toContain('`foo_bar_12`');
    expect(decided({ owner: 'packit', project: 'foo-bar-12' }, { project: ATTACKER }).outcome).toBe(outcome);
    expect(decided({ owner: 'somebody', project: 'foo-bar-12' }, { project: ATTACKER }).outcome).toBe('planned');
  });

  it.each([
    ['nightly', 'planned'],
    ['hello-nightly', 'planned'],
    ['packit-service-packit-nightly', 'planned'],
    ['Packit-Service-packit-nightly', 'planned'],
    // The pull request itself: what is generated, not chosen.
    ['packit-service-packit-342', 'planned'],
    ['packit-service-packit-343', 'copr-project-name-kept'],
    ['packit-service-packit-releases', 'copr-project-name-kept'],
    ['packit-service-packit-next-1', 'copr-project-name-kept'],
    ['gitlab.com-group-project-main', 'copr-project-name-kept'],
    ['a---b', 'copr-project-name-kept'],
    ['12', 'copr-project-name-invalid'],
    ['no/slash', 'copr-project-name-invalid'],
    ['no blank', 'copr-project-name-invalid'],
    ['..', 'copr-project-name-invalid'],
    ['x'.repeat(101), 'copr-project-name-invalid'],
  ])('%s: %s', (project, outcome) => expect(decided({ project }).outcome).toBe(outcome));

  it('is refused where the project is there already and does not list the repository', () => {
    const there = (allowed: string[]) => ({ coprProjects: { 'packit/nightly': { allowed, chroots: [] } } });
    expect(decided({ project: 'nightly' }, there(['github.com/Packit-Service/packit'])).outcome).toBe('planned');
    const { outcome, said, summary } = decided({ project: 'nightly' }, there([]));
    expect(outcome).toBe('copr-project-forbids');
    expect(said[0]).toContain('neutral: Not allowed to build in packit/nightly Copr project.');
    expect(summary).toContain('Choose another `project`');
  });

  it('is refused where every source package is built with what is in the project', () => {
    const listed = {
      coprProjects: { 'packit/packit-stable': { allowed: ['github.com/packit-service/*'], chroots: [] } },
    };
    expect(decided({ project: 'packit-stable' }).outcome).toBe('copr-project-forbids');
    expect(decided({ project: 'packit-stable' }, listed).outcome).toBe('planned');
  });

  it('names no owner outside that could not exist either', () => {
    expect(decided({ owner: '@group/..', project: 'x' }).outcome).toBe('copr-project-name-invalid');
    expect(decided({ owner: '@group', project: 'x' }).outcome).toBe('planned');
  });

  const part = fc.string({ unit: fc.constantFrom('a', 'b', '1', '-'), minLength: 1, maxLength: 4 });
  const repository = fc
    .record({ host: fc.constantFrom('github.com', 'gitlab.com'), namespace: part, repo: part })
    .map((names) => ({ ...names, url: '' }));
  const subject: fc.Arbitrary<SubjectData> = fc.oneof(
    fc.integer({ min: 1, max: 30 }).map((number) => ({ ...PULL_REQUEST, number }) as SubjectData),
    part.map((branch) => ({ kind: 'branch', branch }) as const),
    fc.constant({ kind: 'release', tag: 'v1' } as const),
  );

  it('is never one that is generated for a repository with another beginning, nor for a pull request or releases', () => {
    fc.assert(
      fc.property(repository, repository, subject, fc.option(part), (chooser, other, about, identifier) => {
        const name = defaultCoprProject(other, about, identifier);
        if (isKeptForGeneration(name, chooser)) return;
        const own = defaultCoprProject(chooser, { kind: 'branch', branch: '' }, null);
        expect(name.toLowerCase().startsWith(own.toLowerCase())).toBe(true);
        expect(about.kind).toBe('branch');
      }),
      { numRuns: 3_000 },
    );
  });
});

it('a suffix keeps a name as long as Copr allows', () => {
  const long = 'n'.repeat(140);
  expect(fitsCopr(long)).toBe(false);
  expect(nameWithSuffix(long, '0123456789')).toHaveLength(100);
  expect(nameWithSuffix('foo-bar-1', '0123456789')).toBe('foo-bar-1-012345');
  expect(areCoprNames('packit', nameWithSuffix(long, '0123456789'))).toBe(true);
  expect(defaultCoprProject(PROJECT, PULL_REQUEST, null)).toBe('packit-service-packit-342');
});
