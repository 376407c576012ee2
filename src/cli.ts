#!/usr/bin/env node
import { Command } from 'commander';
import { addAllowlistCommands } from './interfaces/cli/allowlist-commands.js';
import { processTerminal } from './interfaces/cli/allowlist-terminal.js';
import { registerDeliveries } from './interfaces/cli/deliveries.js';
import { addConfigCommands } from './interfaces/cli/config-command.js';
import { registerConfigPlan } from './interfaces/cli/config-plan.js';

const program = new Command('packit-service').description(
  'Operate a Packit Service: configuration, deliveries, allowlist, replay.',
);

addAllowlistCommands(program, processTerminal);
registerDeliveries(program);
addConfigCommands(program);
registerConfigPlan(program);

await program.parseAsync(process.argv);
