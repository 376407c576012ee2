#!/usr/bin/env node
import { Command } from 'commander';
import { addAllowlistCommands } from './interfaces/cli/allowlist-commands.js';
import { processTerminal } from './interfaces/cli/allowlist-terminal.js';
import { registerDeliveries } from './interfaces/cli/deliveries.js';
import { addInspectionCommands } from './interfaces/cli/inspection-commands.js';

const program = new Command('packit-service').description(
  'Operate a Packit Service: configuration, deliveries, allowlist, replay.',
);

addAllowlistCommands(program, processTerminal);
registerDeliveries(program);
addInspectionCommands(program, processTerminal);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
