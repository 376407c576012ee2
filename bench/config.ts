import { loadPackageConfig } from '../src/domain/package-config/load-package-config.js';
import { matchesAtStart } from '../src/domain/package-config/pattern.js';
import { heavyConfigurations, hostileBranch, hostilePattern } from '../test/support/heavy-configurations.js';

/** Milliseconds of wall time: the shortest and the median of several runs, after two that do not count. */
function time(run: () => unknown, runs = 15): { best: number; median: number } {
  run();
  run();
  const times = Array.from({ length: runs }, () => {
    const begun = performance.now();
    run();
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  return { best: times[0]!, median: times[Math.floor(runs / 2)]! };
}

const context = { repoName: 'demo', configFilePath: 'packit.yaml', rootSpecFiles: ['demo.spec'] };
const goals: Readonly<Record<string, number>> = { 'a billion laughs': 50 };

console.log('Package configurations (wall time, ms)');
for (const [name, [source]] of Object.entries(heavyConfigurations)) {
  const { best, median } = time(() => loadPackageConfig(source, context));
  const goal = goals[name] ?? 200;
  print(name, best, median, goal);
}
const { best, median } = time(() => matchesAtStart(hostilePattern, hostileBranch), 50);
print(`${hostilePattern} on ${hostileBranch.length} characters`, best, median, 5);

function print(name: string, shortest: number, middle: number, goal: number): void {
  const verdict = middle <= goal ? 'within' : 'ABOVE';
  console.log(
    `  ${name.padEnd(34)} best ${shortest.toFixed(1).padStart(7)}  median ${middle.toFixed(1).padStart(7)}  ${verdict} ${goal}`,
  );
}
