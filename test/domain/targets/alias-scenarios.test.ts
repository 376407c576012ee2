import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coprChroots, distGitBranches, kojiTargets } from '../../../src/domain/targets/expand-targets.js';
import { type BodhiRelease, buildReleaseTable } from '../../../src/domain/targets/release-table.js';
import { sharedFolder } from '../../support/shared.js';

interface Scenario {
  scenario: string;
  bodhi_releases: BodhiRelease[];
  aliases: Record<string, { namever: string; branch: string }[]>;
  expansions: {
    targets: string[];
    build_targets: string[];
    branches: string[];
    koji_targets: string[];
    branches_default_rawhide: string[];
  }[];
}

const folder = sharedFolder('fixtures/distro-aliases', 'scenarios of target aliases');
const scenarios =
  folder === undefined
    ? []
    : (JSON.parse(readFileSync(join(folder, 'scenarios.json'), 'utf8')) as { scenarios: Scenario[] }).scenarios;
const sorted = (names: readonly string[]) => names.toSorted();

// Skipped, with a warning that says where it looked, where the reference material does not lie beside the checkout.
(folder === undefined ? describe.skip : describe)('scenarios of target aliases', () => {
  it.each(scenarios)('$scenario: aliases stand for the releases', ({ bodhi_releases, aliases }) => {
    const table = buildReleaseTable(bodhi_releases);
    const named = Object.entries(table.aliases).map(([alias, members]) => [
      alias,
      members.map(({ nameVersion, branch }) => ({ namever: nameVersion, branch })),
    ]);
    expect(Object.fromEntries(named)).toEqual(aliases);
  });

  it.each(scenarios)('$scenario: names expand', ({ bodhi_releases, expansions }) => {
    const table = buildReleaseTable(bodhi_releases);
    expect(expansions.length).toBeGreaterThan(0);
    for (const { targets, ...expected } of expansions)
      expect({
        build_targets: sorted(coprChroots(targets, table)),
        branches: sorted(distGitBranches(targets, table)),
        koji_targets: sorted(kojiTargets(targets, table)),
        branches_default_rawhide: sorted(distGitBranches(targets, table, { rawhideAs: ['rawhide'] })),
      }).toEqual(expected);
  });
});
