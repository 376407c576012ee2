import type { Command } from 'commander';
import { Progress } from './progress.js';

/** How far it has come. */
interface RebuildProgress {
  readonly events: number;
  readonly position: number;
  readonly head: number;
  readonly elapsedMs: number;
}

/** Does it, and tells how far it has come. Provided by the composition root. */
type Rebuild = (onProgress: (progress: RebuildProgress) => void) => Promise<RebuildProgress>;

/** Adds `rebuild`. */
export function registerRebuild(program: Command, rebuild: Rebuild): void {
  program
    .command('rebuild')
    .description('Make the read models anew from the event log, while the service is stopped, and put them into place.')
    .option('--json', 'one JSON object at the end')
    .action(async ({ json = false }: { json?: boolean }) => {
      const progress = new Progress();
      const done = await rebuild((reached) => progress.tell(line(reached))).finally(() => progress.end());
      const seconds = done.elapsedMs / 1000;
      if (json) console.log(JSON.stringify({ events: done.events, position: done.position, seconds }));
      else console.log(`Rebuilt. ${line(done)}`);
    });
}

function line({ events, position, head, elapsedMs }: RebuildProgress): string {
  const share = head === 0 ? 100 : Math.floor((100 * position) / head);
  const perSecond = Math.round(events / Math.max(elapsedMs / 1000, 0.001));
  return `${events} events read, ${share} % of the log, ${perSecond} events/s`;
}
