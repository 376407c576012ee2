import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { OtherThread } from './other-thread.js';

/** Commands that need the same parts of the program. */
export interface CommandGroup {
  /** The first words of its commands, in the order of the help. */
  readonly names: readonly string[];
  /** Loads what they need, and adds them. */
  add(program: Command): Promise<void>;
}

/** All commands. Who calls one of them does not wait until the program has loaded what the others need. */
export const commandGroups: readonly CommandGroup[] = [
  {
    names: ['allowlist'],
    async add(program) {
      const { addAllowlistCommands } = await import('./interfaces/cli/allowlist-commands.js');
      const { processTerminal } = await import('./interfaces/cli/allowlist-terminal.js');
      addAllowlistCommands(program, processTerminal);
    },
  },
  {
    names: ['deliveries'],
    async add(program) {
      const { registerDeliveries } = await import('./interfaces/cli/deliveries.js');
      registerDeliveries(program);
    },
  },
  {
    names: ['config'],
    async add(program) {
      const { addConfigCommands } = await import('./interfaces/cli/config-command.js');
      const { registerConfigPlan } = await import('./interfaces/cli/config-plan.js');
      addConfigCommands(program);
      registerConfigPlan(program);
    },
  },
  {
    names: ['spec'],
    async add(program) {
      const { addSpecCommands } = await import('./interfaces/cli/spec-commands.js');
      const { BubblewrapIsolation } = await import('./infrastructure/isolation/bubblewrap-isolation.js');
      const { RpmspecExpansion } = await import('./infrastructure/isolation/rpmspec-expansion.js');
      addSpecCommands(program, {
        print: (text) => console.log(text),
        warn: (text) => console.error(text),
        today: () => new Date(),
        expansion: new RpmspecExpansion(new BubblewrapIsolation()),
      });
    },
  },
  {
    names: ['timeline', 'state', 'explain', 'todos'],
    async add(program) {
      const { addInspectionCommands } = await import('./interfaces/cli/inspection-commands.js');
      const { processTerminal } = await import('./interfaces/cli/allowlist-terminal.js');
      addInspectionCommands(program, processTerminal);
    },
  },
  {
    names: ['verify', 'decide-again', 'events'],
    async add(program) {
      const { registerLogCommands } = await import('./interfaces/cli/log-commands.js');
      const { logTools } = await import('./log-tools.js');
      registerLogCommands(program, logTools);
    },
  },
  {
    names: ['checkpoint'],
    async add(program) {
      const { registerCheckpointCommands } = await import('./interfaces/cli/checkpoint-commands.js');
      const { logTools } = await import('./log-tools.js');
      registerCheckpointCommands(program, logTools);
    },
  },
  {
    names: ['replay'],
    async add(program) {
      const { registerReplay } = await import('./interfaces/cli/replay-commands.js');
      const { replayTools } = await import('./replay-tools.js');
      registerReplay(program, replayTools);
    },
  },
  {
    names: ['export', 'import'],
    async add(program) {
      const { registerExport } = await import('./interfaces/cli/export-commands.js');
      const { replayTools } = await import('./replay-tools.js');
      registerExport(program, replayTools);
    },
  },
  {
    names: ['rebuild'],
    async add(program) {
      const { registerRebuild } = await import('./interfaces/cli/rebuild.js');
      registerRebuild(program, async (onProgress) => {
        // Otherwise the heaps grow to four times of what is in use before they are swept.
        setFlagsFromString('--heap-growing-percent=250');
        // It loads while this thread does.
        const other = new OtherThread();
        try {
          const { rebuildReadModels } = await import('./rebuild-read-models.js');
          return await rebuildReadModels(other, onProgress);
        } finally {
          await other.end();
        }
      });
    },
  },
];

/** Adds the commands of the group that a name belongs to; of all groups, where it belongs to none: help names them all. */
export async function addCommands(program: Command, name: string | undefined): Promise<void> {
  const called = commandGroups.filter(({ names }) => name !== undefined && names.includes(name));
  for (const group of called.length > 0 ? called : commandGroups) await group.add(program);
}
