#!/usr/bin/env node
import { Command } from 'commander';
import { addConfigCommands } from './interfaces/cli/config-command.js';

const program = new Command('packit-service').description(
  'Operate a Packit Service: configuration, deliveries, allowlist, replay.',
);

addConfigCommands(program);

await program.parseAsync(process.argv);
