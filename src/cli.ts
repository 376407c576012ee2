#!/usr/bin/env node
import { Command } from 'commander';
import { identityOf } from './application/interpretation/service-identity.js';
import { RecordedSituations } from './application/replay/recorded-situations.js';
import { Blobs } from './application/streams/blobs.js';
import { Streams } from './application/streams/streams.js';
import { SystemClock } from './infrastructure/clock/system-clock.js';
import { ConfiguredSettings } from './infrastructure/config/configured-settings.js';
import { loadConfiguration } from './infrastructure/config/load-configuration.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { Ed25519Signatures } from './infrastructure/signatures/ed25519-signatures.js';
import { addAllowlistCommands } from './interfaces/cli/allowlist-commands.js';
import { processTerminal } from './interfaces/cli/allowlist-terminal.js';
import { registerCheckpointCommands } from './interfaces/cli/checkpoint-commands.js';
import { registerDeliveries } from './interfaces/cli/deliveries.js';
import { addConfigCommands } from './interfaces/cli/config-command.js';
import { registerConfigPlan } from './interfaces/cli/config-plan.js';
import { addInspectionCommands } from './interfaces/cli/inspection-commands.js';
import { registerExport } from './interfaces/cli/export-commands.js';
import { registerLogCommands } from './interfaces/cli/log-commands.js';
import { registerRebuild } from './interfaces/cli/rebuild.js';
import { deliveriesKept, openEventStore } from './open-event-store.js';
import { registerReplay } from './interfaces/cli/replay-commands.js';
import { replayTools } from './replay-tools.js';

const program = new Command('packit-service').description(
  'Operate a Packit Service: configuration, deliveries, allowlist, replay.',
);

addAllowlistCommands(program, processTerminal);
registerDeliveries(program);
addConfigCommands(program);
registerConfigPlan(program);
addInspectionCommands(program, processTerminal);

const ids = new ShaIds();
const signatures = new Ed25519Signatures();
registerLogCommands(program, {
  ids,
  signatures,
  open: openEventStore,
  deliveriesKept,
  deciding(store) {
    const blobs = new Blobs(new Streams(store, ids, new SystemClock()), store, ids);
    const { configuration } = loadConfiguration(process.env);
    const identity = identityOf(new ConfiguredSettings(configuration));
    return { blobs, situations: new RecordedSituations(blobs), identity };
  },
});
registerCheckpointCommands(program, { ids, signatures });
registerReplay(program, replayTools);
registerExport(program, replayTools);

registerRebuild(program, async (onProgress) =>
  (await import('./rebuild-read-models.js')).rebuildReadModels(onProgress),
);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
