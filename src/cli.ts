#!/usr/bin/env node
import { Command } from 'commander';
import { addCommands } from './command-groups.js';

const program = new Command('packit-service').description(
  'Operate a Packit Service: configuration, deliveries, allowlist, replay.',
);
await addCommands(program, process.argv[2]);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
